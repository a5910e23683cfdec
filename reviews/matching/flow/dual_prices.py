"""Dual prices of an assignment: shortest paths in its residual network, in exact integers.

They are computed (by Bellman and Ford) from the pairs alone, not taken from the flow solver, so they prove a
bound without its word. A place matters only where classes hold (see `MaxMinLevels.classes`): a pair of class
k may take place k or a later one of its paper.
"""

from dataclasses import dataclass

import numpy as np

from reviews.matching.problem.arrays import Bools, Floats, Ints, counts_by
from reviews.matching.problem.problem import Problem

_MAX_ROUNDS = 2000


@dataclass(frozen=True, eq=False)
class Dual:
    """What a unit of each reviewer's load and each place of a paper are worth, and the bound they prove.

    `places` has the shape papers x places. `reduced` is the reduced cost of each stored pair: what it gains
    beyond the prices of its place and its reviewer; minus infinity where it may not be assigned.
    """

    places: Floats
    reviewers: Floats
    reduced: Floats
    bound: float


@dataclass(eq=False)
class _Distances:
    """The length of the shortest path found so far to each node."""

    places: Ints
    reviewers: Ints
    sink: int


def dual_of(problem: Problem, chosen: Bools, gains: Ints, scale: float, classes: Ints | None = None) -> Dual:
    """Prices under which no exchange of pairs pays, if the assignment is the best for these classes.

    `chosen` is a mask of the stored pairs, `gains` are their scores x `scale` as integers. For an assignment
    that is not the best, the prices are some, and the bound still holds.
    """
    width = 1 if classes is None else int(problem.demand.max(initial=1))
    levels = np.zeros(len(gains), dtype=np.int64) if classes is None else classes
    found = _shortest_paths(problem, chosen, gains, levels, width)
    places, reviewers = (found.places - found.sink) / scale, (found.sink - found.reviewers) / scale
    reduced = problem.scores - places[problem.rows, np.maximum(levels, 0)] - reviewers[problem.indices]
    reduced[(levels < 0) | ~problem.allowed] = -np.inf
    return Dual(places, reviewers, reduced, _bound(problem, chosen, places, reviewers, reduced))


def _bound(problem: Problem, chosen: Bools, places: Floats, reviewers: Floats, reduced: Floats) -> float:
    filled = counts_by(problem.rows[chosen], problem.n_papers)
    loads = counts_by(problem.indices[chosen], problem.n_reviewers)
    least = np.minimum(problem.load_min, loads)
    width = places.shape[1]
    paid = (np.arange(width) < filled[:, None]) if width > 1 else filled[:, None]
    loads_worth = problem.load_max @ np.maximum(reviewers, 0) - least @ np.maximum(-reviewers, 0)
    gained = np.where(problem.fixed, reduced, np.maximum(reduced, 0))
    return float(gained.sum() + np.where(paid, places * paid, 0).sum() + loads_worth)


def _shortest_paths(problem: Problem, chosen: Bools, gains: Ints, classes: Ints, width: int) -> _Distances:
    loads = counts_by(problem.indices[chosen], problem.n_reviewers)
    slack, spare = loads < problem.load_max, loads > problem.load_min
    usable = problem.allowed & (classes >= 0) & ~chosen
    offers = _ByReviewer.of(problem, np.flatnonzero(usable), gains, classes)
    back = np.flatnonzero(chosen & ~problem.fixed)
    reach = _last_place(problem, np.flatnonzero(chosen), classes, width)[~problem.fixed[chosen]]
    places = np.zeros((problem.n_papers, width), dtype=np.int64)
    at = _Distances(places, np.zeros(problem.n_reviewers, np.int64), 0)
    for _ in range(_MAX_ROUNDS):
        before = (at.places.copy(), at.reviewers.copy(), at.sink)
        offers.relax(at)
        at.sink = min(at.sink, int(np.min(at.reviewers, where=slack, initial=at.sink)))
        at.reviewers[spare] = np.minimum(at.reviewers[spare], at.sink)
        returned = at.reviewers[problem.indices[back]] + gains[back]
        np.minimum.at(at.places, (problem.rows[back], reach), returned)
        at.places = np.minimum.accumulate(at.places[:, ::-1], axis=1)[:, ::-1]
        if at.sink == before[2] and _same(at.places, before[0]) and _same(at.reviewers, before[1]):
            break
    return at


def _last_place(problem: Problem, chosen: Ints, classes: Ints, width: int) -> Ints:
    """For each chosen pair the last place whose class may replace it while all places are still held."""
    held = np.zeros((problem.n_papers, width), dtype=np.int64)
    np.add.at(held, (problem.rows[chosen], classes[chosen]), 1)
    tight = np.cumsum(held, axis=1) <= np.arange(1, width + 1)
    last = classes[chosen].copy()
    moving = np.ones(len(chosen), dtype=bool)
    for place in range(width - 1):
        moving &= (last != place) | ~tight[problem.rows[chosen], place]
        last += (last == place) & moving
    return last


def _same(one: Ints, other: Ints) -> bool:
    return bool(np.array_equal(one, other))


@dataclass(frozen=True, eq=False)
class _ByReviewer:
    """The unassigned pairs ordered by reviewer, so that one pass finds the shortest path to each."""

    cells: tuple[Ints, Ints]
    gains: Ints
    who: Ints
    starts: Ints

    @classmethod
    def of(cls, problem: Problem, pairs: Ints, gains: Ints, classes: Ints) -> "_ByReviewer":
        ordered = pairs[np.argsort(problem.indices[pairs], kind="stable")]
        who, starts = np.unique(problem.indices[ordered], return_index=True)
        return cls((problem.rows[ordered], classes[ordered]), gains[ordered], who, starts)

    def relax(self, at: _Distances) -> None:
        """Shorten the path to each reviewer where an unassigned pair is a shorter way."""
        if len(self.who):
            offers = np.minimum.reduceat(at.places[self.cells] - self.gains, self.starts)
            at.reviewers[self.who] = np.minimum(at.reviewers[self.who], offers)
