"""The command line solves, writes, and checks; bad input gets a sentence, not a traceback."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from reviews.matching import from_dense, write_problem
from reviews.matching.__main__ import main

ROOT = Path(__file__).parents[3]


@pytest.fixture
def problem(tmp_path):
    table = np.random.default_rng(4).random((8, 6))
    write_problem(tmp_path / "p.npz", from_dense(table, demand=2, load_max=4, conflicts=[(0, 0)]))
    return tmp_path / "p.npz"


@pytest.mark.parametrize("objective", ["total", "floor"])
def test_a_result_is_written_and_passes_its_check(problem, tmp_path, capsys, objective):
    out = tmp_path / "r.json"
    assert main(["solve", str(problem), "--objective", objective, "--out", str(out)]) == 0
    result = json.loads(out.read_text())
    assert len(result["pairs"]) == 16
    assert result["total"] == pytest.approx(result["bound"])
    assert {"worst", "seconds", "objective"} <= result.keys()
    assert main(["verify", str(problem), str(out)]) == 0
    assert "All constraints hold" in capsys.readouterr().out


def test_a_tampered_result_fails_its_check(problem, tmp_path, capsys):
    out = tmp_path / "r.json"
    main(["solve", str(problem), "--out", str(out)])
    result = json.loads(out.read_text())
    out.write_text(json.dumps(result | {"pairs": [[0, 0], *result["pairs"][1:]]}))
    assert main(["verify", str(problem), str(out)]) == 1
    assert "in conflict" in capsys.readouterr().out


def test_a_result_needs_no_prices(problem, tmp_path):
    out = tmp_path / "r.json"
    main(["solve", str(problem), "--out", str(out)])
    result = json.loads(out.read_text())
    bare = {name: result[name] for name in ("pairs", "total", "worst", "bound")}
    out.write_text(json.dumps(bare))
    assert main(["verify", str(problem), str(out), "--objective", "total"]) == 0


def test_what_cannot_be_done_is_said_or_done_as_far_as_possible(tmp_path, capsys):
    path, out = tmp_path / "p.npz", tmp_path / "r.json"
    write_problem(path, from_dense(np.ones((2, 2)), demand=2, load_max=1))
    assert main(["solve", str(path), "--out", str(out)]) == 1
    assert "All 2 papers need 4 reviews" in capsys.readouterr().err
    assert not out.exists()
    assert main(["solve", str(path), "--allow-shortfall", "--out", str(out)]) == 0
    assert "All 2 papers need 4 reviews" in capsys.readouterr().out
    assert main(["verify", str(path), str(out)]) == 0


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("{", "no readable JSON"),
        ("[]", "lacks pairs"),
        ('{"pairs": [[0]], "total": 1, "worst": 1, "bound": 1}', "no result"),
        ('{"pairs": [], "total": "x", "worst": 1, "bound": 1}', "no result"),
        (None, "There is no file"),
    ],
)
def test_a_file_that_is_no_result(problem, tmp_path, capsys, content, sentence):
    if content is not None:
        (tmp_path / "r.json").write_text(content)
    assert main(["verify", str(problem), str(tmp_path / "r.json")]) == 2
    assert sentence in capsys.readouterr().err


def test_it_runs_as_a_module_without_a_database(problem):
    command = [sys.executable, "-m", "reviews.matching", "solve", str(problem)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.startswith("16 pairs, total ")


def test_a_draw_is_written_with_its_odds_and_passes_its_check(problem, tmp_path, capsys):
    out, again = tmp_path / "r.json", tmp_path / "again.json"
    for path in (out, again):
        words = [
            "solve",
            str(problem),
            "--probability-limit",
            "0.75",
            "--seed",
            "7",
            "--out",
            str(path),
        ]
        assert main(words) == 0
    results = [json.loads(path.read_text()) | {"seconds": 0} for path in (out, again)]
    assert results[0] == results[1]
    assert results[0]["odds"]["expected_total"] == pytest.approx(results[0]["bound"])
    assert main(["verify", str(problem), str(out)]) == 0
    assert "no odds under the limit expect more" in capsys.readouterr().out


def test_a_limit_does_not_go_with_max_min(problem, capsys):
    assert main(["solve", str(problem), "--objective", "floor", "--probability-limit", "0.5"]) == 2
    assert "goes with the objective total" in capsys.readouterr().err


def test_rules_on_panels_come_with_the_problem(problem, tmp_path, capsys):
    out, ruled = tmp_path / "r.json", tmp_path / "ruled.npz"
    with np.load(problem) as arrays:
        rules = {"senior": np.array([1, 1, 1, 0, 0, 0]), "groups": np.array([[1, 1, -1, 2, 2, -1]])}
        np.savez(ruled, **arrays, **rules, authors=np.array([[0, 1], [1, 0]]))
    assert main(["solve", str(ruled), "--panels", "--out", str(out)]) == 0
    assert main(["verify", str(ruled), str(out)]) == 0
    assert "no more than" in capsys.readouterr().out
    assert (
        main(["solve", str(ruled), "--panels", "--objective", "floor", "--out", str(tmp_path / "f.json")])
        == 0
    )
    assert main(["verify", str(ruled), str(tmp_path / "f.json")]) == 0
    assert json.loads((tmp_path / "f.json").read_text())["worst_proof"]["bound"] > 0
    result = json.loads(out.read_text())
    for paper in range(8):
        panel = {reviewer for judged, reviewer in result["pairs"] if judged == paper}
        assert panel & {0, 1, 2}
        assert panel not in ({0, 1}, {3, 4})
    out.write_text(json.dumps(result | {"pairs": [[0, 3], [0, 5], *result["pairs"][2:]]}))
    assert main(["verify", str(ruled), str(out)]) == 1
    assert "Paper 0 has no senior reviewer" in capsys.readouterr().out


def test_a_problem_without_rules_says_what_it_could_hold(problem, capsys):
    assert main(["solve", str(problem), "--panels"]) == 2
    assert "holds no rules on panels: authors, groups" in capsys.readouterr().err


@pytest.fixture
def table(tmp_path):
    lines = ["paper,reviewer,score", "P1,ada@x.example,0.9", "P1,ben@x.example,0.4", "P2,ada@x.example,0.8"]
    path = tmp_path / "pairs.csv"
    path.write_text("\n".join([*lines, "P2,ben@x.example,0.7"]), encoding="utf-8")
    return path


def test_a_problem_may_come_as_csv_and_answers_with_its_names(table, tmp_path):
    out, numbers = tmp_path / "r.json", ["--demand", "1", "--load", "1"]
    assert main(["solve", str(table), *numbers, "--out", str(out)]) == 0
    result = json.loads(out.read_text())
    assert result["names"] == [["P1", "ada@x.example"], ["P2", "ben@x.example"]]
    assert result["total"] == pytest.approx(1.6)
    assert main(["verify", str(table), str(out), *numbers]) == 0


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("paper,score\nP1,1", "lacks the columns reviewer"),
        ("paper,reviewer,score\nP1,ada,much", "Line 2 of"),
        ("paper,reviewer,score\nP1,ada,", "needs a paper, a reviewer and a score"),
        ("paper,reviewer,score\nP1,ada,nan", "only finite numbers"),
        ("paper,reviewer,score\nP1,ada,1\nP1,ada,2", "more than one score"),
    ],
)
def test_a_csv_with_a_mistake_names_it(tmp_path, capsys, content, words):
    (tmp_path / "p.csv").write_text(content, encoding="utf-8")
    assert main(["solve", str(tmp_path / "p.csv"), "--demand", "1", "--load", "2"]) == 2
    assert words in capsys.readouterr().err


def test_a_csv_without_its_numbers_is_refused(table, capsys):
    assert main(["solve", str(table), "--demand", "1"]) == 2
    assert "A CSV file needs --demand" in capsys.readouterr().err
