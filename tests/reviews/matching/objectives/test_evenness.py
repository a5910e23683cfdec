"""Fit spread evenly: near the best that trying everything finds, and never above what is proven."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings

from reviews.matching import Infeasible, from_dense, solve, verify
from reviews.matching.files.results import read_result, write_result
from tests.reviews.matching.brute_force import all_sums, small_problems


def _worth(sums, unit):
    return sum(np.log(1 + value / unit) if value > 0 else value / unit for value in sums)


@settings(max_examples=150, deadline=None)
@given(small_problems())
def test_no_assignment_is_worth_more_than_proven(problem):
    found = all_sums(problem)
    if not found:
        with pytest.raises(Infeasible):
            solve(problem, "even")
        return
    solution = solve(problem, "even")
    even = solution.evenness
    best = max(_worth(sums, even.unit) for sums in found)
    assert best <= even.bound + 1e-6
    assert even.worth <= best + 1e-6
    assert solution.total <= solution.bound + 1e-6
    report = verify(problem, solution)
    assert report.faults == ()
    if even.gap < 1e-9:
        assert report.optimal
        assert even.worth == pytest.approx(best, abs=1e-6)


def _spread(seed=1, papers=60, reviewers=25):
    """Some papers fit everybody better, and some people fit everything better."""
    rng = np.random.default_rng(seed)
    table = rng.uniform(0.2, 1, (papers, 1)) * rng.random((1, reviewers))
    table += rng.random((papers, reviewers)) / 10
    return from_dense(table, demand=3, load_max=8)


@pytest.mark.parametrize("seed", range(3))
def test_papers_with_little_get_more_at_a_small_price(seed):
    problem = _spread(seed)
    even, greatest = solve(problem, "even"), solve(problem)
    assert verify(problem, even).ok
    assert even.evenness.gap < 0.005
    unit = even.evenness.unit
    sums = [
        np.bincount(one.papers, problem.scores[_at(problem, one)], problem.n_papers)
        for one in (even, greatest)
    ]
    assert _worth(sums[0], unit) >= _worth(sums[1], unit)
    assert np.sort(sums[0])[:10].sum() > np.sort(sums[1])[:10].sum()
    assert 0.9 * greatest.total <= even.total < greatest.total
    assert even.bound == pytest.approx(greatest.total)


def _at(problem, solution):
    keys = problem.rows * problem.n_reviewers + problem.indices
    return np.searchsorted(keys, solution.papers * problem.n_reviewers + solution.reviewers)


def test_a_second_expert_counts_less_than_a_first():
    # The greatest total gives both experts to the first paper, and the second has nobody who knows of it.
    both = from_dense([[1.0, 1.0, 0.3, 0.3], [0.6, 0.6, 0.0, 0.0]], demand=2, load_max=1)
    assert solve(both).worst == pytest.approx(0.0)
    assert solve(both, "even").worst > 0.5


def test_places_that_stay_empty_are_told_and_the_rest_is_even():
    problem = from_dense([[1.0, 0.5], [0.9, 0.4], [0.8, 0.3]], demand=1, load_max=1)
    with pytest.raises(Infeasible):
        solve(problem, "even")
    solution = solve(problem, "even", allow_shortfall=True)
    assert len(solution.pairs()) == 2
    assert solution.infeasibilities
    assert verify(problem, solution).ok


def test_the_same_problem_gives_the_same_answer_and_survives_a_file(tmp_path: Path):
    problem = _spread()
    first, again = solve(problem, "even"), solve(problem, "even")
    assert first.pairs() == again.pairs()
    assert first.evenness.bound == again.evenness.bound
    write_result(tmp_path / "r.json", first)
    assert verify(problem, read_result(tmp_path / "r.json")).ok


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda even: {"worth": even.worth + 0.1}, "are worth"),
        (lambda even: {"bound": even.worth - 0.1}, "on the worth is not proven"),
        (lambda even: {"slopes": even.slopes * 3}, "slopes or prices"),
        (lambda even: {"slopes": even.slopes * np.nan}, "slopes or prices"),
        (lambda even: {"duals": even.duals[:-1]}, "slopes or prices"),
        (lambda even: {"unit": -even.unit}, "slopes or prices"),
    ],
)
def test_what_was_tampered_with_is_rejected(change, words):
    problem = _spread()
    solution = solve(problem, "even")
    even = solution.evenness
    assert even is not None
    forged = replace(solution, evenness=replace(even, **change(even)))
    assert any(words in fault for fault in verify(problem, forged).faults)


def test_other_pairs_and_missing_proofs_are_rejected():
    problem = _spread()
    solution, other = solve(problem, "even"), solve(problem)
    assert not verify(problem, replace(solution, evenness=None)).ok
    assert not verify(problem, replace(solution, papers=other.papers, reviewers=other.reviewers)).ok
    assert not verify(problem, replace(solution, bound=solution.total - 1)).ok
