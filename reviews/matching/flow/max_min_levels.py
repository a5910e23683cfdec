"""What a floor for the worst-served paper asks of each paper, in terms that a flow can hold.

A paper whose scores must add up to a target needs, for each k, at least k reviewers with scores of at least
some level: the k - 1 best scores of all, filled up with scores below that level, would miss the target.
These levels fall with k, so they are nested, and nested counts can be met by a flow: the k-th place of a
paper takes a pair of level k or better. Levels are necessary, and on most problems they suffice
(docs/assignment.md, "Floor").
"""

from dataclasses import dataclass

import numpy as np

from reviews.matching.problem.arrays import Bools, Ints, counts_by
from reviews.matching.problem.problem import Problem

NOT_USABLE = -1


@dataclass(frozen=True, eq=False)
class _Sorted:
    """Allowed pairs by paper, best first: positions, gains, running sums, and place within the paper."""

    at: Ints
    rows: Ints
    gains: Ints
    running: Ints
    starts: Ints
    place: Ints

    @classmethod
    def of(cls, problem: Problem, gains: Ints) -> "_Sorted":
        at = np.flatnonzero(problem.allowed)
        at = at[np.lexsort((-gains[at], problem.rows[at]))]
        rows = problem.rows[at]
        starts: Ints = np.searchsorted(rows, np.arange(problem.n_papers + 1)).astype(np.int64)
        running: Ints = np.concatenate([[0], np.cumsum(gains[at])])
        return cls(at, rows, gains[at], running, starts, np.arange(len(at)) - starts[rows])


class MaxMinLevels:
    """The levels that each target asks for."""

    def __init__(self, problem: Problem, gains: Ints) -> None:
        self._problem = problem
        self._gains = gains
        self._sorted = _Sorted.of(problem, gains)

    def ceiling(self) -> int | None:
        """No floor can be higher: the least, over papers, of what a paper's own best candidates add up to."""
        counted, demand = self._sorted, self._problem.demand
        fixed = self._problem.fixed[counted.at]
        must = counts_by(counted.rows[fixed], self._problem.n_papers)
        before = np.concatenate([[0], np.cumsum(~fixed)])
        free_place = before[1:] - 1 - before[counted.starts[counted.rows]]
        taken = fixed | (free_place < (demand - must)[counted.rows])
        sums = np.zeros(self._problem.n_papers, dtype=np.int64)
        np.add.at(sums, counted.rows[taken], counted.gains[taken])
        return int(sums[demand > 0].min()) if np.any(demand > 0) else None

    def at_risk(self, target: int) -> Bools:
        """Papers that may well miss the target: those left when others took their best candidates would."""
        starts, demand = self._sorted.starts, self._problem.demand
        low = np.minimum(starts[:-1] + 2 * demand, starts[1:])
        high = np.minimum(low + demand, starts[1:])
        return np.asarray(self._sorted.running[high] - self._sorted.running[low] < target)

    def classes(self, target: int, papers: Bools) -> Ints:
        """For each stored pair the first place (from 0) of its paper that it may take; -1 where none.

        Pairs of other than the given papers may take any place, or none.
        """
        counted, demand = self._sorted, self._problem.demand
        found = np.zeros(len(counted.at), dtype=np.int64)
        for place in range(int(demand.max(initial=0))):
            level = self._level(place, target)
            found += counted.gains < level[counted.rows]
        classes = np.full(len(self._gains), NOT_USABLE, dtype=np.int64)
        taken = np.where(papers[counted.rows], found, 0)
        classes[counted.at] = np.where(found < demand[counted.rows], taken, NOT_USABLE)
        return classes

    def _level(self, place: int, target: int) -> Ints:
        """The least gain that the given place (from 0) of each paper may take."""
        counted = self._sorted
        rest = (self._problem.demand - place)[counted.rows]
        end = np.arange(len(counted.at)) + rest
        fits = (rest > 0) & (counted.place >= place) & (end <= counted.starts[counted.rows + 1])
        end = np.minimum(end, len(counted.at))
        best = self._best(place)[counted.rows]
        reached = fits & (best + counted.running[end] - counted.running[:-1] >= target)
        last = counts_by(counted.rows[reached], self._problem.n_papers) + place - 1
        none = last < place
        index = np.minimum(counted.starts[:-1] + np.maximum(last, 0), max(len(counted.at) - 1, 0))
        level = counted.gains[index] if len(counted.at) else np.zeros(self._problem.n_papers, np.int64)
        level = np.where(none, np.iinfo(np.int64).max, level)
        return np.where(self._problem.demand > place, level, np.iinfo(np.int64).min)

    def _best(self, count: int) -> Ints:
        """What the best `count` candidates of each paper add up to."""
        counted = self._sorted
        return (
            counted.running[np.minimum(counted.starts[:-1] + count, counted.starts[1:])]
            - counted.running[counted.starts[:-1]]
        )


def whole_sums(problem: Problem, gains: Ints, pairs: Ints) -> Ints:
    """The exact sum of gains of each paper."""
    sums = np.zeros(problem.n_papers, dtype=np.int64)
    np.add.at(sums, problem.rows[pairs], gains[pairs])
    return sums
