"""What a limit costs is what the best total gains without it."""

import numpy as np
import pytest
from hypothesis import given, settings

from reviews.matching import Infeasible, from_dense, limit_costs, solve
from tests.reviews.matching.brute_force import all_totals, small_problems


@settings(max_examples=80, deadline=None)
@given(small_problems())
def test_a_price_is_the_gain_of_the_best_of_all_assignments(problem):
    try:
        solution = solve(problem)
    except Infeasible:
        return
    best = max(all_totals(problem))
    shown = {(one.kind, one.reviewer): one.gain for one in limit_costs(problem, solution, most=99)}
    for who in range(problem.n_reviewers):
        more = problem.replaced(load_max=problem.load_max + (np.arange(problem.n_reviewers) == who))
        gain = max(all_totals(more)) - best
        assert shown.get(("load", who), 0.0) == pytest.approx(gain, abs=1e-6)


def test_every_kind_of_limit_has_its_price():
    problem = from_dense(
        [[1.0, 0.2, 0.1], [0.9, 0.3, 0.0], [0.8, 0.1, 0.6]],
        demand=1,
        load_max=1,
        load_min=[0, 1, 0],
        required=[(2, 1)],
        forbidden=[(0, 0)],
    )
    found = limit_costs(problem, solve(problem))
    assert [one.gain for one in found] == sorted((one.gain for one in found), reverse=True)
    gains = {(one.kind, one.paper, one.reviewer): round(one.gain, 6) for one in found}
    # 0-2, 1-0, 2-1 is all that is left (1.1); without the requirement 0-1, 1-0, 2-2 is best (1.7).
    assert gains["required", 2, 1] == pytest.approx(0.6)
    assert gains["load", None, 1] == pytest.approx(0.1)
    assert all(one.gain > 0 for one in found)


def test_a_problem_without_tight_limits_has_no_prices():
    problem = from_dense([[1.0, 0.5], [0.5, 1.0]], demand=1, load_max=2)
    assert limit_costs(problem, solve(problem)) == ()
