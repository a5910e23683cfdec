"""The sets of reviewers that each paper would choose on its own, at given prices of reviewers' loads.

Every set fills the open places of one paper and keeps its smallest sum. The worth of a pair is its score
less the reviewer's price. Few sets need to be looked at: a reviewer to whom as many others as the paper needs
are preferable in both score and worth is in no best set, and one whom even the best company leaves too far
below is in no set near the best.
"""

from dataclasses import dataclass
from functools import cache
from itertools import combinations
from math import comb

import numpy as np

from reviews.matching.problem.arrays import Bools, Floats, Ints, counts_by
from reviews.matching.problem.problem import Problem

_ABSENT = -1e15  # worth and score in a cell that holds no candidate
_MAX_SETS_OF_PAPER, _MAX_NEAR_SETS = 500_000, 100_000
_SETS_AT_ONCE = 2_000_000  # held in memory: some 50 MB
_FEW_SETS = 10_000  # a programme can decide about so many
_WIDTHS = (4, 8, 12, 16, 20, 26, 34, 44, 60, 90)  # rows with about as many candidates are handled together
_MAX_DUAL_PRICE, _HALVINGS = 64.0, 40  # of a smallest sum, found by bisection
_CLOSE = 1e-12


class TooManySets(Exception):  # noqa: N818  not a slip, but a reason to go another way
    """A paper has too many sets of reviewers to look at each."""


@dataclass(frozen=True, eq=False)
class ReviewerSets:
    """A row a set: its paper, its members as positions of stored pairs (-1 fills up), its sum of scores."""

    papers: Ints
    members: Ints
    scores: Floats

    @classmethod
    def joined(cls, some: "list[ReviewerSets]") -> "ReviewerSets":
        """The sets of all, each once."""
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
        """The members, filled up with -1 to `width` columns."""
        missing = width - self.members.shape[1]
        return np.pad(self.members, ((0, 0), (0, missing)), constant_values=-1)

    def where(self, which: Bools) -> "ReviewerSets":
        """The sets in a mask."""
        return ReviewerSets(self.papers[which], self.members[which], self.scores[which])

    def worth(self, gains: Floats) -> Floats:
        """The sum of `gains` (one a stored pair) over each set."""
        values: Floats = np.where(self.members >= 0, gains[self.members], 0.0)
        return np.asarray(values.sum(axis=1))


@dataclass(frozen=True, eq=False)
class _Group:
    """The papers that need the same number of reviewers.

    A row a paper; `at` (-1 fills up) and `scores` have a column a candidate, the best score first.
    """

    need: int
    papers: Ints
    at: Ints
    scores: Floats
    min_sums: Floats


