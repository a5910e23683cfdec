"""What each paper would choose on its own, at given prices of reviewers' time and with a floor to keep.

A choice is a whole set of reviewers for one paper. Few need to be looked at: a reviewer to whom as many
others as the paper needs are preferable in both score and worth is in no best choice, and one whom even the
best company leaves too far below is in no near one.
"""

from dataclasses import dataclass
from functools import cache
from itertools import combinations
from math import comb

import numpy as np

from reviews.matching.problem.arrays import Bools, Floats, Ints, counts_by
from reviews.matching.problem.problem import Problem

_NEVER = -1e15  # worth and score of a candidate who is not there
_MAX_OF_PAPER, _MAX_NEAR, _AT_ONCE = 500_000, 100_000, 2_000_000
_FEW = 10_000  # sets that a programme can decide about
_WIDTHS = (4, 8, 12, 16, 20, 26, 34, 44, 60, 90)
_ROUNDS = 40
_CLOSE = 1e-12


class TooManySets(Exception):  # noqa: N818  not a slip, but a reason to go another way
    """There are too many sets of reviewers to look at each."""


@dataclass(frozen=True, eq=False)
class ReviewerSets:
    """Sets of reviewers: the paper of each, its members as stored pairs (-1: no more), its score."""

    papers: Ints
    members: Ints
    scores: Floats

    @classmethod
    def joined(cls, some: "list[ReviewerSets]") -> "ReviewerSets":
        """All of them, each once."""
        if not some:
            return cls(np.empty(0, np.int64), np.empty((0, 0), np.int64), np.empty(0))
        width = max((one.members.shape[1] for one in some), default=0)
        members = np.concatenate([one.widened(width) for one in some])
        papers = np.concatenate([one.papers for one in some])
        scores = np.concatenate([one.scores for one in some])
        members = np.sort(members, axis=1)[:, ::-1]
        _, first = np.unique(np.column_stack([papers, members]), axis=0, return_index=True)
        return cls(papers[first], members[first], scores[first])

    def __len__(self) -> int:
        return len(self.papers)

    def widened(self, width: int) -> Ints:
        """The members in so many columns."""
        missing = width - self.members.shape[1]
        return np.pad(self.members, ((0, 0), (0, missing)), constant_values=-1)

    def picked(self, which: Bools) -> "ReviewerSets":
        """Only these of them."""
        return ReviewerSets(self.papers[which], self.members[which], self.scores[which])

    def worth(self, gains: Floats) -> Floats:
        """The sum of `gains`, one a stored pair, of each set."""
        values: Floats = np.where(self.members >= 0, gains[self.members], 0.0)
        return np.asarray(values.sum(axis=1))


@dataclass(frozen=True, eq=False)
class _Group:
    """Papers that need the same number: a row each, their candidates from the best score on."""

    need: int
    papers: Ints
    at: Ints
    scores: Floats
    min_sums: Floats


class SetSearch:
    """The choices of every paper that keeps a floor, required pairs left aside.

    `usable` are the stored pairs that may be chosen, `floor` what scores (in `scores`, one a stored pair)
    have to add up to.
    """

    def __init__(self, problem: Problem, usable: Bools, scores: Floats, min_sum: float) -> None:
        fixed = problem.fixed
        had = np.bincount(problem.rows[fixed], scores[fixed], problem.n_papers)
        need = problem.demand - counts_by(problem.rows[fixed], problem.n_papers)
        min_sums = np.where(problem.demand > 0, min_sum - had, -np.inf)
        at = np.flatnonzero(usable & ~fixed)
        at = at[np.lexsort((-scores[at], problem.rows[at]))]
        self.possible = bool(np.all((need > 0) | (min_sums <= 0)))
        self._groups = [
            _group(problem, at, scores, np.where(need == size, need, 0), min_sums)
            for size in np.unique(need[need > 0])
        ]
        self.papers = np.concatenate([np.empty(0, np.int64), *(group.papers for group in self._groups)])

    def best(self, worth: Floats) -> ReviewerSets | None:
        """For each paper the choice of greatest worth (one a stored pair); None where one has no choice."""
        found = [_best(group, worth) for group in self._groups]
        return (
            None if any(one is None for one in found) else ReviewerSets.joined([one for one in found if one])
        )

    def near(self, worth: Floats, best: Floats, within: float) -> tuple[Ints, ReviewerSets | None]:
        """The choices worth at least the best (one a paper) less `within`: their stored pairs, and they.

        None where there are too many of them to be looked at each; there may then be more pairs.
        """
        found = [one for group in self._groups for one in _near(group, worth, best[group.papers] - within)]
        pairs = np.unique(np.concatenate([np.empty(0, np.int64), *(one.members.ravel() for one in found)]))
        few = sum(map(len, found)) <= _FEW and all(np.isfinite(one.scores).all() for one in found)
        return pairs[pairs >= 0], ReviewerSets.joined(found) if few else None


