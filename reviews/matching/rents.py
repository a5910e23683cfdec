"""Prices of reviewers' time that prove the most, where papers choose whole sets of reviewers.

The bound is the formula of the certificate (docs/assignment.md), a convex function of the prices that is
linear between the choices papers make. It is minimised by cutting planes in a box around the best prices so
far: every choice seen is a plane, a linear programme finds the lowest point of all planes within the box, and
the box grows where that was right and shrinks where it was not.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import OptimizeResult, linprog
from scipy.sparse import csr_array

from reviews.matching.arrays import Floats, Ints, counts_by
from reviews.matching.choices import Choices, Sets
from reviews.matching.network import residual_needs
from reviews.matching.problem import Problem

_WARM, _MOST_ROUNDS = 40, 150
_NEAR = 2e-5  # shares of the bound within which prices are good enough
_FIRST_STEP, _MOMENTUM = 5e-3, 0.7
_FIRST_BOX = 0.05  # of the widest score


@dataclass(frozen=True, eq=False)
class Rents:
    """Prices of reviewers, the bound that they prove, and what the best choice of each paper is worth."""

    prices: Floats
    bound: float
    best: Floats


@dataclass(eq=False)
class _Seen:
    """One evaluation: the bound, its slope, the choices made."""

    rents: Rents
    slope: Floats
    sets: Sets


class RentSearch:
    """The search for one problem, with `scores` one a stored pair."""

    def __init__(self, problem: Problem, choices: Choices, scores: Floats, stop: Callable[[], bool]) -> None:
        self._problem, self._choices, self._scores, self._stop = problem, choices, scores, stop
        _, self._least, self._most = residual_needs(problem)
        self._certain = float(scores[problem.fixed].sum())
        self._sets: list[Sets] = []

    def found(self, start: Floats, lowest: float) -> Rents | None:
        """The best prices found; None if no assignment exists: below `lowest` no total can be."""
        seen = self._warm(start)
        box = _FIRST_BOX * max(float(np.ptp(self._scores)) if len(self._scores) else 0.0, 1e-6)
        for _ in range(_MOST_ROUNDS):
            if seen is None or seen.rents.bound < lowest:
                return None
            prices, hoped = self._lowest(seen.rents, box)
            promised = seen.rents.bound - hoped
            if promised <= _NEAR * max(1.0, abs(seen.rents.bound)) or self._stop():
                break
            tried = self._look(prices)
            gained = -np.inf if tried is None else seen.rents.bound - tried.rents.bound
            box *= 1.5 if gained > promised / 2 else 0.5 if gained <= 0 else 1.0
            seen = tried if tried is None or gained > 0 else seen
        return seen.rents if seen else None

    def _warm(self, start: Floats) -> _Seen | None:
        """A first stretch down the slope, cheap and short-sighted, which also collects choices."""
        best = seen = self._look(start)
        direction = np.zeros(len(start))
        for _ in range(_WARM):
            if seen is None or best is None or not seen.slope.any():
                break
            direction = seen.slope + _MOMENTUM * direction
            ahead = seen.rents.bound - best.rents.bound + _FIRST_STEP * abs(best.rents.bound)
            length = ahead / max(float(direction @ direction), 1e-9)
            seen = self._look(seen.rents.prices - length * direction)
            best = seen if seen is None or seen.rents.bound < best.rents.bound else best
        return best

    def _look(self, prices: Floats) -> _Seen | None:
        worth = self._scores - prices[self._problem.indices]
        sets = self._choices.best(worth)
        if sets is None:
            return None
        self._sets.append(sets)
        best = np.zeros(self._problem.n_papers)
        best[sets.papers] = sets.worth(worth)
        used = counts_by(self._problem.indices[sets.members[sets.members >= 0]], self._problem.n_reviewers)
        limit = np.where(prices > 0, self._most, self._least)
        limit = np.where(prices == 0, np.clip(used, self._least, self._most), limit)
        bound = self._certain + float(best.sum() + limit @ prices)
        return _Seen(Rents(prices, bound, best), (limit - used).astype(np.float64), sets)

    def _lowest(self, rents: Rents, box: float) -> tuple[Floats, float]:
        """The lowest point of the planes within the box, and how low it is there."""
        sets = self._near_sets(rents, box)
        self._sets = [sets]
        papers, reviewers = self._problem.n_papers, self._problem.n_reviewers
        low, high, free = rents.prices - box, rents.prices + box, np.full(papers, np.inf)
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
            return rents.prices, rents.bound
        prices = found.x[papers : papers + reviewers] - found.x[papers + reviewers :]
        return prices, self._certain + float(found.fun)

    def _lower(self) -> Floats:
        lower = np.zeros(self._problem.n_papers)
        lower[self._choices.papers] = -np.inf
        return lower

    def _near_sets(self, rents: Rents, box: float) -> Sets:
        """The choices seen that could be best somewhere in the box."""
        sets = Sets.joined(self._sets)
        worth = sets.worth(self._scores - rents.prices[self._problem.indices])
        reach = 2 * box * sets.members.shape[1]
        return sets.picked(worth >= rents.best[sets.papers] - reach)

    def _planes(self, sets: Sets) -> csr_array:
        """Rows: what a paper gains is at least what each choice is worth to it."""
        papers, reviewers = self._problem.n_papers, self._problem.n_reviewers
        rows, place = np.nonzero(sets.members >= 0)
        who: Ints = self._problem.indices[sets.members[rows, place]]
        values = np.concatenate([np.full(len(sets), -1.0), np.full(len(who), -1.0), np.full(len(who), 1.0)])
        row = np.concatenate([np.arange(len(sets)), rows, rows])
        column = np.concatenate([sets.papers, papers + who, papers + reviewers + who])
        return csr_array((values, (row, column)), (len(sets), papers + 2 * reviewers))
