"""An assignment that changes by chains of exchanges: one paper takes a reader from another, and so on.

A chain begins with a reader that a paper wants. If that reader has no room, another paper gives them back and
takes somebody else instead, whose load may again ask for a paper to be given back, until somebody has room.
No paper on the way may fall below the target for its sum (or further below it). The losses of all single
steps lie in one array, candidates x places x papers, so one pass over it finds the cheapest step for every
reader at once, and as many passes as a chain may have steps find the cheapest chains (Bellman and Ford).
"""

from dataclasses import dataclass

import numpy as np

from reviews.matching.problem.arrays import Bools, Floats, Ints, counts_by
from reviews.matching.problem.effort import Effort
from reviews.matching.problem.problem import Problem

_CANDIDATES = 48  # of each paper, the best at the prices; only they come in along a chain
_CELLS_AT_ONCE = 1_000_000
_LOOKS_AT_CELL = 0.8  # how long a step of a chain takes to consider, in pairs looked at
_NOBODY = -1


@dataclass(frozen=True, eq=False)
class Step:
    """A paper gives back the reader in one of its places and takes its candidate in a column instead."""

    paper: int
    place: int
    column: int


@dataclass(frozen=True, eq=False)
class Chains:
    """The cheapest chain that frees each reader: what the total loses (infinite if there is none).

    `passes` hold for each reader paper, place and column of the step that was cheapest when chains of one
    step more were allowed (-1: none was cheaper than before).
    """

    losses: Floats
    passes: list[Ints]
    onward: "tuple[Chains, int] | None" = None


