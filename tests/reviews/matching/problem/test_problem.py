"""A malformed problem is refused with a sentence that names the culprit."""

import numpy as np
import pytest

from reviews.matching import Problem, ProblemError, from_dense, from_triples, read_problem, write_problem

GOOD = {
    "indptr": [0, 2, 3],
    "indices": [0, 1, 1],
    "scores": [0.5, 0.25, 1.0],
    "demand": [1, 1],
    "load_max": [1, 1],
    "load_min": [0, 0],
}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"scores": [0.5, float("nan"), 1]}, "scores has nan at position 1"),
        ({"scores": [0.5, float("inf"), 1]}, "scores has inf at position 1"),
        ({"scores": [0.5, "x", 1]}, "scores holds something that is no number"),
        ({"scores": [[0.5, 0.25, 1.0]]}, "scores must be a plain list"),
        ({"scores": [0.5, 1]}, "There are 2 scores for 3 pairs"),
        ({"indices": [0, 2, 1]}, "The scores name reviewer 2, but reviewers are numbered 0 to 1"),
        ({"indices": [1, 1, 0]}, "Paper 0 and reviewer 1 have more than one score"),
        ({"indptr": [0, 3]}, "The scores have 1 rows, but demand tells of 2 papers"),
        ({"indptr": [0, 4, 3]}, "indptr is no list of row starts"),
        ({"demand": [1, -1]}, "demand has -1 at position 1"),
        ({"demand": [1, 1.5]}, "demand has 1.5 at position 1, which is no whole number"),
        ({"load_max": [1, 1, 1]}, "There are 2 least loads but 3 greatest loads"),
        ({"load_min": [0, 2]}, "Reviewer 1 is to have at least 2 but at most 1"),
        ({"load_min": [0, -2]}, "load_min has -2 at position 1"),
        ({"conflicts": [(2, 0)]}, "conflicts names paper 2, but papers are numbered 0 to 1"),
        ({"forbidden": [(0, -1)]}, "forbidden names reviewer -1"),
        ({"required": [(0, 0, 0)]}, r"required must be a list of \(paper, reviewer\) pairs"),
        ({"required": [(1, 0)]}, "paper 1 and reviewer 0 is required, but has no score"),
        ({"required": [(0, 0)], "conflicts": [(0, 0)]}, "is required, but in conflict or forbidden"),
        ({"paper_names": ("A",)}, "There are 1 paper names for 2 papers"),
    ],
)
def test_it_is_refused(change, sentence):
    with pytest.raises(ProblemError, match=sentence):
        Problem(**(GOOD | change))


def test_rows_may_come_in_any_order_and_pairs_twice():
    problem = Problem(**(GOOD | {"indices": [1, 0, 1], "conflicts": [(0, 1), (0, 1)]}))
    assert (problem.indices.tolist(), problem.scores.tolist()) == ([0, 1, 1], [0.25, 0.5, 1.0])
    assert np.asarray(problem.conflicts).tolist() == [[0, 1]]
    assert problem.allowed.tolist() == [True, False, True]


def test_it_cannot_be_changed_once_checked():
    problem = Problem(**GOOD)
    with pytest.raises(ValueError, match="read-only"):
        problem.scores[0] = 2.0


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"triples": [("p", "x", 1.0)]}, "The scores name the reviewer x, which is not in the list"),
        ({"triples": [("q", "r", 1.0)]}, "The scores name the paper q"),
        ({"triples": [("p", "r", 1.0), ("p", "r", 0.5)]}, "more than one score"),
        ({"papers": ["p", "p"]}, "The paper p is listed twice"),
        ({"conflicts": [("p", "nobody")]}, "The conflicts name the reviewer nobody"),
        ({"load_max": {"s": 3}}, "load_max says nothing about r"),
    ],
)
def test_triples_with_unknown_or_double_ids_are_refused(change, sentence):
    good = {"papers": ["p"], "reviewers": ["r"], "triples": [("p", "r", 1.0)], "demand": 1, "load_max": 1}
    with pytest.raises(ProblemError, match=sentence):
        from_triples(**(good | change))


