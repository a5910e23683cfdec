"""The greatest total: always the true optimum, always proven, whatever the order of the input."""

import numpy as np
import pytest
from hypothesis import given, settings

from reviews.matching import Infeasible, ProblemError, from_dense, from_triples, solve, verify
from tests.reviews.matching.brute_force import all_totals, small_problems


@settings(max_examples=150, deadline=None)
@given(small_problems())
def test_it_is_the_best_of_all_assignments_or_there_is_none(problem):
    totals = all_totals(problem)
    if not totals:
        with pytest.raises(Infeasible, match=r"[:.]"):
            solve(problem)
        return
    solution = solve(problem)
    assert solution.total == pytest.approx(max(totals), abs=1e-7)
    assert solution.bound >= max(totals) - 1e-9
    assert verify(problem, solution).faults == ()


@settings(max_examples=100, deadline=None)
@given(small_problems())
def test_as_many_places_as_possible_are_filled_and_the_rest_is_explained(problem):
    try:
        solution = solve(problem, allow_shortfall=True)
    except Infeasible:
        assert np.any(problem.load_max == 0) or np.any(problem.demand == 0)  # too many required pairs
        return
    report = verify(problem, solution)
    assert report.faults == ()
    assert report.optimal
    filled = np.bincount(solution.papers, minlength=problem.n_papers)
    idle = solution.loads(problem.n_reviewers) < problem.load_min
    assert bool(solution.infeasibilities) == bool(np.any(filled < problem.demand) or np.any(idle))


@pytest.mark.parametrize("scale", [1.0, 1e-3, 1e6, 1e12])
def test_scores_of_any_size_keep_their_optimum(scale):
    table = np.random.default_rng(5).random((12, 9)) * scale
    solution = solve(from_dense(table, demand=3, load_max=5))
    assert solution.bound - solution.total <= 1e-6 * solution.bound
    assert verify(from_dense(table, demand=3, load_max=5), solution).ok


def test_whole_scores_are_met_exactly():
    table = np.random.default_rng(1).integers(-5, 6, (40, 20)).astype(float)
    solution = solve(from_dense(table, demand=3, load_max=7))
    assert solution.total == solution.bound


def test_negative_scores_are_used_when_needed():
    solution = solve(from_dense([[-1.0, -0.5]], demand=1, load_max=1))
    assert (solution.pairs(), solution.total) == ([(0, 1)], -0.5)


def test_a_stored_zero_is_an_allowed_pair_and_a_missing_pair_is_not():
    problem = from_triples(["p"], ["r", "s"], [("p", "r", 0.0)], demand=1, load_max=1)
    assert solve(problem).pairs() == [(0, 0)]


def test_least_loads_are_met_at_the_least_loss():
    problem = from_dense([[1.0, 0.2], [1.0, 0.6]], demand=1, load_max=2, load_min=[0, 1])
    solution = solve(problem)
    assert solution.pairs() == [(0, 0), (1, 1)]
    assert solution.bound == pytest.approx(1.6)


def test_required_pairs_are_made_and_forbidden_and_conflicting_ones_are_not():
    table = [[0.9, 0.8, 0.1, 0.0]]
    problem = from_dense(
        table, demand=2, load_max=1, required=[(0, 3)], forbidden=[(0, 0)], conflicts=[(0, 1)]
    )
    assert solve(problem).pairs() == [(0, 2), (0, 3)]


def test_papers_that_need_nobody_and_reviewers_that_may_do_nothing_are_left_alone():
    problem = from_dense([[1.0, 0.5], [1.0, 0.5]], demand=[0, 1], load_max=[0, 1])
    solution = solve(problem)
    assert solution.pairs() == [(1, 1)]
    assert (solution.worst, solution.worst_paper) == (0.5, 1)


@pytest.mark.parametrize(("papers", "reviewers"), [(0, 0), (0, 3)])
def test_nothing_to_do_is_done(papers, reviewers):
    solution = solve(from_dense(np.empty((papers, reviewers)), demand=3, load_max=2))
    assert (solution.pairs(), solution.total, solution.worst) == ([], 0.0, 0.0)


def test_the_same_problem_in_another_order_has_the_same_answer():
    rng = np.random.default_rng(3)
    triples = [(p, r, float(rng.integers(0, 3))) for p in range(20) for r in range(15)]
    sides = {"papers": range(20), "reviewers": range(15), "demand": 3, "load_max": 5}
    shuffled = [triples[at] for at in rng.permutation(len(triples))]
    one, other = (solve(from_triples(triples=t, **sides)) for t in (triples, shuffled))
    assert one.pairs() == other.pairs()


def test_an_unknown_objective_is_refused():
    with pytest.raises(ProblemError, match="objective fastest is unknown"):
        solve(from_dense([[1.0]], demand=1, load_max=1), "fastest")