def _group(problem: Problem, at: Ints, scores: Floats, needs: Ints, min_sums: Floats) -> _Group:
    rows, papers, need = problem.rows[at], np.flatnonzero(needs), int(needs.max())
    starts = np.searchsorted(rows, np.arange(problem.n_papers + 1))
    width = max(int(np.diff(starts)[papers].max(initial=0)), need)
    places = starts[papers][:, None] + np.arange(width)
    there = places < starts[papers + 1][:, None]
    stored = np.where(there, at[np.minimum(places, len(at) - 1)] if len(at) else -1, -1)
    listed = np.where(stored >= 0, scores[stored] if len(scores) else 0.0, _NEVER)
    return _Group(need, papers, stored, listed, min_sums[papers])


def _worths(group: _Group, worth: Floats) -> Floats:
    return np.where(group.at >= 0, worth[group.at], _NEVER)


def _best(group: _Group, worth: Floats) -> ReviewerSets | None:
    values = _worths(group, worth)
    picked = np.argpartition(-values, group.need - 1, axis=1)[:, : group.need]
    sums = np.take_along_axis(group.scores, picked, axis=1).sum(axis=1)
    for hard in _by_width(np.flatnonzero(sums < group.min_sums), group, values):
        rows, columns = hard
        for some in _portions(len(rows), columns.shape[1], group.need):
            best = _best_of(group, values, rows[some], columns[some])
            picked[rows[some]] = best
    sums = np.take_along_axis(group.scores, picked, axis=1).sum(axis=1)
    if np.any(sums < group.min_sums):
        return None
    return ReviewerSets(group.papers, np.take_along_axis(group.at, picked, axis=1), sums)


def _by_width(hard: Ints, group: _Group, values: Floats) -> list[tuple[Ints, Ints]]:
    """Rows with the columns that could be in a best choice, rows with about as many together."""
    return _packed(hard, _undominated(values[hard], group.need))


def _packed(rows: Ints, keep: Bools) -> list[tuple[Ints, Ints]]:
    """Rows with the columns kept in each, in front; those that fill up are the row's own others."""
    sizes, order = keep.sum(axis=1), np.argsort(~keep, axis=1, kind="stable")
    widths = np.append(_WIDTHS, keep.shape[1])
    cell = np.searchsorted(widths, sizes)
    return [
        (rows[cell == number], order[cell == number, : widths[number]]) for number in np.unique(cell).tolist()
    ]


def _undominated(values: Floats, need: int) -> Bools:
    """Whom fewer than `need` others surpass in both score (columns fall with it) and worth."""
    keep = np.zeros(values.shape, dtype=bool)
    top = np.full((len(values), need), -np.inf)
    for column in range(values.shape[1]):
        worth = values[:, column]
        keep[:, column] = worth > top[:, 0]
        top[:, 0] = np.maximum(top[:, 0], worth)
        top.sort(axis=1)
    return keep


@cache
def _sets(width: int, need: int) -> Ints:
    return np.array(list(combinations(range(width), need)), dtype=np.int64).reshape(-1, need)


