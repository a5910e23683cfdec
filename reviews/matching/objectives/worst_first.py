"""The worst-served paper first at any size: chains of exchanges first, exact search as far as work allows.

From the assignment of greatest total, papers below the target are lifted by chains (`lifting`); the first
target is the ceiling, which most problems reach. What that gives is never lost again: it is the answer unless
something better is found. The flow that holds the levels of the target (`max_min_levels`) bounds the total,
and is the exact answer if no paper misses the target in it. Only problems of up to `SMALL` pairs are then
decided exactly (`max_min`); on larger ones the programmes would take hours.
"""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from reviews.matching.flow.dual_prices import Dual, dual_of
from reviews.matching.flow.network import Flow
from reviews.matching.objectives.lifting import Lifting
from reviews.matching.objectives.max_min import BoundedAssignment, MaxMinSearch
from reviews.matching.objectives.max_min_levels import whole_sums
from reviews.matching.objectives.reviewer_sets import SetSearch, TooManySets
from reviews.matching.objectives.set_duals import SetDualSearch
from reviews.matching.problem.arrays import Bools, Ints
from reviews.matching.problem.effort import Effort
from reviews.matching.problem.problem import Problem

SMALL = 150_000  # pairs
_SMALL_WORK, _LOOKS_AT_PAIR = 6_000.0, 1_500  # some 20 seconds; less than ten times what the plain flow takes
_SAME = 1e-8  # as a share of the total: less is a rounding error
# Where the ceiling is out of reach: how many targets chains try, and how near two are the same.
_HALVINGS, _NEAR = 9, 0.003
# A bound as near as this, as a share, is not looked at again; and what sums of sets may miss, in scores: more
# than the check of a result overlooks.
_TIGHT, _MISSED = 1e-3, 4e-6


def default_work(problem: Problem) -> float:
    """How much work the search may do unless the caller says otherwise."""
    pairs = len(problem.scores)
    return _SMALL_WORK if pairs <= SMALL else _LOOKS_AT_PAIR * pairs / 1e6


@dataclass(frozen=True, eq=False)
class _Found:
    """An assignment, its smallest sum and total in whole gains, and the bound on totals with that sum."""

    chosen: Bools
    worst: int
    total: int
    bound: float
    dual: Dual

    @property
    def rank(self) -> tuple[int, int]:
        return self.worst, self.total


