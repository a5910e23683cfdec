"""The worst-served paper as good as possible, then the total: both exactly.

A target for the floor is tried by a flow that holds its necessary levels; where papers still miss it, an
exact repair decides. The first target is the ceiling, which most problems reach; else the best is found by
bisection.
"""

from dataclasses import dataclass, replace

import numpy as np

from reviews.matching.arrays import Bools, Ints, counts_by
from reviews.matching.floors import FloorLevels, whole_sums
from reviews.matching.network import Flow, best_flow
from reviews.matching.prices import Dual, dual_of
from reviews.matching.problem import Problem
from reviews.matching.repair import repair

_FINENESS = 1e-7  # floors nearer than this are not told apart


@dataclass(frozen=True, eq=False, kw_only=True)
class Met:
    """An assignment that keeps a floor, its bound, and the highest floor there could be, where sought."""

    chosen: Bools
    dual: Dual
    bound: float
    highest: float | None = None


class FloorSearch:
    """One problem's search for its best floor."""

    def __init__(self, problem: Problem, gains: Ints, scale: float) -> None:
        self._problem = problem
        self._gains = gains
        self._scale = scale
        self._levels = FloorLevels(problem, gains)

    def at_ceiling(self) -> Met | None:
        """The answer if the highest floor that could be can be had."""
        ceiling = self._levels.ceiling()
        met = None if ceiling is None else self._meet(ceiling)
        return met and replace(met, highest=self._worst(met.chosen) / self._scale)

    def below(self, flow: Flow) -> Met:
        """The answer, found between the floor of the greatest total and the ceiling, which cannot be had."""
        dual = dual_of(self._problem, flow.chosen, self._gains, self._scale)
        best = Met(chosen=flow.chosen, dual=dual, bound=dual.bound)
        high = self._levels.ceiling()
        if high is None:
            return best
        step = max(int(np.gcd.reduce(self._gains)), int(self._scale * _FINENESS), 1)
        low = self._worst(flow.chosen)
        while high - low > step:
            target = low + step * max(1, (high - low) // (2 * step))
            met = self._meet(target)
            best, low, high = (met, self._worst(met.chosen), high) if met else (best, low, target)
        return replace(best, highest=max(low, high - step) / self._scale)

    def _meet(self, target: int) -> Met | None:
        """The best assignment that keeps the target. Levels are held where needed: all take longer."""
        likely = self._levels.at_risk(target)
        missed, met = self._try(target, likely)
        if np.any(missed & ~likely):
            missed, met = self._try(target, np.ones(self._problem.n_papers, dtype=bool))
        if met is None or not missed.any():
            return met
        chosen = repair(self._problem, met.dual, target / self._scale)
        total = 0.0 if chosen is None else float(self._problem.scores[chosen].sum())
        return None if chosen is None else Met(chosen=chosen, dual=met.dual, bound=total)

    def _try(self, target: int, papers: Bools) -> tuple[Bools, Met | None]:
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
        return missed, Met(chosen=flow.chosen, dual=dual, bound=dual.bound)

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
