"""Dual prices of an assignment: shortest paths in its residual network, in exact integers.

They are computed from the pairs alone, not taken from the flow solver, so they prove without its word.
"""

from dataclasses import dataclass

import numpy as np

from reviews.matching.arrays import Bools, Ints, counts_by
from reviews.matching.problem import Problem
from reviews.matching.solution import Prices

_MOST_ROUNDS = 2000


@dataclass(eq=False)
class _Distances:
    papers: Ints
    reviewers: Ints
    sink: int


def prices_of(problem: Problem, chosen: Bools, gains: Ints, scale: float) -> Prices:
    """Prices under which no exchange pays, if the assignment is the best for these gains; else near ones."""
    found = _shortest_paths(problem, chosen, gains)
    return Prices(
        papers=(found.papers - found.sink) / scale,
        reviewers=(found.sink - found.reviewers) / scale,
        floors=np.zeros(problem.n_papers),
    )


def bound_of(problem: Problem, chosen: Bools, prices: Prices, floor: float = 0.0) -> float:
    """The greatest total that these prices leave possible for the places that are filled."""
    filled = counts_by(problem.rows[chosen], problem.n_papers)
    loads = counts_by(problem.indices[chosen], problem.n_reviewers)
    least = np.minimum(problem.load_min, loads)
    worth = problem.scores * (1 + prices.floors[problem.rows])
    left = worth - prices.papers[problem.rows] - prices.reviewers[problem.indices]
    left = np.where(problem.fixed, left, np.where(problem.allowed, np.maximum(left, 0), 0))
    rents = problem.load_max @ np.maximum(prices.reviewers, 0) - least @ np.maximum(-prices.reviewers, 0)
    return float(left.sum() + filled @ prices.papers + rents - floor * prices.floors.sum())


def _shortest_paths(problem: Problem, chosen: Bools, gains: Ints) -> _Distances:
    loads = counts_by(problem.indices[chosen], problem.n_reviewers)
    slack, spare = loads < problem.load_max, loads > problem.load_min
    open_pairs = _ByReviewer.of(problem, np.flatnonzero(problem.allowed & ~chosen), gains)
    back = np.flatnonzero(chosen & ~problem.fixed)
    at = _Distances(np.zeros(problem.n_papers, np.int64), np.zeros(problem.n_reviewers, np.int64), 0)
    for _ in range(_MOST_ROUNDS):
        before = (at.papers.copy(), at.reviewers.copy(), at.sink)
        open_pairs.relax(at)
        at.sink = min(at.sink, int(np.min(at.reviewers, where=slack, initial=at.sink)))
        at.reviewers[spare] = np.minimum(at.reviewers[spare], at.sink)
        np.minimum.at(at.papers, problem.rows[back], at.reviewers[problem.indices[back]] + gains[back])
        if at.sink == before[2] and _same(at.papers, before[0]) and _same(at.reviewers, before[1]):
            break
    return at


def _same(one: Ints, other: Ints) -> bool:
    return bool(np.array_equal(one, other))


@dataclass(frozen=True, eq=False)
class _ByReviewer:
    """The unassigned pairs in the order of reviewers, so that one pass finds each reviewer's best offer."""

    rows: Ints
    gains: Ints
    who: Ints
    starts: Ints

    @classmethod
    def of(cls, problem: Problem, pairs: Ints, gains: Ints) -> "_ByReviewer":
        ordered = pairs[np.argsort(problem.indices[pairs], kind="stable")]
        who, starts = np.unique(problem.indices[ordered], return_index=True)
        return cls(problem.rows[ordered], gains[ordered], who, starts)

    def relax(self, at: _Distances) -> None:
        if len(self.who):
            offers = np.minimum.reduceat(at.papers[self.rows] - self.gains, self.starts)
            at.reviewers[self.who] = np.minimum(at.reviewers[self.who], offers)