class WorstFirst:
    """The search on one problem. `flow` is its assignment of greatest total; it fills every place."""

    def __init__(self, problem: Problem, gains: Ints, scale: float, flow: Flow, effort: Effort) -> None:
        self._problem, self._gains, self._scale, self._effort = problem, gains, scale, effort
        self._flow, self._needy = flow, problem.demand > 0
        dual = dual_of(problem, flow.chosen, gains, scale)
        self._plain = self._found(flow.chosen, dual)
        self._search = MaxMinSearch(problem, gains, scale, effort)

    def best(self) -> BoundedAssignment:
        """The greatest smallest sum that is found, then the greatest total."""
        if not self._needy.any():
            return self._bounded(self._plain, finished=True)
        ceiling = self._lifting.ceiling
        if self._plain.worst >= ceiling:
            return self._bounded(self._plain, finished=True, highest=self._plain.worst)
        found, highest = self._at_or_below(ceiling)
        if self._is_exact(found) and found.worst >= highest:
            return self._bounded(found, finished=True, highest=found.worst)
        if len(self._problem.scores) <= SMALL:
            return self._decided(found, highest)
        return self._bounded(found, finished=False, highest=highest)

    @cached_property
    def _lifting(self) -> Lifting:
        return Lifting(self._problem, self._gains, self._plain.dual.reviewers * self._scale, self._effort)

    @property
    def least(self) -> int:
        """The smallest sum of the assignment of greatest total, in whole gains."""
        return self._plain.worst

    def lightly_at(self, target: int) -> BoundedAssignment | None:
        """The same by chains alone where the problem is large; None where they find none."""
        small = len(self._problem.scores) <= SMALL
        found = self._at(target) if small else self._lifted(self._flow.chosen, target)
        return self._bounded(found, finished=self._is_exact(found)) if found else None

    def at(self, target: int) -> BoundedAssignment:
        """The greatest total found among assignments without a sum below the target.

        Where none is found, the one of greatest smallest sum.
        """
        if not self._needy.any() or target <= self._plain.worst:
            return self._bounded(self._plain, finished=True)
        found = self._at(target) if target <= self._lifting.ceiling else None
        if found and self._is_exact(found):
            return self._bounded(found, finished=True)
        if len(self._problem.scores) <= SMALL and (exact := self._search.reach(target)):
            better = found is None or self._found(exact.chosen, exact.dual).total >= found.total
            return exact if better or found is None else self._bounded(found, finished=False)
        return self._bounded(found, finished=False) if found else self.best()

    def _at_or_below(self, ceiling: int) -> tuple[_Found, int]:
        """What was found at the ceiling or as near to it as can be, and what no smallest sum exceeds."""
        held, highest = self._levels_below(ceiling)
        if found := self._at(held):
            return found, highest
        best = self._raised(self._plain, held)
        if not self._effort.is_over and (flow := self._search.holding(held)) and not flow.idle.any():
            best = max(best, self._lifted(flow.chosen, held) or best, key=lambda found: found.rank)
        if best.worst > self._plain.worst and not self._effort.is_over:
            best = max(best, self._at(best.worst, best) or best, key=lambda found: found.rank)
        return best, highest

    def _raised(self, best: _Found, missed: int) -> _Found:
        """The best smallest sum that chains reach step by step, each from where the last one led."""
        for _ in range(_HALVINGS):
            if self._effort.is_over or missed - best.worst <= self._nearness(missed):
                break
            target = best.worst + (missed - best.worst) // 2
            found = self._lifted(best.chosen, target)
            best, missed = (found, missed) if found else (best, target)
        return best

    def _nearness(self, target: int) -> int:
        """Targets nearer to each other than this are not told apart."""
        return max(self._search.step, int(_NEAR * abs(target)))

    def _levels_below(self, ceiling: int) -> tuple[int, int]:
        """The greatest target found whose levels can be held, and what no smallest sum exceeds."""
        search = self._search
        if self._problem.fixed.any():  # what the levels say of the others alone, the verifier can see as well
            free = self._problem.replaced(required=())
            search = MaxMinSearch(free, self._gains, self._scale, self._effort)
        low, high, target = self._plain.worst, ceiling, ceiling
        while high - low > self._nearness(high) and not self._effort.is_over:
            low, high = (target, high) if search.can_hold(target) else (low, target)
            target = low + (high - low) // 2
        return (ceiling if high == ceiling else low), high

    def _at(self, target: int, lifted: _Found | None = None) -> _Found | None:
        """The best assignment found without a sum below the target; None if none was found.

        `lifted` is one that is known, if one is.
        """
        self._tell("Lifting papers", lifted or self._plain)
        lifted = lifted or self._lifted(self._flow.chosen, target)
        if lifted is None and len(self._problem.scores) > SMALL:
            return None
        self._effort.tell("Bounding the total")
        missed, relaxed = self._relaxed(target)
        if relaxed is None:
            return lifted
        if not missed.any():
            return relaxed
        other = self._lifted(relaxed.chosen, target)
        better = max((one for one in (lifted, other) if one), key=lambda one: one.rank, default=None)
        if better is None:
            return None
        self._tell("Raising the total", better)
        improved = self._found(self._lifting.improved(better.chosen, target), relaxed.dual)
        return self._bounded_by_sets(replace(improved, bound=min(relaxed.bound, self._plain.bound)), target)

    def _bounded_by_sets(self, found: _Found, target: int) -> _Found:
        """The same with a better bound where papers choose whole sets of readers that reach the target."""
        if found.bound - found.total / self._scale <= _TIGHT * abs(found.bound):
            return found
        problem, scores = self._problem, self._problem.scores
        search = SetSearch(problem, problem.allowed, scores, target / self._scale - _MISSED)
        try:
            priced = SetDualSearch(problem, search, scores, self._effort).at(found.dual.reviewers)
        except TooManySets:
            return found
        return replace(found, bound=min(found.bound, priced.bound)) if priced else found

    def _lifted(self, chosen: Bools, target: int) -> _Found | None:
        found = self._found(self._lifting.lifted(chosen, target), self._plain.dual)
        return found if found.worst >= target else None

    def _relaxed(self, target: int) -> tuple[Bools, _Found | None]:
        """The flow that holds the levels of the target where papers would miss it."""
        sums = whole_sums(self._problem, self._gains, np.flatnonzero(self._flow.chosen))
        missed, relaxed = self._search.relaxed(target, self._search.at_risk(target) | (sums < target))
        return missed, self._found(relaxed.chosen, relaxed.dual) if relaxed else None

    def _decided(self, found: _Found, highest: int) -> BoundedAssignment:
        """The exact answer, or the better of what was found before and on the way to it."""
        self._tell("Deciding exactly", found)
        exact = self._search.at_ceiling() or self._search.below_ceiling(self._flow)
        other = self._found(exact.chosen, exact.dual)
        if exact.finished or other.rank >= found.rank:
            return exact
        if exact.worst_bound is not None:
            highest = min(highest, round(exact.worst_bound * self._scale))
        bound = min(found.bound, exact.bound) if other.worst == found.worst else found.bound
        return self._bounded(replace(found, bound=bound), finished=False, highest=highest)

    def _tell(self, step: str, found: _Found) -> None:
        self._effort.tell(step, worst=found.worst / self._scale, total=found.total / self._scale)

    def _is_exact(self, found: _Found) -> bool:
        total = float(self._problem.scores[found.chosen].sum())
        return found.bound - total <= _SAME * max(1.0, abs(found.bound))

    def _found(self, chosen: Bools, dual: Dual) -> _Found:
        sums = whole_sums(self._problem, self._gains, np.flatnonzero(chosen))[self._needy]
        worst = int(sums.min()) if len(sums) else 0
        light = replace(
            dual, reduced=np.empty(0)
        )  # as many numbers as there are pairs, which nobody asks for
        return _Found(chosen, worst, int(sums.sum()), dual.bound, light)

    def _bounded(self, found: _Found, *, finished: bool, highest: int | None = None) -> BoundedAssignment:
        return BoundedAssignment(
            chosen=found.chosen,
            dual=found.dual,
            bound=found.bound,
            worst_bound=None if highest is None else max(highest, found.worst) / self._scale,
            finished=finished,
        )