class SetSearch:
    """The sets that each paper of a problem may choose, beside its required pairs.

    `usable` is a mask of the stored pairs that sets may hold, `scores` has one a stored pair, and `min_sum`
    is what the scores of every paper must add up to. `papers` are those with places to fill; not `possible`
    if the required pairs of some paper fill it and miss its smallest sum.
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
        """For each paper the set of greatest worth, given one a stored pair; None if some paper has no set.

        Raises `TooManySets` if a paper has too many to look at each.
        """
        found = [_best(group, worth) for group in self._groups]
        sets = [one for one in found if one]
        return ReviewerSets.joined(sets) if len(sets) == len(found) else None

    def near(self, worth: Floats, best: Floats, within: float) -> tuple[Ints, ReviewerSets | None]:
        """The sets worth no less than `best` (one a paper) less `within`: all pairs in them, and the sets.

        None in place of the sets if there are too many; the pairs may then be more than are in such sets.
        """
        found = [one for group in self._groups for one in _near(group, worth, best[group.papers] - within)]
        pairs = np.unique(np.concatenate([np.empty(0, np.int64), *(one.members.ravel() for one in found)]))
        few = sum(map(len, found)) <= _FEW_SETS and all(np.isfinite(one.scores).all() for one in found)
        return pairs[pairs >= 0], ReviewerSets.joined(found) if few else None


def _group(problem: Problem, at: Ints, scores: Floats, needs: Ints, min_sums: Floats) -> _Group:
    rows, papers, need = problem.rows[at], np.flatnonzero(needs), int(needs.max())
    starts = np.searchsorted(rows, np.arange(problem.n_papers + 1))
    width = max(int(np.diff(starts)[papers].max(initial=0)), need)
    places = starts[papers][:, None] + np.arange(width)
    there = places < starts[papers + 1][:, None]
    stored = np.where(there, at[np.minimum(places, len(at) - 1)] if len(at) else -1, -1)
    listed = np.where(stored >= 0, scores[stored] if len(scores) else 0.0, _ABSENT)
    return _Group(need, papers, stored, listed, min_sums[papers])


def _worths(group: _Group, worth: Floats) -> Floats:
    return np.where(group.at >= 0, worth[group.at], _ABSENT)


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
    """Rows with the columns that could be in a best set, rows with about as many columns together."""
    return _packed(hard, _undominated(values[hard], group.need))


def _packed(rows: Ints, candidates: Bools) -> list[tuple[Ints, Ints]]:
    """Rows with the columns kept in each; others of the same row fill up to the common width."""
    sizes, order = candidates.sum(axis=1), np.argsort(~candidates, axis=1, kind="stable")
    widths = np.append(_WIDTHS, candidates.shape[1])
    cell = np.searchsorted(widths, sizes)
    return [
        (rows[cell == number], order[cell == number, : widths[number]]) for number in np.unique(cell).tolist()
    ]


def _undominated(values: Floats, need: int) -> Bools:
    """Candidates whom fewer than `need` others surpass in both score and worth; columns fall in score."""
    candidates = np.zeros(values.shape, dtype=bool)
    top = np.full((len(values), need), -np.inf)
    for column in range(values.shape[1]):
        worth = values[:, column]
        candidates[:, column] = worth > top[:, 0]
        top[:, 0] = np.maximum(top[:, 0], worth)
        top.sort(axis=1)
    return candidates


@cache
def _sets(width: int, need: int) -> Ints:
    return np.array(list(combinations(range(width), need)), dtype=np.int64).reshape(-1, need)


def _portions(rows: int, width: int, need: int) -> list[slice]:
    if comb(width, need) > _MAX_SETS_OF_PAPER:
        raise TooManySets
    step = max(1, _SETS_AT_ONCE // max(1, comb(width, need)))
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
    # A set that keeps its smallest sum has extra >= 0, so with a price on extra it is worth at least as much.
    eased = values + _min_sum_duals(group, values, extra)[:, None] * extra
    return [_near_of(group, row, values[row], eased[row], float(least[row])) for row in range(len(eased))]


def _near_of(group: _Group, row: int, values: Floats, eased: Floats, least: float) -> ReviewerSets:
    """The near sets of one row; if there are too many, one set of all its pairs with the score NaN."""
    try:
        columns = _worth_together(eased, group.need, least)
    except TooManySets:
        return ReviewerSets(group.papers[[row]], group.at[[row]], np.array([np.nan]))
    scores = group.scores[row][columns].sum(axis=1)
    fits = (scores >= group.min_sums[row]) & (values[columns].sum(axis=1) >= least)
    members = group.at[row][columns[fits]]
    return ReviewerSets(np.full(len(members), group.papers[row]), members, scores[fits])


def _worth_together(values: Floats, need: int, least: float) -> Ints:
    """All sets of `need` columns whose values add up to at least `least`, a row each.

    Built column by column, the best first. Raises `TooManySets` if they grow too many.
    """
    order = np.argsort(-values, kind="stable")
    ranked = values[order]
    sets, sums = np.empty((1, 0), dtype=np.int64), np.zeros(1)
    for rest in range(need - 1, -1, -1):
        # What a column adds with the best that follow it; falls from column to column.
        with_rest = np.convolve(ranked, np.ones(rest + 1), "valid")
        ends = np.searchsorted(-with_rest, sums - least + _CLOSE, side="right")
        starts = sets[:, -1] + 1 if sets.shape[1] else np.zeros(len(sets), dtype=np.int64)
        counts = np.maximum(ends - starts, 0)
        if counts.sum() > _MAX_NEAR_SETS:
            raise TooManySets
        parents = np.repeat(np.arange(len(sets)), counts)
        columns = np.arange(len(parents)) - np.repeat(np.cumsum(counts) - counts, counts) + starts[parents]
        sets = np.column_stack([sets[parents], columns])
        sums = sums[parents] + ranked[columns]
    found: Ints = order[sets]
    return found


def _min_sum_duals(group: _Group, values: Floats, extra: Floats) -> Floats:
    """For each paper the price of its smallest sum that proves the most, found by bisection.

    That is the least at which a set that is best with what it has beyond the smallest sum added, at this
    price, keeps the smallest sum: the Lagrange multiplier.
    """
    low, high = np.zeros(len(values)), np.full(len(values), _MAX_DUAL_PRICE)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        eased = values + middle[:, None] * extra
        picked = np.argpartition(-eased, group.need - 1, axis=1)[:, : group.need]
        short = np.take_along_axis(extra, picked, axis=1).sum(axis=1) < 0
        low, high = np.where(short, middle, low), np.where(short, high, middle)
    return np.where(np.isfinite(group.min_sums), high, 0.0)