class Exchanges:
    """An assignment of `problem` that changes; `gains` are whole numbers, `duals` the prices of readers.

    `members` holds for each paper the positions of its stored pairs (-1: an empty place), `sums` what each
    paper has and `loads` what each reader has.
    """

    def __init__(self, problem: Problem, gains: Ints, duals: Floats, effort: Effort) -> None:
        self._problem, self._gains, self._effort = problem, gains, effort
        self._usable = problem.allowed & ~problem.fixed
        worth = np.where(self._usable, gains - duals[problem.indices], -np.inf)
        self._candidates = np.ascontiguousarray(best_of_rows(problem, worth, _CANDIDATES).T)
        known = np.maximum(self._candidates, 0)
        self._who = np.where(self._candidates >= 0, problem.indices[known], 0)
        self._offers = np.where(self._candidates >= 0, gains[known], 0)
        self.target = 0

    def begin(self, chosen: Bools, target: int) -> None:
        """Start from this mask of stored pairs, to lift papers to this target."""
        problem, at = self._problem, np.flatnonzero(chosen)
        rows = problem.rows[at]
        starts = np.searchsorted(rows, np.arange(problem.n_papers + 1))
        width = int(problem.demand.max(initial=1))
        self.members = np.full((problem.n_papers, width), _NOBODY, dtype=np.int64)
        self.members[rows, np.arange(len(at)) - starts[rows]] = at
        self.loads = counts_by(problem.indices[at], problem.n_reviewers)
        self.sums = np.zeros(problem.n_papers, dtype=np.int64)
        np.add.at(self.sums, rows, self._gains[at])
        self.target = target
        self._losses = np.empty((len(self._candidates), width, problem.n_papers))
        self._through = np.empty_like(self._losses)
        self.refresh(np.arange(problem.n_papers))

    def chosen(self) -> Bools:
        """The assignment as a mask of the stored pairs."""
        mask = np.zeros(len(self._gains), dtype=bool)
        mask[self.members[self.members >= 0]] = True
        return mask

    def save(self) -> tuple[Ints, Ints, Ints]:
        """What `restore` takes back."""
        return self.members.copy(), self.loads.copy(), self.sums.copy()

    def restore(self, saved: tuple[Ints, Ints, Ints], papers: Ints) -> None:
        """Take changes back; `papers` are those that changed since."""
        self.members, self.loads, self.sums = saved
        self.refresh(papers)

    def refresh(self, papers: Ints) -> None:
        """Count anew what steps of these papers lose; infinite where a step cannot be."""
        step = max(1, _CELLS_AT_ONCE // max(1, self._losses[:, :, 0].size)) if len(papers) else 1
        for start in range(0, len(papers), step):
            self._refresh(papers[start : start + step])

    def _refresh(self, papers: Ints) -> None:
        members = self.members[papers].T
        known = np.maximum(members, 0)
        free = (members >= 0) & ~self._problem.fixed[known]
        readers = np.where(members >= 0, self._problem.indices[known], _NOBODY)
        losses = self._gains[known] - self._offers[:, papers][:, None, :]
        sums = self.sums[papers]
        spare = sums - np.minimum(self.target, sums)
        has = (self._who[:, papers][:, None, :] == readers).any(axis=1)
        out = has | (self._candidates[:, papers] < 0)
        impossible = out[:, None, :] | ~free | (losses > spare)
        self._losses[:, :, papers] = np.where(impossible, np.inf, losses)

    def bar(self, paper: int) -> None:
        """Let no chain change this paper, until it is refreshed."""
        self._losses[:, :, paper] = np.inf

    def take_off(self, paper: int) -> list[int]:
        """Take all readers off a paper but the required ones, and say which places are free."""
        free = [
            place
            for place, at in enumerate(self.members[paper].tolist())
            if at >= 0 and not self._problem.fixed[at]
        ]
        for place in free:
            at = self.members[paper, place]
            self.loads[self._problem.indices[at]] -= 1
            self.sums[paper] -= self._gains[at]
            self.members[paper, place] = _NOBODY
        return free

    def chains(self, units: int, most_steps: int) -> Chains:
        """The cheapest chains of so many steps, while so many places are still to be filled.

        Where as many readers lack papers to their least loads as there are places, each chain must end with
        one of them, if need be by way of somebody who gives a paper to spare.
        """
        problem = self._problem
        lacking = problem.load_min - self.loads
        room = self.loads < problem.load_max
        if int(np.maximum(lacking, 0).sum()) < units:
            return self._cheapest(np.where(room, 0.0, np.inf), most_steps)
        to_lacking = self._cheapest(np.where(lacking > 0, 0.0, np.inf), most_steps)
        spare = np.where(lacking < 0, to_lacking.losses, np.inf)
        giver = int(np.argmin(spare))
        ends = np.where(lacking > 0, 0.0, np.where(room, spare[giver], np.inf))
        found = self._cheapest(ends, most_steps)
        return Chains(found.losses, found.passes, (to_lacking, giver))

    def _cheapest(self, losses: Floats, most_steps: int) -> Chains:
        readers = np.where(self.members >= 0, self._problem.indices[np.maximum(self.members, 0)], _NOBODY).T
        passes, through = [], self._through
        for _ in range(most_steps):
            self._effort.spend(_LOOKS_AT_CELL * through.size)
            np.add(self._losses, losses[self._who][:, None, :], out=through)
            values = through.min(axis=0)
            better = np.nonzero((readers >= 0) & (values < losses[readers]))
            if not len(better[0]):
                break
            whom, value, losses = readers[better], values[better], losses.copy()
            np.minimum.at(losses, whom, value)
            best = value == losses[whom]
            places, papers = better[0][best], better[1][best]
            step = np.full((len(losses), 3), _NOBODY)
            columns = through[:, places, papers].argmin(axis=0)
            step[whom[best]] = np.column_stack([papers, places, columns])
            passes.append(step)
        return Chains(losses, passes)

    def steps(self, chains: Chains, reader: int) -> list[tuple[int, Step | None]]:
        """The chain that frees this reader: whom each step frees, and the step (None: who ends a part)."""
        found: list[tuple[int, Step | None]] = []
        for best in reversed(chains.passes):
            if best[reader, 0] >= 0:
                step = Step(*best[reader].tolist())
                found.append((reader, step))
                reader = int(self._who[step.column, step.paper])
        found.append((reader, None))
        if chains.onward and self.loads[reader] >= self._problem.load_min[reader]:
            found += self.steps(*chains.onward)
        return found

    def still_hold(self, steps: list[tuple[int, Step | None]], changed: set[int]) -> bool:
        """Whether a chain that was found before the last exchange is as good now.

        `changed` are the papers on its way that changed since.
        """
        if changed or self._problem.load_min.any():
            return False
        last = steps[-1][0]
        return bool(self.loads[last] < self._problem.load_max[last])

    def give(self, paper: int, place: int, at: int, steps: list[tuple[int, Step | None]]) -> bool:
        """Put the stored pair `at` in an empty place of its paper, and free its reader.

        Whether it could be done: steps of the chain may stand in each other's way, which leaves it half done.
        """
        self.members[paper, place] = at
        self.sums[paper] += self._gains[at]
        self.loads[self._problem.indices[at]] += 1
        for reader, step in steps:
            if step is None:
                continue
            if not self._fits(reader, step):
                return False
            self._take(reader, step)
        return True

    def _fits(self, reader: int, step: Step) -> bool:
        """Whether the step is still what it was when the chain was found."""
        members = self.members[step.paper]
        given, taken = members[step.place], self._candidates[step.column, step.paper]
        if given < 0 or self._problem.indices[given] != reader or np.any(members == taken):
            return False
        after = self.sums[step.paper] - self._gains[given] + self._gains[taken]
        return bool(after >= min(self.target, self.sums[step.paper]))

    def _take(self, reader: int, step: Step) -> None:
        given, taken = self.members[step.paper, step.place], self._candidates[step.column, step.paper]
        self.members[step.paper, step.place] = taken
        self.sums[step.paper] += self._gains[taken] - self._gains[given]
        self.loads[reader] -= 1
        self.loads[self._problem.indices[taken]] += 1


def best_of_rows(problem: Problem, values: Floats, count: int) -> Ints:
    """For each paper the positions of its `count` stored pairs of greatest value, the best first.

    Filled up with -1; pairs of value minus infinity are left out.
    """
    lengths = np.diff(problem.indptr)
    found = np.full((problem.n_papers, count), _NOBODY, dtype=np.int64)
    start = 0
    while start < problem.n_papers and len(values):
        fits = (
            np.maximum.accumulate(lengths[start:]) * np.arange(1, len(lengths) - start + 1) <= _CELLS_AT_ONCE
        )
        end = start + max(1, int(fits.sum()))
        found[start:end] = _best_of(problem.indptr[start : end + 1], values, count)
        start = end
    return found


def _best_of(indptr: Ints, values: Floats, count: int) -> Ints:
    width = max(int(np.diff(indptr).max()), count)
    at = indptr[:-1, None] + np.arange(width)
    there = at < indptr[1:, None]
    at = np.minimum(at, len(values) - 1)
    listed = np.where(there, values[at], -np.inf)
    best = np.argpartition(-listed, count - 1, axis=1)[:, :count]
    best = np.sort(best, axis=1)
    ranked = np.take_along_axis(listed, best, axis=1)
    order = np.argsort(-ranked, axis=1, kind="stable")
    best, ranked = np.take_along_axis(best, order, axis=1), np.take_along_axis(ranked, order, axis=1)
    return np.where(np.isfinite(ranked), np.take_along_axis(at, best, axis=1), _NOBODY)