def test_triples_take_counts_by_id():
    problem = from_triples(
        ["p", "q"],
        ["r", "s"],
        [("q", "r", 0.5), ("p", "s", 1.0), ("p", "r", 0.0)],
        demand={"p": 2, "q": 1},
        load_max={"s": 1, "r": 2},
    )
    assert (problem.indptr.tolist(), problem.indices.tolist()) == ([0, 2, 3], [0, 1, 0])
    assert (problem.demand.tolist(), problem.load_max.tolist()) == ([2, 1], [2, 1])


@pytest.mark.parametrize("table", [[1.0, 2.0], [[[1.0]]]])
def test_a_dense_table_has_two_dimensions(table):
    with pytest.raises(ProblemError, match="two dimensions"):
        from_dense(table, demand=1, load_max=1)


def test_a_dense_mask_is_of_its_shape():
    with pytest.raises(ProblemError, match="mask of allowed pairs"):
        from_dense([[1.0, 2.0]], demand=1, load_max=1, allowed=np.ones((2, 1), dtype=bool))


def test_files_keep_everything(tmp_path):
    problem = Problem(**GOOD, conflicts=[(0, 1)], required=[(1, 1)], forbidden=[(1, 0)])
    write_problem(tmp_path / "p.npz", problem)
    read = read_problem(tmp_path / "p.npz")
    for name in ("indptr", "indices", "scores", "demand", "load_max", "conflicts", "required", "forbidden"):
        assert np.array_equal(getattr(read, name), getattr(problem, name))


def test_files_that_are_none(tmp_path):
    (tmp_path / "text.npz").write_text("no archive")
    np.savez(tmp_path / "part.npz", indptr=[0])
    np.savez(tmp_path / "shape.npz", **_file(shape=[3, 2]))
    np.savez(tmp_path / "columns.npz", **_file(conflicts=[[0, 1, 0]]))
    for name, sentence in [
        ("none", "There is no file"),
        ("text", "no readable NumPy archive"),
        ("part", "lacks indices, data, shape"),
        ("shape", "shape says"),
        ("columns", "conflicts must be two rows"),
    ]:
        with pytest.raises(ProblemError, match=sentence):
            read_problem(tmp_path / f"{name}.npz")


def _file(**changes):
    names = {"scores": "data", "load_max": "load_ub", "load_min": "load_lb"}
    arrays = {names.get(name, name): value for name, value in GOOD.items()}
    return {"shape": [2, 2]} | arrays | changes


def test_a_changed_problem_shares_what_is_large_and_is_checked():
    problem = from_dense(np.eye(4), demand=1, load_max=2, conflicts=[(0, 1)])
    other = problem.replaced(demand=np.array([2, 1, 1, 1]), conflicts=[(2, 3)])
    assert np.shares_memory(problem.indices, other.indices)
    assert np.shares_memory(problem.keys, other.keys)
    assert np.flatnonzero(~other.allowed).tolist() == [2 * 4 + 3]
    with pytest.raises(ProblemError, match="cannot be negative"):
        problem.replaced(demand=np.array([-1, 1, 1, 1]))
    wider = problem.replaced(load_max=np.full(5, 2), load_min=np.zeros(5, dtype=np.int64))
    assert wider.keys.tolist() != problem.keys.tolist()


def test_arrays_that_change_afterwards_change_no_problem():
    arrays = {name: np.array(values) for name, values in GOOD.items()}
    problem = Problem(**arrays)
    for values in arrays.values():
        values[0] = 7
    assert problem.indices.tolist() == GOOD["indices"]
    assert problem.scores.tolist() == GOOD["scores"]
    assert problem.demand.tolist() == GOOD["demand"]