def _portions(rows: int, width: int, need: int) -> list[slice]:
    if comb(width, need) > _MAX_OF_PAPER:
        raise TooManySets
    step = max(1, _AT_ONCE // max(1, comb(width, need)))
    return [slice(start, start + step) for start in range(0, rows, step)]


def _sums(table: Floats, rows: Ints, columns: Ints, need: int) -> Floats:
    listed, sets = table[rows[:, None], columns], _sets(columns.shape[1], need)
    total: Floats = sum((listed[:, sets[:, k]] for k in range(1, need)), start=listed[:, sets[:, 0]])
    return total


def _best_of(group: _Group, values: Floats, rows: Ints, columns: Ints) -> Ints:
    scores, worths = (_sums(table, rows, columns, group.need) for table in (group.scores, values))
    best = np.argmax(np.where(scores >= group.min_sums[rows][:, None], worths, -np.inf), axis=1)
    found: Ints = np.take_along_axis(columns, _sets(columns.shape[1], group.need)[best], axis=1)
    return found


def _near(group: _Group, worth: Floats, least: Floats) -> list[ReviewerSets]:
    values = _worths(group, worth)
    min_sums = np.where(np.isfinite(group.min_sums), group.min_sums, 0.0)
    extra = np.where(group.at >= 0, group.scores - min_sums[:, None] / group.need, 0.0)
    # With the floor priced as suits each paper, a choice is worth at least as much.
    eased = values + _min_sum_prices(group, values, extra)[:, None] * extra
    return [_near_of(group, row, values[row], eased[row], float(least[row])) for row in range(len(eased))]


def _near_of(group: _Group, row: int, values: Floats, eased: Floats, least: float) -> ReviewerSets:
    """One paper's; where there are too many, all its pairs together as one of no score."""
    try:
        columns = _worth_together(eased, group.need, least)
    except TooManySets:
        return ReviewerSets(group.papers[[row]], group.at[[row]], np.array([np.nan]))
    scores = group.scores[row][columns].sum(axis=1)
    fits = (scores >= group.min_sums[row]) & (values[columns].sum(axis=1) >= least)
    members = group.at[row][columns[fits]]
    return ReviewerSets(np.full(len(members), group.papers[row]), members, scores[fits])


def _worth_together(values: Floats, need: int, least: float) -> Ints:
    """All sets of so many columns whose values add up to `least`: built up, the best first."""
    order = np.argsort(-values, kind="stable")
    ranked = values[order]
    sets, sums = np.empty((1, 0), dtype=np.int64), np.zeros(1)
    for rest in range(need - 1, -1, -1):
        # What a column adds with the best that follow it; falls from column to column.
        with_rest = np.convolve(ranked, np.ones(rest + 1), "valid")
        ends = np.searchsorted(-with_rest, sums - least + _CLOSE, side="right")
        starts = sets[:, -1] + 1 if sets.shape[1] else np.zeros(len(sets), dtype=np.int64)
        counts = np.maximum(ends - starts, 0)
        if counts.sum() > _MAX_NEAR:
            raise TooManySets
        parents = np.repeat(np.arange(len(sets)), counts)
        columns = np.arange(len(parents)) - np.repeat(np.cumsum(counts) - counts, counts) + starts[parents]
        sets = np.column_stack([sets[parents], columns])
        sums = sums[parents] + ranked[columns]
    found: Ints = order[sets]
    return found


def _min_sum_prices(group: _Group, values: Floats, extra: Floats) -> Floats:
    """For each paper the price of its floor under which its choice is worth least: by bisection."""
    low, high = np.zeros(len(values)), np.full(len(values), 64.0)
    for _ in range(_ROUNDS):
        middle = (low + high) / 2
        eased = values + middle[:, None] * extra
        picked = np.argpartition(-eased, group.need - 1, axis=1)[:, : group.need]
        short = np.take_along_axis(extra, picked, axis=1).sum(axis=1) < 0
        low, high = np.where(short, middle, low), np.where(short, high, middle)
    return np.where(np.isfinite(group.min_sums), high, 0.0)
