"""Draws under a probability limit: the best odds there are, kept by every draw, and checked by a stranger."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from reviews.matching import (
    Infeasible,
    ProblemError,
    Sampler,
    from_dense,
    probability_limited,
    sample,
    solve,
    verify,
)
from tests.reviews.matching.brute_force import small_problems

LIMITS = [0.25, 0.35, 0.5, 2 / 3, 1.0]


def best_expected_total(problem, limit):
    """By a general solver of linear programmes; None where nothing can be had."""
    n = len(problem.scores)
    papers = np.zeros((problem.n_papers, n))
    papers[problem.rows, np.arange(n)] = 1
    loads = np.zeros((problem.n_reviewers, n))
    loads[problem.indices, np.arange(n)] = 1
    bounds = [
        (1, 1) if fixed else (0, limit if allowed else 0)
        for fixed, allowed in zip(problem.fixed, problem.allowed, strict=True)
    ]
    found = linprog(
        -problem.scores,
        A_ub=np.vstack([loads, -loads]),
        b_ub=np.concatenate([problem.load_max, -problem.load_min]),
        A_eq=papers,
        b_eq=problem.demand,
        bounds=bounds,
    )
    return -found.fun if found.success else None


@given(small_problems(), st.sampled_from(LIMITS))
@settings(max_examples=150, deadline=None)
def test_the_odds_are_the_best_a_linear_programme_finds(problem, limit):
    truth = best_expected_total(problem, limit) if len(problem.scores) else None
    if truth is None:
        if problem.demand.any() or problem.load_min.any():
            with pytest.raises(Infeasible):
                probability_limited(problem, limit)
        return
    odds = probability_limited(problem, limit)
    assert odds.total == pytest.approx(truth, abs=1e-6)
    assert odds.bound == pytest.approx(truth, abs=1e-6)


@given(small_problems(), st.sampled_from(LIMITS), st.sampled_from([0.0, 0.4]), st.integers(0, 99))
@settings(max_examples=150, deadline=None)
def test_every_draw_meets_every_constraint(problem, limit, spread, seed):
    try:
        solution = sample(problem, limit, seed=seed, spread=spread)
    except Infeasible:
        return
    assert verify(problem, solution).faults == ()


@pytest.fixture
def problem():
    table = np.random.default_rng(3).random((14, 12))
    return from_dense(
        table, demand=3, load_max=5, load_min=1, conflicts=[(0, 0)], required=[(5, 5)], forbidden=[(2, 3)]
    )


@pytest.mark.parametrize(("limit", "spread"), [(0.5, 0.0), (0.45, 0.0), (0.5, 0.5)])
def test_pairs_come_as_often_as_their_odds_say(problem, limit, spread):
    odds = probability_limited(problem, limit, spread=spread)
    sampler, draws = Sampler(odds), 10_000 if limit == 0.5 and not spread else 2_000
    often = sum(sampler.draw(seed).astype(int) for seed in range(draws)) / draws
    # Six standard errors of a mean of coins: 168 pairs miss it by chance once in millions of runs.
    assert np.abs(often - odds.probabilities).max() < 6 * np.sqrt(0.25 / draws)
    assert odds.probabilities[~problem.fixed].max() <= limit
    assert odds.probabilities[problem.fixed].tolist() == [1.0]


def test_draws_differ_between_seeds_and_agree_within_one(problem):
    one, again, other = (sample(problem, 0.5, seed=seed).pairs() for seed in (1, 1, 2))
    assert one == again
    assert one != other


def test_a_limit_of_one_is_the_best_assignment(problem):
    assert probability_limited(problem, 1.0).total == pytest.approx(solve(problem).total)


def test_a_spread_moves_odds_to_pairs_nearly_as_good(problem):
    plain, spread = probability_limited(problem, 0.5), probability_limited(problem, 0.5, spread=0.5)
    assert (spread.probabilities**2).sum() < (plain.probabilities**2).sum()
    assert plain.total * 0.9 < spread.total < plain.total
    assert spread.bound == pytest.approx(plain.bound)


def test_a_limit_that_leaves_places_empty_names_the_paper():
    problem = from_dense(np.ones((2, 4)), demand=3, load_max=4, conflicts=[(1, 0)])
    with pytest.raises(Infeasible, match=r"(?s)Paper 0 needs 3 reviewers, but has 4 candidates.*Paper 1"):
        probability_limited(problem, 0.5)


def test_a_least_load_that_the_limit_forbids_names_the_reviewer():
    problem = from_dense(np.ones((4, 3)), demand=1, load_max=4, load_min=[3, 0, 0])
    with pytest.raises(Infeasible, match="reviewer 0 cannot be given their least load"):
        probability_limited(problem, 0.5)


@pytest.mark.parametrize(
    ("limit", "spread"), [(0, 0), (1.2, 0), (-1, 0), (float("nan"), 0), (0.5, 1), (0.5, -1)]
)
def test_odd_limits_are_refused(problem, limit, spread):
    with pytest.raises(ProblemError, match="lies"):
        probability_limited(problem, limit, spread=spread)


def test_tampered_odds_are_found(problem):
    solution = sample(problem, 0.5, seed=4)
    assert solution.odds
    parts = solution.odds.parts.copy()
    half = int(np.flatnonzero(parts[:, 2] == 1)[0])
    parts[half, 2] = 2
    shown = "".join(verify(problem, replace(solution, odds=replace(solution.odds, parts=parts))).faults)
    assert "above the limit" in shown
    assert "expects 3.5000 reviewers but needs 3" in shown
    better = replace(solution.odds, expected_total=solution.odds.expected_total + 1)
    assert "The expected total is" in "".join(verify(problem, replace(solution, odds=better)).faults)


def test_odds_that_are_not_the_best_are_found(problem):
    poor = probability_limited(problem.replaced(scores=-problem.scores), 0.5)
    chosen = Sampler(poor).draw(1)
    solution = sample(problem, 0.5, seed=1)
    assert solution.odds
    listed = np.column_stack([problem.rows, problem.indices, poor.parts])[poor.parts > 0]
    faults = verify(
        problem,
        replace(
            solution,
            papers=problem.rows[chosen],
            reviewers=problem.indices[chosen],
            total=float(problem.scores[chosen].sum()),
            odds=replace(solution.odds, parts=listed, expected_total=-poor.total),
        ),
    ).faults
    assert "is not the best" in "".join(faults)
