"""Rules on the reviewers of a paper taken together (its panel), which no flow can hold.

At least one senior, one who knows a topic, one who said yes; at most one of a group; no reciprocal reviewing,
which means two authors who review each other's papers. The first three are called covers, the others limits.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import numpy as np

from reviews.matching.problem.arrays import Bools, Floats, Ints, counts_by
from reviews.matching.problem.checks import pair_list
from reviews.matching.problem.errors import ProblemError
from reviews.matching.problem.problem import Pairs, Problem

SENIOR, TOPIC, LIKED, GROUP, RECIPROCAL = "senior", "topic", "liked", "group", "mutual"
MIN_SUM = "floor"  # no rule of a chair, but a row of the same programme: the smallest sum of a paper
_NONZERO = 1e-6  # a share below this is a rounding error of the linear programme


class PanelLimit(NamedTuple):
    """At most one of these stored pairs may be assigned.

    `key` is (number of the list of groups, group, paper) for `GROUP`, and (paper, reviewer, other paper, its
    reviewer) for `RECIPROCAL`.
    """

    kind: str
    key: tuple[int, ...]
    pairs: Ints


def _no_pairs() -> Ints:
    return np.empty((0, 2), dtype=np.int64)


@dataclass(frozen=True, eq=False, kw_only=True)
class PanelRules:
    """What the reviewers of a paper must be together; a rule that is left out is not in force.

    `senior`: a flag a reviewer; every paper gets at least one senior. `groups`: lists with the group of each
    reviewer, -1 for none; at most one of a group reviews a paper. `paper_topics` and `reviewer_topics`: flags
    of shape papers x topics and reviewers x topics; every paper with topics gets at least one reviewer who
    has one of them. `liked`: (paper, reviewer) pairs of who said yes to what; a paper gets at least one of
    those who may review it. `authors`: (paper, reviewer) pairs of who wrote what; no two people review each
    other's papers.
    """

    senior: Bools | None = None
    groups: tuple[Ints, ...] = ()
    paper_topics: Bools | None = None
    reviewer_topics: Bools | None = None
    liked: Pairs = field(default_factory=_no_pairs)
    authors: Pairs = field(default_factory=_no_pairs)

    def checked(self, problem: Problem) -> "PanelRules":
        """The same rules as arrays that fit the problem. Raises `ProblemError` if they do not fit."""
        if (self.paper_topics is None) != (self.reviewer_topics is None):
            raise ProblemError("Topics are needed of both papers and reviewers.")
        papers, reviewers = problem.n_papers, problem.n_reviewers
        return PanelRules(
            senior=None if self.senior is None else _flags("senior", self.senior, (reviewers,)),
            groups=tuple(_labels(labels, reviewers) for labels in self.groups),
            paper_topics=_table("paper_topics", self.paper_topics, papers),
            reviewer_topics=_table("reviewer_topics", self.reviewer_topics, reviewers),
            liked=pair_list("liked", np.array(list(self.liked)), papers, reviewers),
            authors=pair_list("authors", np.array(list(self.authors)), papers, reviewers),
        )

    def covers(self, problem: Problem) -> dict[str, Bools]:
        """For each cover in force, which stored pairs would give their paper what it asks for."""
        found: dict[str, Bools] = {}
        if self.senior is not None:
            found[SENIOR] = self.senior[problem.indices]
        if self.paper_topics is not None and self.reviewer_topics is not None:
            found[TOPIC] = _shared(problem, self.paper_topics, self.reviewer_topics)
        liked = np.asarray(self.liked, dtype=np.int64).reshape(-1, 2)
        if len(liked):
            keys = problem.rows * problem.n_reviewers + problem.indices
            found[LIKED] = np.isin(keys, liked @ [problem.n_reviewers, 1])
        return found

    def needs(self, kind: str, problem: Problem) -> Bools:
        """Which papers a cover is asked for: those that get reviewers and have topics, or willing people."""
        needy = problem.demand > 0
        if kind == TOPIC and self.paper_topics is not None:
            return needy & self.paper_topics.any(axis=1)
        if kind == LIKED:
            willing = self.covers(problem)[LIKED] & problem.allowed
            return needy & (counts_by(problem.rows[willing], problem.n_papers) > 0)
        return needy

    def exceeded(self, problem: Problem, share: Floats, by: float = 0.5) -> list[PanelLimit]:
        """The limits that these shares (0 to 1 a stored pair) exceed by more than `by`."""
        return [
            *self._groups_exceeded(problem, share, 1 + by),
            *self._reciprocal_exceeded(problem, share, 1 + by),
        ]

    def _groups_exceeded(self, problem: Problem, share: Floats, most: float) -> list[PanelLimit]:
        """A cell is a paper and a group; sorting puts its pairs beside each other, to be added up."""
        found = []
        for number, labels in enumerate(self.groups):
            groups = labels[problem.indices]
            inside = np.flatnonzero(groups >= 0)
            width = int(labels.max(initial=-1)) + 1
            cells = problem.rows[inside] * width + groups[inside]
            order = inside[np.argsort(cells, kind="stable")]
            names, starts = np.unique(np.sort(cells), return_index=True)
            sums = np.add.reduceat(share[order], starts) if len(starts) else np.empty(0)
            ends = np.append(starts[1:], len(order))
            for at in np.flatnonzero(sums > most).tolist():
                paper, group = divmod(int(names[at]), width)
                found.append(PanelLimit(GROUP, (number, group, paper), order[starts[at] : ends[at]]))
        return found

    def _reciprocal_exceeded(self, problem: Problem, share: Floats, most: float) -> list[PanelLimit]:
        """Two pairs are found from both ends, and count once: the smaller pair comes first in the key."""
        likely = np.flatnonzero(share > _NONZERO).tolist()
        at = {(int(problem.rows[i]), int(problem.indices[i])): i for i in likely}
        found = {}
        for (paper, reviewer), i in at.items():
            for other in self._written_by.get(reviewer, ()):
                for author in self._authors_of.get(paper, ()):
                    j = at.get((other, author))
                    if j is not None and other != paper and share[i] + share[j] > most:
                        first, second = sorted([(paper, reviewer, i), (other, author, j)])
                        key = (*first[:2], *second[:2])
                        found[key] = PanelLimit(RECIPROCAL, key, np.array([first[2], second[2]]))
        return list(found.values())

    @cached_property
    def _authors_of(self) -> dict[int, list[int]]:
        return _lists(np.asarray(self.authors))

    @cached_property
    def _written_by(self) -> dict[int, list[int]]:
        return _lists(np.asarray(self.authors)[:, ::-1])


def _lists(pairs: Ints) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for key, value in pairs.tolist():
        found[key].append(value)
    return dict(found)


def _shared(problem: Problem, paper_topics: Bools, reviewer_topics: Bools) -> Bools:
    """Whether paper and reviewer of each stored pair share a topic.

    One topic at a time: a table of pairs x topics would not fit into memory.
    """
    found = np.zeros(len(problem.indices), dtype=bool)
    for topic in range(paper_topics.shape[1]):
        found |= paper_topics[problem.rows, topic] & reviewer_topics[problem.indices, topic]
    return found


def _flags(name: str, values: Bools, shape: tuple[int, ...]) -> Bools:
    array = np.asarray(values)
    if array.shape != shape or not np.isin(array, (0, 1)).all():
        raise ProblemError(f"{name} must say yes or no for each of {shape[0]}.")
    return array.astype(bool)


def _labels(values: Ints, reviewers: int) -> Ints:
    array = np.asarray(values)
    if array.shape != (reviewers,) or array.dtype.kind not in "iu":
        raise ProblemError(f"A list of groups must have a whole number for each of {reviewers} reviewers.")
    if not len(array):
        return array
    # Groups are numbered anew from 0, so that tables by group stay small; -1 stays -1.
    return np.unique(array, return_inverse=True)[1] - int(bool((array < 0).any()))


def _table(name: str, values: Bools | None, rows: int) -> Bools | None:
    if values is None:
        return None
    array = np.asarray(values)
    if array.ndim != 2:
        raise ProblemError(f"{name} must be a table with a column for each topic.")
    return _flags(name, array, (rows, array.shape[1]))
