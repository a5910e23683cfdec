"""Substitutes for one paper: who may, who has room, whom the rules allow, the best fit first."""

import numpy as np
import pytest

from reviews.matching import PanelRules, ProblemError, from_dense, solve, substitutes

TABLE = [[0.1, 0.9, 0.8, 0.7, 0.6], [0.5, 0.5, 0.5, 0.5, 0.5], [0.2, 0.2, 0.2, 0.2, 0.2]]


def _problem(**more):
    return from_dense(TABLE, demand=2, load_max=[2, 1, 2, 2, 2], **more)


def _order(found):
    return [one.reviewer for one in found]


def test_room_comes_before_fit_and_fit_before_number():
    found = substitutes(_problem(), [(0, 0), (1, 1), (1, 2)], 0)
    assert _order(found) == [2, 3, 4, 1]
    assert [(one.load, one.over) for one in found] == [(1, 0), (0, 0), (0, 0), (1, 1)]
    assert [one.score for one in found] == [0.8, 0.7, 0.6, 0.9]


def test_who_may_not_or_takes_none_is_left_out():
    problem = _problem(conflicts=[(0, 2)], forbidden=[(0, 3)])
    gone = problem.replaced(load_max=np.array([2, 1, 2, 2, 0]))
    assert _order(substitutes(problem, [(0, 0)], 0)) == [1, 4]
    assert _order(substitutes(gone, [(0, 0)], 0)) == [1]


def test_how_far_over_the_load_is_for_the_chair_to_say():
    in_force = [(0, 0), (1, 1), (1, 2), (2, 2)]
    assert _order(substitutes(_problem(), in_force, 0, overload=0)) == [3, 4]
    assert substitutes(_problem(), [*in_force, (2, 1)], 0, overload=2)[-1].over == 2


def test_rules_on_panels_are_told_of_and_those_who_break_none_come_first():
    rules = PanelRules(
        senior=np.array([False, False, False, False, True]),
        groups=(np.array([7, 7, -1, -1, -1]),),
        paper_topics=np.array([[True, False], [False, False], [False, False]]),
        reviewer_topics=np.array([[False, True], [True, False], [False, True], [True, True], [True, False]]),
        authors=[(0, 1), (1, 2)],
    )
    found = {one.reviewer: one.breaks for one in substitutes(_problem(), [(0, 0), (1, 1)], 0, rules=rules)}
    assert next(iter(found)) == 4
    assert found == {4: (), 2: ("mutual", "senior", "topic"), 3: ("senior",), 1: ("group", "senior")}


def test_a_panel_that_is_not_full_yet_may_still_get_its_senior():
    rules = PanelRules(senior=np.array([False, False, False, False, True]))
    assert not any(one.breaks for one in substitutes(_problem(), [], 0, rules=rules))


def test_it_says_what_adding_each_would_do():
    """Against the problem itself: whoever is told to fit can be added without breaking anything."""
    rng = np.random.default_rng(2)
    problem = from_dense(rng.random((12, 9)), demand=3, load_max=5, conflicts=[(4, 1), (4, 2)])
    pairs = solve(problem).pairs()
    left = [pair for pair in pairs if pair != next(p for p in pairs if p[0] == 4)]
    found = substitutes(problem, left, 4)
    had = {r for p, r in left if p == 4}
    loads = np.bincount([r for _, r in left], minlength=9)
    assert set(_order(found)) == {r for r in range(9) if r not in had | {1, 2} and loads[r] <= 5}
    assert all((one.over == 0) == (loads[one.reviewer] < 5) for one in found)


@pytest.mark.parametrize(("pairs", "paper"), [([], 3), ([], -1), ([(0, 9)], 0), ([(9, 0)], 0)])
def test_papers_and_pairs_that_do_not_exist_are_refused(pairs, paper):
    with pytest.raises(ProblemError):
        substitutes(_problem(), pairs, paper)
