"""Prices of reviewers' time that prove the most, where papers choose whole sets of reviewers.

The bound is the formula of the certificate (docs/assignment.md), a convex function of the prices that is
linear between the choices papers make. It is minimised by cutting planes in a box around the best prices so
far: every choice seen is a plane, a linear programme finds the lowest point of all planes within the box, and
the box grows where that was right and shrinks where it was not.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import OptimizeResult, linprog
from scipy.sparse import csr_array

from reviews.matching.flow.network import residual_needs
from reviews.matching.flow.reviewer_sets import ReviewerSets, SetSearch
from reviews.matching.problem.arrays import Floats, Ints, counts_by
from reviews.matching.problem.problem import Problem
from reviews.matching.problem.time_limit import TimeLimit

_WARM, _MAX_ROUNDS = 40, 150
_NEAR = 2e-5  # shares of the bound within which prices are good enough
_FIRST_STEP, _MOMENTUM = 5e-3, 0.7
_FIRST_BOX = 0.05  # of the widest score


@dataclass(frozen=True, eq=False)
class SetPrices:
    """Prices of reviewers, the bound that they prove, and what the best choice of each paper is worth."""

    prices: Floats
    bound: float
    best: Floats


@dataclass(eq=False)
class _Seen:
    """One evaluation: the bound, its slope, the choices made."""

    set_prices: SetPrices
    slope: Floats
    sets: ReviewerSets


class SetPriceSearch:
    """The search for one problem, with `scores` one a stored pair."""

    def __init__(
        self, problem: Problem, set_search: SetSearch, scores: Floats, time_limit: TimeLimit
    ) -> None:
        self._problem, self._set_search, self._scores, self._time_limit = (
            problem,
            set_search,
            scores,
            time_limit,
        )
        _, self._least, self._most = residual_needs(problem)
        self._certain = float(scores[problem.fixed].sum())
        self._sets: list[ReviewerSets] = []

    def found(self, start: Floats, lowest: float) -> SetPrices | None:
        """The best prices found; None if no assignment exists: below `lowest` no total can be."""
        seen = self._warm(start)
        box = _FIRST_BOX * max(float(np.ptp(self._scores)) if len(self._scores) else 0.0, 1e-6)
        for _ in range(_MAX_ROUNDS):
            if seen is None or seen.set_prices.bound < lowest:
                return None
            prices, hoped = self._lowest(seen.set_prices, box)
            promised = seen.set_prices.bound - hoped
            if promised <= _NEAR * max(1.0, abs(seen.set_prices.bound)) or self._time_limit.is_over:
                break
            tried = self._look(prices)
            gained = -np.inf if tried is None else seen.set_prices.bound - tried.set_prices.bound
            box *= 1.5 if gained > promised / 2 else 0.5 if gained <= 0 else 1.0
            seen = tried if tried is None or gained > 0 else seen
        return seen.set_prices if seen else None

    def _warm(self, start: Floats) -> _Seen | None:
        """A first stretch down the slope, cheap and short-sighted, which also collects choices."""
        best = seen = self._look(start)
        direction = np.zeros(len(start))
        for _ in range(_WARM):
            if seen is None or best is None or not seen.slope.any():
                break
            direction = seen.slope + _MOMENTUM * direction
            ahead = seen.set_prices.bound - best.set_prices.bound + _FIRST_STEP * abs(best.set_prices.bound)
            length = ahead / max(float(direction @ direction), 1e-9)
            seen = self._look(seen.set_prices.prices - length * direction)
            best = seen if seen is None or seen.set_prices.bound < best.set_prices.bound else best
        return best

    def _look(self, prices: Floats) -> _Seen | None:
        worth = self._scores - prices[self._problem.indices]
        sets = self._set_search.best(worth)
        if sets is None:
            return None
        self._sets.append(sets)
        best = np.zeros(self._problem.n_papers)
        best[sets.papers] = sets.worth(worth)
        used = counts_by(self._problem.indices[sets.members[sets.members >= 0]], self._problem.n_reviewers)
        limit = np.where(prices > 0, self._most, self._least)
        limit = np.where(prices == 0, np.clip(used, self._least, self._most), limit)
        bound = self._certain + float(best.sum() + limit @ prices)
        return _Seen(SetPrices(prices, bound, best), (limit - used).astype(np.float64), sets)

    def _lowest(self, set_prices: SetPrices, box: float) -> tuple[Floats, float]:
        """The lowest point of the planes within the box, and how low it is there."""
        sets = self._near_sets(set_prices, box)
        self._sets = [sets]
        papers, reviewers = self._problem.n_papers, self._problem.n_reviewers
        low, high, free = set_prices.prices - box, set_prices.prices + box, np.full(papers, np.inf)
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
            return set_prices.prices, set_prices.bound
        prices = found.x[papers : papers + reviewers] - found.x[papers + reviewers :]
        return prices, self._certain + float(found.fun)

    def _lower(self) -> Floats:
        lower = np.zeros(self._problem.n_papers)
        lower[self._set_search.papers] = -np.inf
        return lower

    def _near_sets(self, set_prices: SetPrices, box: float) -> ReviewerSets:
        """The choices seen that could be best somewhere in the box."""
        sets = ReviewerSets.joined(self._sets)
        worth = sets.worth(self._scores - set_prices.prices[self._problem.indices])
        reach = 2 * box * sets.members.shape[1]
        return sets.picked(worth >= set_prices.best[sets.papers] - reach)

    def _planes(self, sets: ReviewerSets) -> csr_array:
        """Rows: what a paper gains is at least what each choice is worth to it."""
        papers, reviewers = self._problem.n_papers, self._problem.n_reviewers
        rows, place = np.nonzero(sets.members >= 0)
        who: Ints = self._problem.indices[sets.members[rows, place]]
        values = np.concatenate([np.full(len(sets), -1.0), np.full(len(who), -1.0), np.full(len(who), 1.0)])
        row = np.concatenate([np.arange(len(sets)), rows, rows])
        column = np.concatenate([sets.papers, papers + who, papers + reviewers + who])
        return csr_array((values, (row, column)), (len(sets), papers + 2 * reviewers))
