"""Whatever is handed to the command: one sentence and an exit code, never a traceback."""

import json

import numpy as np
import pytest

from reviews.matching.__main__ import main

WHOLE = {
    "indptr": [0, 3, 6],
    "indices": [0, 1, 2, 0, 1, 2],
    "data": [0.1, 0.2, 0.3, 0.4, 0.5, 0.6],
    "shape": [2, 3],
    "demand": [1, 1],
    "load_ub": [1, 1, 1],
}


def _written(tmp_path, **changes):
    arrays = {name: np.array(values) for name, values in (WHOLE | changes).items() if values is not None}
    np.savez(tmp_path / "p.npz", **arrays)
    return str(tmp_path / "p.npz")


def _solved(path, capsys, *more):
    """Exit code and the sentence told."""
    code = main(["solve", path, *more])
    return code, capsys.readouterr().err


@pytest.mark.parametrize("objective", ["total", "floor"])
@pytest.mark.parametrize(
    ("changes", "code", "words"),
    [
        ({"data": [0.1, np.nan, 0.3, 0.4, 0.5, 0.6]}, 2, "scores has nan at position 1"),
        ({"data": [0.1, np.inf, 0.3, 0.4, 0.5, 0.6]}, 2, "scores has inf at position 1"),
        ({"data": [1j] * 6}, 2, "only real ones"),
        ({"data": ["a"] * 6}, 2, "is no number"),
        ({"data": [0.1]}, 2, "1 scores for 6 pairs"),
        ({"indptr": [0, 0, 3], "indices": [0, 1, 2], "data": [1, 2, 3]}, 1, "Paper 0 needs 1 reviewer, but"),
        ({"indptr": []}, 2, "have 0 rows, but demand tells of 2 papers"),
        ({"indptr": 0}, 2, "indptr must be a plain list"),
        ({"indices": [0, 1, 1, 0, 1, 2]}, 2, "Paper 0 and reviewer 1 have more than one score"),
        ({"indices": [0, 1, 7, 0, 1, 2]}, 2, "name reviewer 7, but reviewers are numbered 0 to 2"),
        ({"shape": 3}, 2, "shape must be a plain list"),
        ({"shape": [3, 3]}, 2, "shape says (3, 3)"),
        ({"demand": 1}, 2, "demand must be a plain list"),
        ({"demand": None}, 2, "lacks demand"),
        ({"demand": [10**12, 1]}, 1, "needs 1000000000000 reviewers"),
        ({"demand": [1.5, 1]}, 2, "no whole number"),
        ({"load_ub": [0, 0, 1]}, 1, "leave room for only 1"),
        ({"load_ub": [[1, 1, 1]]}, 2, "load_ub must be a plain list"),
        ({"load_lb": [1, 1, 1]}, 1, "at least 3 papers, but only 2"),
        ({"load_lb": [2, 0, 0]}, 2, "at least 2 but at most 1"),
        ({"conflicts": [[0, 0, 0], [0, 1, 2]]}, 1, "lift one of its 3 conflicts"),
        ({"conflicts": [[9], [0]]}, 2, "conflicts names paper 9"),
        ({"required": [[0, 0], [0, 1]]}, 1, "2 are required for it"),
    ],
)
def test_a_problem_that_cannot_be(tmp_path, capsys, objective, changes, code, words):
    shown = _solved(_written(tmp_path, **changes), capsys, "--objective", objective)
    assert shown[0] == code
    assert words in shown[1]


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04 cut short"])
def test_a_file_that_is_no_archive(tmp_path, capsys, content):
    (tmp_path / "p.npz").write_bytes(content)
    assert "is no readable NumPy archive" in _solved(str(tmp_path / "p.npz"), capsys)[1]


def test_a_lone_array_and_a_folder_are_no_archives(tmp_path, capsys):
    np.save(tmp_path / "p.npy", np.ones((2, 2)))
    assert _solved(str(tmp_path / "p.npy"), capsys)[0] == 2
    assert _solved(str(tmp_path), capsys)[0] == 2


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["--out", "/nowhere/at/all.json"], "cannot be written"),
        (["--probability-limit", "0"], "above 0"),
        (["--probability-limit", "nan"], "above 0"),
        (["--probability-limit", "0.5", "--seed", "-1"], "A seed is a whole number from 0 on"),
        (["--objective", "floor", "--patience", "nan"], "Patience is a number of seconds"),
    ],
)
def test_wishes_that_make_no_sense(tmp_path, capsys, more, words):
    code, shown = _solved(_written(tmp_path), capsys, *more)
    assert code == 2
    assert words in shown


def _changed(tmp_path, changes, *words):
    """What the check says of a result with these changes."""
    path, out = _written(tmp_path), tmp_path / "r.json"
    assert main(["solve", path, *words, "--out", str(out)]) == 0
    result = json.loads(out.read_text())
    if "odds" in changes:
        changes = {"odds": result["odds"] | changes["odds"]}
    out.write_text(json.dumps(result | changes))
    return main(["verify", path, str(out)])


@pytest.mark.parametrize(
    "changes",
    [
        {"pairs": [[0.5, 0], [1, 2]]},
        {"pairs": [[10**30, 0]]},
        {"pairs": [0, 1, 1, 2]},
        {"pairs": None},
        {"objective": "foo"},
        {"worst_bound": "x"},
        {"worst_paper": []},
        {"prices": "x"},
        {"shortages": 3},
        {"odds": {"units": 0}},
        {"odds": {"parts": "x"}},
    ],
)
def test_a_result_that_is_none(tmp_path, capsys, changes):
    words = ["--probability-limit", "0.5"] if "odds" in changes else []
    assert _changed(tmp_path, changes, *words) == 2
    assert "no result" in capsys.readouterr().err


@pytest.mark.parametrize(
    "changes",
    [
        {"pairs": [[0, 9], [1, 2]]},
        {"pairs": [[-1, 0], [1, 2]]},
        {"pairs": [[0, 0], [0, 0]]},
        {"pairs": []},
        {"bound": float("nan")},
        {"bound": float("inf")},
        {"bound": 0.9},
        {"bound": 0.7},
        {"total": 0.9},
        {"worst": 0.1},
        {"worst_paper": 1},
        {"worst_paper": 77},
        {"worst_bound": 0.4},
    ],
)
def test_a_figure_that_is_not_so_is_found_out(tmp_path, capsys, changes):
    assert _changed(tmp_path, changes, "--objective", "floor") == 1
    assert capsys.readouterr().out.count("\n") > 1


@pytest.mark.parametrize("duals", [[1], [float("nan")] * 3, [[1, 2, 3]], [1e300] * 3])
def test_prices_that_prove_nothing_are_passed_over(tmp_path, duals):
    assert _changed(tmp_path, {"prices": duals}) == 0


def test_nesting_without_end_is_no_result(tmp_path, capsys):
    (tmp_path / "r.json").write_text("[" * 100_000)
    assert main(["verify", _written(tmp_path), str(tmp_path / "r.json")]) == 2
    assert "no readable JSON" in capsys.readouterr().err
