"""Prices of reviewers' loads that prove the most where papers choose whole sets of reviewers.

The bound is the formula of the certificate (docs/assignment.md), a convex function of the prices that is
linear between the sets that papers choose. It is minimised by cutting planes in a box around the best prices
so far (Marsten, Hogan and Blankenship, "The boxstep method for large-scale optimization", Operations Research
23, 1975): every set seen is a plane, a linear programme finds the lowest point of all planes within the box,
and the box grows where that was right and shrinks where it was not.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import OptimizeResult, linprog
from scipy.sparse import csr_array

from reviews.matching.flow.network import residual_needs
from reviews.matching.objectives.reviewer_sets import ReviewerSets, SetSearch
from reviews.matching.problem.arrays import Floats, Ints, counts_by
from reviews.matching.problem.effort import Effort
from reviews.matching.problem.problem import Problem

_WARM_ROUNDS, _MAX_ROUNDS = 40, 150
_NEAR = 2e-5  # as a share of the bound: what more rounds may gain when prices are good enough
_FIRST_STEP, _MOMENTUM = 5e-3, 0.7  # of the descent: how much is hoped for, as a share of the bound
_LOOKS_OF_ROUND = 40  # at each pair: how long it takes papers to choose
_LOOKS_FOR_SET = 5_000  # what a set adds to the time of a linear programme, in pairs looked at
_FIRST_BOX = 0.05  # as a share of how far scores lie apart


@dataclass(frozen=True, eq=False)
class SetDuals:
    """A price a reviewer, the bound that they prove, and the worth of the best set of each paper."""

    duals: Floats
    bound: float
    best: Floats


@dataclass(eq=False)
class _Seen:
    """The bound at some prices, a subgradient of it (one a reviewer), and the sets that papers choose."""

    priced: SetDuals
    slope: Floats
    sets: ReviewerSets


class SetDualSearch:
    """The search for the best prices of one problem; `scores` has one a stored pair."""

    def __init__(self, problem: Problem, search: SetSearch, scores: Floats, effort: Effort) -> None:
        self._problem, self._search, self._scores = problem, search, scores
        self._effort = effort
        _, self._least, self._most = residual_needs(problem)
        self._certain = float(scores[problem.fixed].sum())
        self._sets: list[ReviewerSets] = []

    def best(self, start: Floats, lowest: float) -> SetDuals | None:
        """The best prices found, from the prices `start` on; None if they prove that no assignment exists.

        Every assignment has a total of at least `lowest`, so a bound below it leaves none. Raises
        `TooManySets`.
        """
        seen = self._warm(start)
        box = _FIRST_BOX * max(float(np.ptp(self._scores)) if len(self._scores) else 0.0, 1e-6)
        for _ in range(_MAX_ROUNDS):
            if seen is None or seen.priced.bound < lowest:
                return None
            duals, hoped = self._lowest(seen.priced, box)
            promised = seen.priced.bound - hoped
            if promised <= _NEAR * max(1.0, abs(seen.priced.bound)) or self._effort.is_over:
                break
            tried = self._look(duals)
            gained = -np.inf if tried is None else seen.priced.bound - tried.priced.bound
            box *= 1.5 if gained > promised / 2 else 0.5 if gained <= 0 else 1.0
            seen = tried if tried is None or gained > 0 else seen
        return seen.priced if seen else None

    def at(self, duals: Floats) -> SetDuals | None:
        """What these prices prove; None if some paper has no set. Raises `TooManySets`."""
        self._effort.spend(_LOOKS_OF_ROUND * len(self._scores))
        seen = self._look(duals)
        return seen.priced if seen else None

    def _warm(self, start: Floats) -> _Seen | None:
        """A subgradient descent with momentum: cheap, short-sighted, and it collects sets on its way."""
        best = seen = self._look(start)
        direction = np.zeros(len(start))
        for _ in range(_WARM_ROUNDS):
            if seen is None or best is None or not seen.slope.any():
                break
            direction = seen.slope + _MOMENTUM * direction
            ahead = seen.priced.bound - best.priced.bound + _FIRST_STEP * abs(best.priced.bound)
            length = ahead / max(float(direction @ direction), 1e-9)
            seen = self._look(seen.priced.duals - length * direction)
            best = seen if seen is None or seen.priced.bound < best.priced.bound else best
        return best

    def _look(self, duals: Floats) -> _Seen | None:
        """What papers choose at these prices; None if some paper has no set."""
        worth = self._scores - duals[self._problem.indices]
        sets = self._search.best(worth)
        if sets is None:
            return None
        self._sets.append(sets)
        best = np.zeros(self._problem.n_papers)
        best[sets.papers] = sets.worth(worth)
        used = counts_by(self._problem.indices[sets.members[sets.members >= 0]], self._problem.n_reviewers)
        limit = np.where(duals > 0, self._most, self._least)
        limit = np.where(duals == 0, np.clip(used, self._least, self._most), limit)
        bound = self._certain + float(best.sum() + limit @ duals)
        return _Seen(SetDuals(duals, bound, best), (limit - used).astype(np.float64), sets)

    def _lowest(self, priced: SetDuals, box: float) -> tuple[Floats, float]:
        """The prices within the box where all planes are lowest, and the bound that the planes show there."""
        sets = self._near_sets(priced, box)
        self._sets = [sets]
        self._effort.spend(_LOOKS_FOR_SET * len(sets))
        papers, reviewers = self._problem.n_papers, self._problem.n_reviewers
        low, high, free = priced.duals - box, priced.duals + box, np.full(papers, np.inf)
        found: OptimizeResult = linprog(  # type: ignore[call-overload]  # the stubs know no sparse rows
            np.concatenate([np.ones(papers), self._most, -self._least]),
            A_ub=self._planes(sets),
            b_ub=-sets.scores,
            bounds=np.column_stack(
                [
                    np.concatenate([self._lower(), np.maximum(low, 0), np.maximum(-high, 0)]),
                    np.concatenate([free, np.maximum(high, 0), np.maximum(-low, 0)]),
                ]
            ),
            method="highs-ds",
        )
        if found.x is None:
            return priced.duals, priced.bound
        duals = found.x[papers : papers + reviewers] - found.x[papers + reviewers :]
        return duals, self._certain + float(found.fun)

    def _lower(self) -> Floats:
        lower = np.zeros(self._problem.n_papers)
        lower[self._search.papers] = -np.inf
        return lower

    def _near_sets(self, priced: SetDuals, box: float) -> ReviewerSets:
        """The sets seen that could be best somewhere in the box."""
        sets = ReviewerSets.joined(self._sets)
        worth = sets.worth(self._scores - priced.duals[self._problem.indices])
        reach = 2 * box * sets.members.shape[1]
        return sets.where(worth >= priced.best[sets.papers] - reach)

    def _planes(self, sets: ReviewerSets) -> csr_array:
        """A row a set: the gain of its paper is at least its worth.

        Columns are the gains of papers, then the positive and the negative part of reviewers' prices.
        """
        papers, reviewers = self._problem.n_papers, self._problem.n_reviewers
        rows, place = np.nonzero(sets.members >= 0)
        who: Ints = self._problem.indices[sets.members[rows, place]]
        values = np.concatenate([np.full(len(sets), -1.0), np.full(len(who), -1.0), np.full(len(who), 1.0)])
        row = np.concatenate([np.arange(len(sets)), rows, rows])
        column = np.concatenate([sets.papers, papers + who, papers + reviewers + who])
        return csr_array((values, (row, column)), (len(sets), papers + 2 * reviewers))
