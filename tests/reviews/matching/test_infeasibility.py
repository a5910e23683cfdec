"""What cannot be had is named in a sentence with the numbers and what would help."""

import numpy as np
import pytest

from reviews.matching import Infeasible, from_dense, solve


def _sentence(*parts):
    return " ".join(parts)


def _sentences(problem):
    with pytest.raises(Infeasible) as refusal:
        solve(problem)
    return [infeasibility.sentence for infeasibility in refusal.value.infeasibilities]


def test_one_paper_without_enough_candidates_free_of_conflict():
    problem = from_dense(np.ones((2, 4)), demand=[3, 1], load_max=2, conflicts=[(0, 1), (0, 3)])
    assert _sentences(problem) == [
        _sentence(
            "Paper 0 needs 3 reviewers, but only 2 of its candidates are",
            "free of conflict: add reviewers or lift",
            "one of its 2 conflicts, or ask for fewer reviews of it.",
        )
    ]


def test_conflicts_that_leave_nobody():
    problem = from_dense(np.ones((1, 2)), demand=1, load_max=2, conflicts=[(0, 0), (0, 1)])
    assert _sentences(problem) == [
        _sentence(
            "Paper 0 needs 1 reviewer, but only 0 of its candidates are",
            "free of conflict: add reviewers or lift",
            "one of its 2 conflicts, or ask for fewer reviews of it.",
        )
    ]


def test_an_empty_row():
    mask = np.array([[True, True], [False, False]])
    problem = from_dense(np.ones((2, 2)), demand=1, load_max=1, allowed=mask)
    assert _sentences(problem) == [
        "Paper 1 needs 1 reviewer, but only 0 may review it: add reviewers, or ask for fewer reviews of it."
    ]


def test_too_little_load_in_all_is_said_once():
    assert _sentences(from_dense(np.ones((4, 3)), demand=2, load_max=2)) == [
        _sentence(
            "All 4 papers need 8 reviews, but the loads of all 3",
            "reviewers together leave room for only 6:",
            "add reviewers, raise loads or ask for fewer reviews.",
        )
    ]


def test_too_little_load_and_a_paper_without_candidates_are_two_things():
    sentences = _sentences(
        from_dense(np.ones((4, 3)), demand=2, load_max=[2, 2, 1], forbidden=[(2, 0), (2, 1)])
    )
    assert len(sentences) == 2
    assert sentences[0].startswith("Paper 2 needs 2 reviewers, but only 1 of its candidates is free")
    assert sentences[1].startswith("All 4 papers need 8 reviews")


def test_a_clash_of_some_papers_names_only_them_and_whom_they_share():
    mask = np.ones((6, 6), dtype=bool)
    mask[[1, 3, 4], 1:] = False
    problem = from_dense(
        np.ones((6, 6)),
        demand=1,
        load_max=2,
        allowed=mask,
        paper_names=tuple("ABCDEF"),
        reviewer_names=("Ada", "Ben", "Cy", "Di", "Ed", "Flo"),
    )
    assert _sentences(problem) == [
        _sentence(
            "Papers B, D and E together need 3 reviews, but only 2 can",
            "be had: Ada may take only 2 papers in all.",
            "Add reviewers for them, raise loads, or lift a conflict.",
        )
    ]


def test_two_separate_clashes_are_two_sentences():
    mask = np.zeros((4, 4), dtype=bool)
    mask[[0, 1], 0] = mask[[2, 3], 1] = True
    sentences = _sentences(from_dense(np.ones((4, 4)), demand=1, load_max=1, allowed=mask))
    assert [sentence[:14] for sentence in sentences] == ["Papers 0 and 1", "Papers 2 and 3"]


def test_a_least_load_that_cannot_be_reached():
    problem = from_dense(np.ones((3, 2)), demand=1, load_max=3, load_min=[2, 0], forbidden=[(0, 0), (1, 0)])
    assert _sentences(problem) == [
        _sentence(
            "Reviewer 0 is to have at least 2 papers, but only 1 can be",
            "given without exceeding what papers need:",
            "lower the least load or allow more pairs.",
        )
    ]


def test_least_loads_above_what_papers_need():
    assert _sentences(from_dense(np.ones((2, 3)), demand=1, load_max=2, load_min=1)) == [
        _sentence(
            "All 3 reviewers together are to have at least 3 papers, but",
            "only 2 can be given without exceeding what",
            "papers need: lower the least load or allow more pairs.",
        )
    ]


def test_required_pairs_beyond_demand_or_load():
    problem = from_dense(np.ones((2, 2)), demand=[1, 1], load_max=[2, 1], required=[(0, 0), (0, 1), (1, 1)])
    assert _sentences(problem) == [
        _sentence(
            "Paper 0 needs 1 reviewer, but 2 are required for it: lift a",
            "required pair or raise what it needs.",
        ),
        _sentence(
            "Reviewer 1 may have at most 1 paper, but 2 are required:",
            "lift a required pair or raise the load.",
        ),
    ]


def test_a_shortfall_says_what_is_missing_and_fills_the_rest():
    problem = from_dense(np.ones((2, 3)), demand=2, load_max=2, conflicts=[(1, 0), (1, 1)])
    solution = solve(problem, allow_shortfall=True)
    assert (len(solution.pairs()), solution.reviewers_of(1)) == (3, [2])
    (infeasibility,) = solution.infeasibilities
    assert (infeasibility.papers, infeasibility.missing) == ((1,), 1)


def test_long_lists_of_names_are_cut():
    mask = np.zeros((9, 9), dtype=bool)
    mask[:8, 0] = mask[8, :] = True
    assert _sentences(from_dense(np.ones((9, 9)), demand=1, load_max=1, allowed=mask)) == [
        _sentence(
            "Papers 0, 1, 2, 3 and 4 more together need 8 reviews, but",
            "only 1 can be had: reviewer 0 may take",
            "only 1 paper in all. Add reviewers for them, raise loads, or lift a conflict.",
        )
    ]
