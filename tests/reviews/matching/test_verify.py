"""The verifier finds every way in which a result may lie, and proves the bound without help."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from scipy.optimize import milp

from reviews.matching import Infeasible, from_dense, solve, verify
from tests.reviews.matching.brute_force import all_totals, small_problems


@pytest.fixture
def problem():
    table = np.random.default_rng(8).random((12, 10))
    return from_dense(table, demand=3, load_max=4, load_min=2, conflicts=[(0, 0)], required=[(5, 5)])


def _faults(problem, solution, **changes):
    return " ".join(verify(problem, replace(solution, **changes)).faults)


def _with_pairs(solution, pairs):
    pairs = sorted(pairs)
    return {"papers": np.array([p for p, _ in pairs]), "reviewers": np.array([r for _, r in pairs])}


def test_a_true_result_passes(problem):
    report = verify(problem, solve(problem))
    assert (report.ok, report.optimal) == (True, True)


def test_without_prices_it_finds_its_own(problem):
    report = verify(problem, replace(solve(problem), duals=None))
    assert (report.ok, report.optimal) == (True, True)
    assert report.bound == pytest.approx(report.total)


def test_wrong_prices_prove_nothing_and_harm_nothing(problem):
    solution = solve(problem)
    for duals in (np.full(10, 9.0), np.full(10, np.nan), np.zeros(3)):
        assert verify(problem, replace(solution, duals=duals)).ok


def test_a_dropped_pair(problem):
    solution = solve(problem)
    assert "has 2 reviewers but needs 3" in _faults(
        problem, solution, **_with_pairs(solution, solution.pairs()[1:])
    )


def test_a_dropped_required_pair(problem):
    solution = solve(problem)
    fewer = [pair for pair in solution.pairs() if pair != (5, 5)]
    assert "Paper 5 and reviewer 5 are required but missing" in _faults(
        problem, solution, **_with_pairs(solution, fewer)
    )


def test_a_pair_in_conflict(problem):
    solution = solve(problem)
    assert "in conflict" in _faults(problem, solution, **_with_pairs(solution, [*solution.pairs(), (0, 0)]))


def test_a_pair_twice(problem):
    solution = solve(problem)
    twice = [*solution.pairs(), solution.pairs()[0]]
    assert "2 times" in _faults(problem, solution, **_with_pairs(solution, twice))


def test_a_pair_out_of_range_or_not_allowed(problem):
    solution = solve(problem)
    for pair in [(0, 10), (12, 0), (-1, 0)]:
        assert "not an allowed pair" in _faults(
            problem, solution, **_with_pairs(solution, [*solution.pairs(), pair])
        )


def test_lists_of_different_length(problem):
    solution = solve(problem)
    assert "differ in length" in _faults(problem, solution, papers=solution.papers[1:])


def test_too_many_papers_for_a_reviewer_or_too_few():
    problem = from_dense(np.ones((3, 3)), demand=1, load_max=2, load_min=1)
    solution = solve(problem)
    shown = _faults(problem, solution, **_with_pairs(solution, [(0, 0), (1, 0), (2, 0)]))
    assert "Reviewer 0 has 3 papers but may have 2" in shown
    assert "Reviewer 1 has 0 papers but is to have 1" in shown


@pytest.mark.parametrize(("field", "sentence"), [("total", "The total is"), ("worst", "The worst paper has")])
def test_a_better_figure_than_is_true(problem, field, sentence):
    solution = solve(problem)
    assert sentence in _faults(problem, solution, **{field: getattr(solution, field) + 0.1})


def test_a_bound_that_is_too_good(problem):
    solution = solve(problem)
    assert "is not proven" in _faults(problem, solution, bound=solution.bound - 0.1)


def test_a_worse_assignment_sold_as_the_best():
    problem = from_dense([[1.0, 0.0], [0.0, 1.0]], demand=1, load_max=1)
    solution = solve(problem)
    swapped = _with_pairs(solution, [(0, 1), (1, 0)])
    for duals in (solution.duals, None):
        shown = _faults(problem, solution, **swapped, total=0.0, worst=0.0, bound=0.0, duals=duals)
        assert "not shown to be the best: the proven bound is 2" in shown


def test_places_left_empty_without_need():
    problem = from_dense(np.ones((2, 2)), demand=2, load_max=2, conflicts=[(0, 0)])
    solution = solve(problem, allow_shortfall=True)
    fewer = _with_pairs(solution, solution.pairs()[:-1])
    assert "2 places are filled, but 3 can be" in _faults(problem, solution, **fewer, total=2.0)


@settings(max_examples=60, deadline=None)
@given(small_problems())
def test_its_own_bound_is_never_below_the_truth(problem):
    try:
        solution = solve(problem)
    except Infeasible:
        assert not all_totals(problem)
        return
    report = verify(problem, replace(solution, duals=None))
    assert report.bound >= max(all_totals(problem)) - 1e-7
    assert report.ok


@pytest.mark.parametrize("seed", range(12))
def test_a_total_that_is_hardly_below_the_best_with_its_worst_paper_is_found_out(seed):
    rng = np.random.default_rng(seed)
    scores = 1 + rng.random((12, 8))
    problem = from_dense(scores, demand=3, load_max=5, load_min=4)
    best = solve(problem, "floor")
    assert verify(problem, best).ok
    other = solve(from_dense(scores + 0.05 * rng.random(scores.shape), demand=3, load_max=5, load_min=4))
    sums = np.bincount(other.papers, scores[other.papers, other.reviewers])
    reached = solve(problem, "floor", target=float(sums.min()))
    claimed = replace(
        reached,
        papers=other.papers,
        reviewers=other.reviewers,
        total=float(sums.sum()),
        worst=float(sums.min()),
        worst_paper=int(sums.argmin()),
        target=float(sums.min()),
        bound=float(sums.sum()),
    )
    is_best = reached.total <= sums.sum() + 1e-6
    assert verify(problem, claimed).ok == is_best


def test_a_busy_machine_proves_as_much(monkeypatch):
    """A programme of the verifier counts nodes: seconds would be fewer where others compute as well."""
    asked = []

    def noted(*args, **words):
        asked.append(dict(words["options"]))
        return milp(*args, **words)

    monkeypatch.setattr("reviews.matching.verification.bounds.milp", noted)
    problem = from_dense(np.random.default_rng(6).random((8, 6)), demand=3, load_max=4, load_min=4)
    assert verify(problem, solve(problem, "floor")).ok
    assert asked
    assert all("time_limit" not in options and options["node_limit"] >= 1_000 for options in asked)
