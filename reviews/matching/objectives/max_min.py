"""The worst-served paper as good as possible, then the total as great as possible: both exactly.

A paper's sum is what the scores of its reviewers add up to; the aim is the greatest smallest sum (max-min
fairness). A target for that sum is tried by a flow that holds the necessary levels of `max_min_levels`; where
papers still miss the target, `repair` decides exactly. The first target is the ceiling, which most problems
reach; otherwise the best target is found by bisection. Targets are whole numbers in units of 1 / scale, like
gains. The problem is NP-hard (Garg et al., "Assigning papers to referees", Algorithmica 58, 2010), so a limit
on work ends the search; a target left undecided then does not count as impossible. Where problems are
large, `worst_first` asks only for the flow.
"""

from dataclasses import dataclass, replace

import numpy as np

from reviews.matching.flow.dual_prices import Dual, dual_of
from reviews.matching.flow.network import Flow, best_flow, can_fill
from reviews.matching.objectives.max_min_levels import MaxMinLevels, whole_sums
from reviews.matching.objectives.repair import repair
from reviews.matching.problem.arrays import Bools, Ints, counts_by
from reviews.matching.problem.effort import Effort
from reviews.matching.problem.problem import Problem

_RESOLUTION = 1e-7  # in scores: sums nearer to each other than this count as equal
_LOOKS_OF_LEVELS = 70  # at each pair: how long it takes to see whether levels can be held


@dataclass(frozen=True, eq=False, kw_only=True)
class BoundedAssignment:
    """Which stored pairs are assigned, and what is proven about them.

    No assignment whose smallest sum is as great has a total above `bound`; none has a smallest sum above
    `worst_bound` (None if that was not an aim). Not `finished` if the work allowed did not suffice to
    prove that nothing better is possible.
    """

    chosen: Bools
    dual: Dual
    bound: float
    worst_bound: float | None = None
    finished: bool = True


class MaxMinSearch:
    """The search for the greatest smallest sum of one problem; `gains` are scores x `scale` as integers."""

    def __init__(self, problem: Problem, gains: Ints, scale: float, effort: Effort) -> None:
        self._problem = problem
        self._gains = gains
        self._scale = scale
        self._effort = effort
        self._levels = MaxMinLevels(problem, gains)
        self._lowest_impossible: int | None = None

    def at_ceiling(self) -> BoundedAssignment | None:
        """The answer if some assignment reaches the ceiling, else None."""
        ceiling = self._levels.ceiling()
        found = None if ceiling is None else self.reach(ceiling)
        return found and replace(found, worst_bound=self._worst(found.chosen) / self._scale)

    def below_ceiling(self, flow: Flow) -> BoundedAssignment:
        """The answer where the ceiling is out of reach, by bisection from the smallest sum of `flow` up."""
        dual = dual_of(self._problem, flow.chosen, self._gains, self._scale)
        best = BoundedAssignment(chosen=flow.chosen, dual=dual, bound=dual.bound)
        ceiling = self._levels.ceiling()
        if ceiling is None:
            return best
        step = self.step
        low, high = self._worst(flow.chosen), ceiling
        while high - low > step and not self._effort.is_over:
            target = low + step * max(1, (high - low) // (2 * step))
            found = self.reach(target)
            best, low, high = (found, self._worst(found.chosen), high) if found else (best, low, target)
        impossible = ceiling + step if self._lowest_impossible is None else self._lowest_impossible
        highest = max(low, impossible - step)
        finished = best.finished and highest - low < step
        return replace(best, worst_bound=highest / self._scale, finished=finished)

    def at_risk(self, target: int) -> Bools:
        """The papers that may well miss the target, as a guess."""
        return self._levels.at_risk(target)

    @property
    def step(self) -> int:
        """No two sums lie nearer together than the greatest common divisor of all gains."""
        return max(int(np.gcd.reduce(self._gains)), int(self._scale * _RESOLUTION), 1)

    def reach(self, target: int) -> BoundedAssignment | None:
        """The best assignment found in which no paper's sum is below the target; None if none was found.

        Levels are first held only at the papers at risk, since holding them at all papers takes longer.
        """
        at_risk = self.at_risk(target)
        missed, found = self.relaxed(target, at_risk)
        if np.any(missed & ~at_risk):
            missed, found = self.relaxed(target, np.ones(self._problem.n_papers, dtype=bool))
        if found is None:
            self._rule_out(target)
        if found is None or not missed.any():
            return found
        return self._repaired(target, found)

    def _repaired(self, target: int, relaxed: BoundedAssignment) -> BoundedAssignment | None:
        mended = repair(self._problem, relaxed.dual, target / self._scale, self._effort.part(0.5))
        if mended.bound == -np.inf:
            self._rule_out(target)
        if mended.chosen is None:
            return None
        dual = replace(relaxed.dual, reviewers=mended.duals)
        return BoundedAssignment(
            chosen=mended.chosen, dual=dual, bound=mended.bound, finished=mended.finished
        )

    def _rule_out(self, target: int) -> None:
        known = self._lowest_impossible
        self._lowest_impossible = target if known is None else min(target, known)

    def relaxed(self, target: int, papers: Bools) -> tuple[Bools, BoundedAssignment | None]:
        """The best flow with these papers' levels held, and which papers miss the target in it.

        None in place of the flow if the levels cannot be held, which rules the target out.
        """
        problem = self._problem
        found = self._level_flow(target, papers)
        if found is None or found[0].idle.any():
            return np.zeros(problem.n_papers, dtype=bool), None
        flow, classes = found
        dual = dual_of(problem, flow.chosen, self._gains, self._scale, classes)
        sums = whole_sums(problem, self._gains, np.flatnonzero(flow.chosen))
        missed = (sums < target) & (problem.demand > 0)
        return missed, BoundedAssignment(chosen=flow.chosen, dual=dual, bound=dual.bound)

    def holding(self, target: int) -> Flow | None:
        """The best flow that has the target's levels at all papers; without one, none reaches the target."""
        found = self._level_flow(target, np.ones(self._problem.n_papers, dtype=bool))
        return found[0] if found else None

    def can_hold(self, target: int) -> bool:
        """Whether loads allow the target's levels at all papers; if not, no assignment reaches it."""
        classes = self._levels.classes(target, np.ones(self._problem.n_papers, dtype=bool))
        self._effort.spend(_LOOKS_OF_LEVELS * len(classes))
        return not np.any(classes[self._problem.fixed] < 0) and can_fill(self._problem, classes)

    def _level_flow(self, target: int, papers: Bools) -> tuple[Flow, Ints] | None:
        problem, classes = self._problem, self._levels.classes(target, papers)
        if np.any(classes[problem.fixed] < 0):
            return None
        self._effort.spend_on_flow(problem, times=2)
        flow = best_flow(problem, self._gains, classes)
        if flow.unfilled.any() or not _places_held(problem, flow.chosen, classes):
            return None
        return flow, classes

    def _worst(self, chosen: Bools) -> int:
        sums = whole_sums(self._problem, self._gains, np.flatnonzero(chosen))
        return int(sums[self._problem.demand > 0].min())


def _places_held(problem: Problem, chosen: Bools, classes: Ints) -> bool:
    """Whether every place holds a pair of its class; required pairs, which the flow skips, may prevent it."""
    for place in range(int(problem.demand.max(initial=0))):
        held = counts_by(problem.rows[chosen & (classes <= place)], problem.n_papers)
        if np.any(held < np.minimum(place + 1, problem.demand)):
            return False
    return True
