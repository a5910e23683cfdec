"""The worst-served paper as good as possible, then the total: both exactly.

A target for the floor is tried by a flow that holds its necessary levels; where papers still miss it, an
exact repair decides. The first target is the ceiling, which most problems reach; else the best is found by
bisection. A target that is not decided before patience ends is left, but not taken as ruled out.
"""

from dataclasses import dataclass, replace

import numpy as np

from reviews.matching.flow.dual_prices import Dual, dual_of
from reviews.matching.flow.max_min_levels import MaxMinLevels, whole_sums
from reviews.matching.flow.network import Flow, best_flow
from reviews.matching.flow.repair import repair
from reviews.matching.problem.arrays import Bools, Ints, counts_by
from reviews.matching.problem.problem import Problem
from reviews.matching.problem.time_limit import TimeLimit

_FINENESS = 1e-7  # floors nearer than this are not told apart


@dataclass(frozen=True, eq=False, kw_only=True)
class Bounded:
    """An assignment that keeps a floor, its bound, and the highest floor there could be, where sought.

    Not `finished` where patience was over before all was decided.
    """

    chosen: Bools
    dual: Dual
    bound: float
    highest: float | None = None
    finished: bool = True


class MaxMinSearch:
    """One problem's search for its best floor."""

    def __init__(self, problem: Problem, gains: Ints, scale: float, time_limit: TimeLimit) -> None:
        self._problem = problem
        self._gains = gains
        self._scale = scale
        self._time_limit = time_limit
        self._levels = MaxMinLevels(problem, gains)
        self._ruled_out: int | None = None

    def at_ceiling(self) -> Bounded | None:
        """The answer if the highest floor that could be can be had."""
        ceiling = self._levels.ceiling()
        met = None if ceiling is None else self._meet(ceiling)
        return met and replace(met, highest=self._worst(met.chosen) / self._scale)

    def below(self, flow: Flow) -> Bounded:
        """The answer, found between the floor of the greatest total and the ceiling, which cannot be had."""
        dual = dual_of(self._problem, flow.chosen, self._gains, self._scale)
        best = Bounded(chosen=flow.chosen, dual=dual, bound=dual.bound)
        ceiling = self._levels.ceiling()
        if ceiling is None:
            return best
        step = max(int(np.gcd.reduce(self._gains)), int(self._scale * _FINENESS), 1)
        low, high = self._worst(flow.chosen), ceiling
        while high - low > step and not self._time_limit.is_over:
            target = low + step * max(1, (high - low) // (2 * step))
            met = self._meet(target)
            best, low, high = (met, self._worst(met.chosen), high) if met else (best, low, target)
        limit = ceiling + step if self._ruled_out is None else self._ruled_out
        highest = max(low, limit - step)
        finished = best.finished and highest - low < step
        return replace(best, highest=highest / self._scale, finished=finished)

    def _meet(self, target: int) -> Bounded | None:
        """The best assignment found that keeps the target. Levels are held where needed: all take longer."""
        likely = self._levels.at_risk(target)
        missed, met = self._try(target, likely)
        if np.any(missed & ~likely):
            missed, met = self._try(target, np.ones(self._problem.n_papers, dtype=bool))
        if met is None:
            self._rule_out(target)
        if met is None or not missed.any():
            return met
        found = repair(self._problem, met.dual, target / self._scale, self._time_limit.half())
        if found.bound == -np.inf:
            self._rule_out(target)
        dual = replace(met.dual, reviewers=found.prices)
        if found.chosen is None:
            return None
        return Bounded(chosen=found.chosen, dual=dual, bound=found.bound, finished=found.finished)

    def _rule_out(self, target: int) -> None:
        self._ruled_out = target if self._ruled_out is None else min(target, self._ruled_out)

    def _try(self, target: int, papers: Bools) -> tuple[Bools, Bounded | None]:
        """With these papers' levels held: who misses the target, and the rest; None where they cannot be."""
        problem, classes = self._problem, self._levels.classes(target, papers)
        none = np.zeros(problem.n_papers, dtype=bool)
        if np.any(classes[problem.fixed] < 0):
            return none, None
        flow = best_flow(problem, self._gains, classes)
        if flow.unfilled.any() or flow.idle.any() or not _places_held(problem, flow.chosen, classes):
            return none, None
        dual = dual_of(problem, flow.chosen, self._gains, self._scale, classes)
        sums = whole_sums(problem, self._gains, np.flatnonzero(flow.chosen))
        missed = (sums < target) & (problem.demand > 0)
        return missed, Bounded(chosen=flow.chosen, dual=dual, bound=dual.bound)

    def _worst(self, chosen: Bools) -> int:
        sums = whole_sums(self._problem, self._gains, np.flatnonzero(chosen))
        return int(sums[self._problem.demand > 0].min())


def _places_held(problem: Problem, chosen: Bools, classes: Ints) -> bool:
    """Required pairs alone may already rule the levels out."""
    for place in range(int(problem.demand.max(initial=0))):
        held = counts_by(problem.rows[chosen & (classes <= place)], problem.n_papers)
        if np.any(held < np.minimum(place + 1, problem.demand)):
            return False
    return True
