"""Finds groups of papers that are worth more than their prices, exactly.

The worth of a group is the sum of the likeness of its pairs, less the prices of its papers. Spread over the
pairs, prices make a weight of each pair. Every group has a heaviest pair; with it as a start all other pairs
of the group weigh no more, which bounds what the group can be worth, so few starts need a closer look.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from program.planning.problem.model import Floats, Ints

_BLOCK = 256
_LOOKS_OF_A_STEP = 100_000  # what a step costs beside looking at pairs
Group = tuple[int, ...]


@dataclass
class GroupsFound:
    """The worthiest groups met so far; `best` is the greatest worth, groups below `threshold` do not matter.

    With `most` groups at hand only better ones matter. `limit` is what no group exceeds: `best`, unless the
    `looks` allowed at pairs were used up.
    """

    threshold: float
    share: float
    most: int
    looks: float
    best: float = 0.0
    not_searched: float = 0.0
    worths: dict[Group, float] = field(default_factory=dict)

    def add(self, members: Ints, worth: float) -> None:
        """Note a group."""
        self.worths[tuple(sorted(members.tolist()))] = worth
        if worth > self.best:
            self.best = worth
            self.threshold = max(self.threshold, worth * self.share)
        if len(self.worths) >= 2 * self.most:
            self._clear()

    @property
    def limit(self) -> float:
        """What no group exceeds."""
        return max(self.best, self.not_searched)

    def _clear(self) -> None:
        best = sorted(self.worths.items(), key=lambda item: (-item[1], item[0]))[: self.most]
        self.worths = dict(best)
        self.threshold = min(self.best, max(self.threshold, best[-1][1]))


def worthiest_groups(
    likeness: Floats,
    prices: Floats,
    size: int,
    *,
    least: float = 1e-9,
    share: float = 0.3,
    most: int = 5000,
    max_looks: float = float("inf"),
) -> GroupsFound:
    """The group of `size` papers worth most, and others worth at least `share` of it.

    `best` of the answer is exact, 0 if no group is worth more than `least`; where `max_looks` at pairs did
    not do for that, `limit` is what no group exceeds.
    """
    found = GroupsFound(least, share, most, max_looks)
    if size < 2 or len(prices) < size:
        return found
    weights = likeness - (prices[:, None] + prices[None, :]) / (size - 1)
    np.fill_diagonal(weights, -np.inf)
    pairs = size * (size - 1) // 2
    ones, twos = np.nonzero(np.triu(weights > least / pairs, 1))
    order = np.argsort(-weights[ones, twos], kind="stable")
    ones, twos = ones[order], twos[order]
    for start in range(0, len(ones), _BLOCK):
        block = slice(start, start + _BLOCK)
        _search_block(weights, ones[block], twos[block], size, found)
    return found


def _search_block(weights: Floats, ones: Ints, twos: Ints, size: int, found: GroupsFound) -> None:
    """All groups whose heaviest pair is one of these."""
    tops = weights[ones, twos]
    if size == 2:
        for one, two, top in zip(ones, twos, tops, strict=True):
            if top >= found.threshold:
                found.add(np.array([one, two]), float(top))
        return
    more = size - 2
    first, second = weights[ones], weights[twos]
    joins = first + second
    joins[(first > tops[:, None]) | (second > tops[:, None])] = -np.inf
    found.looks -= _LOOKS_OF_A_STEP + 10 * joins.size
    best_joins = -np.sort(np.partition(-joins, more - 1, axis=1)[:, :more], axis=1)
    within = more * (more - 1) / 2
    limits = tops + best_joins.sum(axis=1) + within * tops
    for at in np.argsort(-limits, kind="stable"):
        threshold = found.threshold
        if not limits[at] > threshold:
            break
        if found.looks <= 0:
            found.not_searched = max(found.not_searched, float(limits[at]))
            break
        # The rest of the group at its best leaves so much for one member to be short of the best join.
        slack = threshold - (limits[at] - best_joins[at, -1])
        candidates = np.flatnonzero(joins[at] > slack)
        pair = np.array([ones[at], twos[at]])
        start = _Start(pair, float(tops[at]), candidates, joins[at, candidates])
        _extend(weights, start, more, float(tops[at]), found)


class _Start(NamedTuple):
    """A group in the making: its members and worth, who may join, and the weight of each to its members."""

    members: Ints
    worth: float
    candidates: Ints
    joins: Floats


def _extend(weights: Floats, start: _Start, more: int, top: float, found: GroupsFound) -> None:
    """All ways to add `more` of the candidates, no pair heavier than `top`."""
    members, worth, candidates, joins = start
    found.looks -= _LOOKS_OF_A_STEP + len(candidates) ** min(more, 2)
    if more == 1:
        for at in np.flatnonzero(worth + joins > found.threshold):
            found.add(np.append(members, candidates[at]), worth + float(joins[at]))
        return
    order = np.argsort(-joins, kind="stable")
    candidates, joins = candidates[order], joins[order]
    among = weights[np.ix_(candidates, candidates)]
    among[among > top] = -np.inf
    if more == 2:
        worths = worth + joins[:, None] + joins[None, :] + among
        worths[np.tril_indices(len(candidates))] = -np.inf
        for joining in np.argwhere(worths > found.threshold):
            found.add(np.append(members, candidates[joining]), float(worths[tuple(joining)]))
        return
    within = more * (more - 1) / 2 * top
    for first in range(len(candidates) - more + 1):
        limit = worth + float(joins[first : first + more].sum()) + within
        if limit <= found.threshold:
            return
        if found.looks <= 0:
            found.not_searched = max(found.not_searched, limit)
            return
        next_joins = joins[first + 1 :] + among[first, first + 1 :]
        usable = np.isfinite(next_joins)
        longer = np.append(members, candidates[first])
        later = _Start(
            longer, worth + float(joins[first]), candidates[first + 1 :][usable], next_joins[usable]
        )
        _extend(weights, later, more - 1, top, found)
