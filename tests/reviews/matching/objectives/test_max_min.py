"""The worst-served paper as good as can be, then the total: both the true optimum, both proven."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviews.matching import Infeasible, from_dense, solve, verify
from tests.reviews.matching.brute_force import best_max_min, small_problems

STEPS = st.sampled_from([-1.0, 0.0, 0.25, 0.5, 1.0])


def _check(problem):
    best = best_max_min(problem)
    if best is None:
        with pytest.raises(Infeasible):
            solve(problem, "floor")
        return
    solution = solve(problem, "floor")
    if np.any(problem.demand > 0):
        assert solution.worst == pytest.approx(best[0], abs=1e-6)
        assert solution.worst_bound == pytest.approx(best[0], abs=1e-6)
    assert solution.total == pytest.approx(best[1], abs=1e-6)
    assert solution.bound >= best[1] - 1e-6
    report = verify(problem, solution)
    assert report.faults == ()
    assert report.optimal


@settings(max_examples=150, deadline=None)
@given(small_problems())
def test_it_is_the_best_of_all_assignments(problem):
    _check(problem)


@settings(max_examples=150, deadline=None)
@given(small_problems(scores=STEPS))
def test_it_is_the_best_where_scores_are_full_of_ties(problem):
    _check(problem)


def _spread(seed, papers=30, reviewers=12, steps=None):
    rng = np.random.default_rng(seed)
    table = rng.random((papers, reviewers)) ** 3 if steps is None else rng.choice(steps, (papers, reviewers))
    return from_dense(table, demand=3, load_max=8, load_min=5)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("steps", [None, [0, 0, 0, 0.25, 0.5, 1.0]])
def test_larger_problems_are_proven(seed, steps):
    problem = _spread(seed, steps=steps)
    solution, greatest = solve(problem, "floor"), solve(problem)
    assert verify(problem, solution).ok
    assert solution.worst >= greatest.worst
    assert solution.total <= greatest.total + 1e-9


def test_a_worst_paper_below_the_best_is_found_out():
    problem = from_dense([[1.0, 0.9], [0.8, 0.1]], demand=1, load_max=1)
    greatest = solve(from_dense([[1.0, 0.2], [0.8, 0.1]], demand=1, load_max=1))
    solution = solve(problem, "floor")
    assert solution.pairs() == [(0, 1), (1, 0)]
    swapped = replace(solution, papers=greatest.papers, reviewers=np.array([0, 1]), total=1.1, worst=0.1)
    shown = " ".join(verify(problem, swapped).faults)
    assert "floor 0.100000 is not shown to be the best" in shown


def test_a_total_below_the_best_for_its_worst_paper_is_found_out():
    problem = from_dense([[0.5, 0.5, 0.9], [0.5, 0.5, 0.5]], demand=1, load_max=1)
    solution = solve(problem, "floor")
    assert (solution.worst, solution.total) == (0.5, 1.4)
    worse = replace(solution, reviewers=np.array([0, 1]), total=1.0, bound=1.0)
    for duals in (solution.duals, None):
        shown = " ".join(verify(problem, replace(worse, duals=duals)).faults)
        assert "not shown to be the best: the proven bound is 1.4" in shown


def test_required_pairs_count_towards_the_smallest_sum():
    table = [[0.9, 0.8, 0.1], [0.9, 0.8, 0.1]]
    problem = from_dense(table, demand=2, load_max=2, required=[(0, 2), (1, 0)])
    solution = solve(problem, "floor")
    assert (solution.pairs(), solution.worst) == ([(0, 0), (0, 2), (1, 0), (1, 1)], pytest.approx(1.0))


def test_with_empty_places_the_smallest_sum_is_that_of_the_filled_ones():
    problem = from_dense(
        [[0.9, 0.8], [0.5, 0.4], [0.3, 0.3]], demand=1, load_max=1, forbidden=[(2, 0), (2, 1)]
    )
    solution = solve(problem, "floor", allow_shortfall=True)
    assert solution.pairs() == [(0, 1), (1, 0)]
    assert verify(problem, solution).ok


@pytest.mark.parametrize("papers", [0, 2])
def test_no_paper_needs_anybody(papers):
    problem = from_dense(np.ones((papers, 2)), demand=0, load_max=1)
    solution = solve(problem, "floor")
    assert (solution.pairs(), solution.worst_bound) == ([], None)
    assert verify(problem, solution).ok


@pytest.mark.parametrize("seed", range(3))
def test_many_choices_are_bounded_before_they_are_decided(seed, monkeypatch):
    monkeypatch.setattr("reviews.matching.verification.bounds._MAX_SETS", 0)
    problem = _spread(seed)
    assert verify(problem, solve(problem, "floor")).optimal


def test_a_ceiling_out_of_reach_is_left_for_the_best_that_can_be_had():
    table = [[0.9, 0.3, 0.3], [0.9, 0.4, 0.2], [0.9, 0.5, 0.1]]
    solution = solve(from_dense(table, demand=1, load_max=1), "floor")
    assert (solution.worst, solution.total) == (pytest.approx(0.3), pytest.approx(1.7))
    assert solution.worst_bound == pytest.approx(0.3, abs=1e-6)
