"""Spreads each keyword over the poster sessions, so that nobody must miss a field while at a board.

The unevenness of a keyword is the difference between the sessions with most and with fewest of its posters.
It is at least 1 where the sessions cannot have equally many; added up, that is a bound on every plan.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from program.planning.grouping.part import KindPart
from program.planning.grouping.seats import Seats
from program.planning.problem.effort import PlanningEffort
from program.planning.problem.model import Bools, Floats, Ints


@dataclass(frozen=True, kw_only=True)
class KeywordSpread:
    """Most less fewest posters of each keyword in a session, added up, and what it is at least."""

    unevenness: int
    bound: int
    keywords: dict[str, int]


class _PosterSeats(Seats):
    """Swaps make keywords even, and keep posters together that could stand side by side.

    For that a poster's nearest counts, hence squares; two as alike as posters and their nearest commonly are
    weigh as much as half of what a keyword gains by a swap.
    """

    def __init__(self, part: KindPart, at: Ints, keywords: Ints) -> None:
        super().__init__(part, at)
        self._keywords = keywords.astype(float)
        common = keywords @ keywords.T
        size = np.diag(common)
        self._differ = 2.0 * (size[:, None] + size[None, :] - 2 * common)

    def _swaps(self, placed: Ints, gain: Floats, welcome: Bools) -> Floats:
        here = self.at[placed]
        pull = 2.0 * self._keywords[placed] @ (self._keywords.T @ self.table())[:, here]
        own = np.diag(pull)
        # What the sum of squared counts grows by, if the two swap.
        grows = pull + pull.T - own[:, None] - own[None, :] + self._differ[np.ix_(placed, placed)]
        return np.asarray(super()._swaps(placed, gain, welcome) - grows)

    def _room(self, placed: Ints, table: Floats) -> Bools:
        return np.zeros((len(placed), table.shape[1]), dtype=bool)


def spread_posters(
    part: KindPart, start: Ints, keywords: Sequence[Sequence[str]], effort: PlanningEffort
) -> Ints:
    """A session for each poster that has one at the start."""
    nearest = float(part.likeness.max(axis=1, initial=0.0).mean()) if len(start) else 0.0
    likeness = np.square(part.likeness / nearest) if nearest > 0 else np.zeros_like(part.likeness)
    seats = _PosterSeats(replace(part, likeness=likeness), start, keyword_table(keywords)[0])
    _balance(seats)
    seats.improve(effort)
    return seats.at


def keyword_table(keywords: Sequence[Sequence[str]]) -> tuple[Ints, list[str]]:
    """1 where a paper (row) has a keyword (column) that another has, too; upper and lower case are one."""
    plain = [sorted({word.strip().casefold() for word in words}) for words in keywords]
    counts = Counter(word for words in plain for word in words)
    columns = {word: at for at, word in enumerate(sorted(word for word in counts if counts[word] > 1))}
    table = np.zeros((len(plain), len(columns)), dtype=np.int64)
    for row, words in enumerate(plain):
        table[row, [columns[word] for word in words if word in columns]] = 1
    return table, list(columns)


def keyword_spread(at: Ints, sessions: int, keywords: Sequence[Sequence[str]]) -> KeywordSpread:
    """How even the keywords are."""
    table, words = keyword_table(keywords)
    placed = at >= 0
    counts = np.zeros((len(words), sessions), dtype=np.int64)
    for paper in np.flatnonzero(placed):
        counts[:, at[paper]] += table[paper]
    uneven = np.ptp(counts, axis=1) if sessions and len(words) else np.zeros(len(words), dtype=np.int64)
    least = counts.sum(axis=1) % max(sessions, 1) > 0
    return KeywordSpread(
        unevenness=int(uneven.sum()),
        bound=int(least.sum()),
        keywords={word: int(value) for word, value in zip(words, uneven, strict=True)},
    )


def _balance(seats: Seats) -> None:
    """Move posters from the fullest sessions to the emptiest, by the share of their places."""
    places = np.maximum(seats.part.places, 1)
    for _ in range(len(seats.at)):
        counts = np.bincount(seats.at[seats.at >= 0], minlength=len(places))
        welcome = seats.welcome()
        moves = [
            (float(counts[there] / places[there] - (counts[to] + 1) / places[to]), int(poster), int(to))
            for poster, there in enumerate(seats.at)
            if there >= 0
            for to in np.flatnonzero(welcome[poster] & (counts < places))
            if to != there
        ]
        if not moves or max(moves)[0] < 0 or max(moves)[0] <= 1e-9:
            return
        _, poster, to = max(moves, key=lambda move: (move[0], -move[1], -move[2]))
        seats.at[poster] = to
