"""What a target for the smallest sum asks of each paper, in terms that a flow can hold.

A paper whose scores must add up to a target needs, for each k, at least k reviewers with scores of at least
some level: the k - 1 best scores of all, filled up with scores below that level, would miss the target.
These levels fall with k, so they are nested, and a flow can hold nested counts: the k-th place of a paper
takes a pair of level k or better. The levels are necessary, and on most problems they suffice
(docs/assignment.md, "Max-min").
"""

from dataclasses import dataclass

import numpy as np

from reviews.matching.problem.arrays import Bools, Ints, Shorts, counts_by
from reviews.matching.problem.problem import Problem

NOT_USABLE = -1  # the class of a pair that can be in no assignment that reaches the target


@dataclass(frozen=True, eq=False)
class _Sorted:
    """The allowed pairs ordered by paper, best first.

    `at` is where each is stored, `running` the sum of all gains before it (and, last, of all), `starts` where
    each paper begins, and `place` the position within the paper, from 0.
    """

    at: Shorts
    rows: Shorts
    gains: Ints
    running: Ints
    starts: Ints
    place: Shorts

    @classmethod
    def of(cls, problem: Problem, gains: Ints) -> "_Sorted":
        at = np.flatnonzero(problem.allowed).astype(np.int32)
        at = at[np.lexsort((-gains[at], problem.rows[at]))]
        rows = problem.rows[at].astype(np.int32)
        starts: Ints = np.searchsorted(rows, np.arange(problem.n_papers + 1)).astype(np.int64)
        running: Ints = np.concatenate([[0], np.cumsum(gains[at])])
        place = (np.arange(len(at)) - starts[rows]).astype(np.int32)
        return cls(at, rows, gains[at], running, starts, place)


class MaxMinLevels:
    """The levels of one problem for any target; targets and `gains` (one a stored pair) are whole numbers."""

    def __init__(self, problem: Problem, gains: Ints) -> None:
        self._problem = problem
        self._gains = gains
        self._sorted = _Sorted.of(problem, gains)

    def ceiling(self) -> int | None:
        """The smallest of what each paper's best candidates add up to, which no smallest sum exceeds.

        None if no paper needs reviewers.
        """
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
        """The papers that may well miss the target: their next best candidates do not reach it.

        A guess that saves time: others may take the `2 * demand` best candidates of a paper.
        """
        starts, demand = self._sorted.starts, self._problem.demand
        low = np.minimum(starts[:-1] + 2 * demand, starts[1:])
        high = np.minimum(low + demand, starts[1:])
        return np.asarray(self._sorted.running[high] - self._sorted.running[low] < target)

    def classes(self, target: int, papers: Bools) -> Ints:
        """The class of each stored pair: the first place (from 0) of its paper that it may take.

        `NOT_USABLE` if it may take none. Levels hold at the given papers only; a usable pair of another paper
        has class 0.
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
        """For each paper the smallest gain that a pair in this place (from 0) may have."""
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
        """For each paper the sum of its `count` best candidates."""
        counted = self._sorted
        return (
            counted.running[np.minimum(counted.starts[:-1] + count, counted.starts[1:])]
            - counted.running[counted.starts[:-1]]
        )


def whole_sums(problem: Problem, gains: Ints, pairs: Ints) -> Ints:
    """The sum of gains of each paper over these positions of stored pairs, in exact integers."""
    sums = np.zeros(problem.n_papers, dtype=np.int64)
    np.add.at(sums, problem.rows[pairs], gains[pairs])
    return sums
