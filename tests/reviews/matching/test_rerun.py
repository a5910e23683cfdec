"""After a withdrawal, a decline or a late conflict as little changes as can be, and the rest stays good."""

from itertools import combinations

import numpy as np
import pytest

from reviews.matching import from_dense, rerun, solve, verify


@pytest.fixture
def problem():
    return from_dense(np.random.default_rng(6).random((20, 12)), demand=3, load_max=6)


def test_nothing_changes_without_a_reason(problem):
    in_force = solve(problem).pairs()
    again = rerun(problem, in_force)
    assert (again.removed, again.added) == ((), ())
    assert again.solution.total == pytest.approx(again.solution.bound)


def test_an_assignment_made_by_hand_is_kept_though_it_is_not_the_best():
    problem = from_dense([[1.0, 0.0], [0.0, 1.0]], demand=1, load_max=1)
    again = rerun(problem, [(0, 1), (1, 0)])
    assert again.unchanged == ((0, 1), (1, 0))
    assert (again.solution.total, again.solution.bound) == (0.0, pytest.approx(2.0))
    assert verify(problem, again.solution).faults == ()


def test_one_late_conflict_changes_one_pair_where_load_is_free(problem):
    in_force = solve(problem).pairs()
    now = problem.replaced(conflicts=[in_force[7]])
    again = rerun(now, in_force)
    assert again.removed == (in_force[7],)
    assert len(again.added) == 1
    assert verify(now, again.solution).faults == ()


def test_a_withdrawn_paper_and_a_reviewer_who_left_free_only_their_own_pairs(problem):
    in_force = solve(problem).pairs()
    demand, load = np.array(problem.demand), np.array(problem.load_max)
    demand[3], load[5] = 0, 0
    again = rerun(problem.replaced(demand=demand, load_max=load), in_force)
    assert set(again.removed) == {(p, r) for p, r in in_force if p == 3 or r == 5}
    assert all(p != 3 and r != 5 for p, r in again.added)


@pytest.mark.parametrize("seed", range(6))
def test_no_assignment_changes_less(seed):
    rng = np.random.default_rng(seed)
    problem = from_dense(rng.random((4, 4)), demand=1, load_max=1)
    in_force = solve(problem).pairs()
    now = problem.replaced(forbidden=[in_force[0], in_force[2], (0, 3), (1, 2)])
    again = rerun(now, in_force, allow_shortfall=True)
    assert len(again.unchanged) == _most_unchanged(now, in_force, len(again.solution.pairs()))


def _most_unchanged(problem, in_force, size):
    pairs = [(p, r) for p in range(4) for r in range(4) if [p, r] not in problem.forbidden.tolist()]
    return max(
        len(set(some) & set(in_force))
        for some in combinations(pairs, size)
        if len({p for p, _ in some}) == len({r for _, r in some}) == size
    )


def test_the_worth_of_staying_can_be_told():
    problem = from_dense([[1.0, 0.6], [0.6, 1.0]], demand=1, load_max=1)
    in_force = [(0, 1), (1, 0)]
    assert rerun(problem, in_force, stay=0.3).removed == tuple(in_force)
    assert rerun(problem, in_force, stay=0.5).removed == ()


def test_pairs_of_people_or_papers_that_are_gone_are_removed():
    problem = from_dense([[1.0]], demand=1, load_max=1)
    again = rerun(problem, [(0, 0), (4, 0), (0, 9)])
    assert (again.unchanged, again.removed) == (((0, 0),), ((0, 9), (4, 0)))
