"""What is to be solved: who may review what, how well, how often. Checked once, then never changed."""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from functools import cached_property

import numpy as np

from reviews.matching.problem import checks
from reviews.matching.problem.arrays import Bools, Floats, Ints, frozen, row_numbers
from reviews.matching.problem.errors import ProblemError

Pairs = Ints | Iterable[tuple[int, int]]


def _no_pairs() -> Ints:
    return np.empty((0, 2), dtype=np.int64)


@dataclass(frozen=True, eq=False, kw_only=True)
class Problem:
    """Papers and reviewers by number, with a score for each allowed pair.

    `indptr`, `indices` and `scores` are a CSR matrix with a row a paper and a column a reviewer: a stored 0
    is an allowed pair of score 0, and a pair that is not stored is not allowed. `demand` is how many
    reviewers each paper needs, `load_max` and `load_min` how many papers each reviewer takes.
    `conflicts`, `required` and `forbidden` are (paper, reviewer) pairs. Names, where given, are used in
    messages. Raises `ProblemError` if it is malformed.

    "One a stored pair", said of an array, means in the order of `indices` after construction, which is by
    paper, then reviewer.
    """

    indptr: Ints
    indices: Ints
    scores: Floats
    demand: Ints
    load_max: Ints
    load_min: Ints
    conflicts: Pairs = field(default_factory=_no_pairs)
    required: Pairs = field(default_factory=_no_pairs)
    forbidden: Pairs = field(default_factory=_no_pairs)
    paper_names: tuple[str, ...] = ()
    reviewer_names: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name in ("indptr", "indices", "demand", "load_max", "load_min"):
            self._set(name, checks.whole_numbers(name, getattr(self, name)))
        self._set("scores", checks.finite_numbers("scores", self.scores))
        checks.counts("demand", self.demand)
        checks.loads(self.load_min, self.load_max)
        self._sort_pairs()
        for name in ("conflicts", "required", "forbidden"):
            pairs = checks.pair_list(name, getattr(self, name), self.n_papers, self.n_reviewers)
            self._set(name, pairs)
        checks.names("paper", self.paper_names, self.n_papers)
        checks.names("reviewer", self.reviewer_names, self.n_reviewers)
        self._check_required()

    @property
    def n_papers(self) -> int:
        """How many papers there are."""
        return len(self.demand)

    @property
    def n_reviewers(self) -> int:
        """How many reviewers there are."""
        return len(self.load_max)

    @cached_property
    def rows(self) -> Ints:
        """The paper of each stored pair."""
        return frozen(row_numbers(self.indptr))

    @cached_property
    def keys(self) -> Ints:
        """One number per stored pair, ascending: paper x number of reviewers + reviewer."""
        return frozen(self.rows * self.n_reviewers + self.indices)

    @cached_property
    def allowed(self) -> Bools:
        """Which stored pairs may be assigned: neither in conflict nor forbidden."""
        excluded = np.concatenate([self.conflicts, self.forbidden])
        return frozen(~self._marked(excluded))

    @cached_property
    def fixed(self) -> Bools:
        """Which stored pairs must be assigned: the required ones."""
        return frozen(self._marked(np.asarray(self.required)))

    def positions(self, papers: Ints, reviewers: Ints) -> Ints:
        """Where these pairs are stored; -1 for a pair that is not."""
        keys = papers * self.n_reviewers + reviewers
        if not len(self.keys):
            return np.full(len(keys), -1)
        at = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        return np.where(self.keys[at] == keys, at, -1)

    def paper_name(self, paper: int) -> str:
        """How messages call this paper."""
        return f"paper {self.paper_names[paper] if self.paper_names else paper}"

    def reviewer_name(self, reviewer: int) -> str:
        """How messages call this reviewer."""
        return self.reviewer_names[reviewer] if self.reviewer_names else f"reviewer {reviewer}"

    def replaced(self, **changes: object) -> "Problem":
        """The same problem with some fields changed, checked again. Raises `ProblemError`."""
        values = {f.name: getattr(self, f.name) for f in fields(self)}
        other = Problem(**(values | changes))
        if not changes.keys() & {"indptr", "indices", "load_max"}:  # large, and the same for both
            vars(other).update(rows=self.rows, keys=self.keys)
        return other

    def _set(self, name: str, value: Ints | Floats) -> None:
        object.__setattr__(self, name, frozen(value))

    def _sort_pairs(self) -> None:
        checks.compressed_rows(self.indptr, self.indices, self.scores, self.n_papers, self.n_reviewers)
        keys = row_numbers(self.indptr) * self.n_reviewers + self.indices
        if np.any(keys[1:] <= keys[:-1]):
            order = np.argsort(keys, kind="stable")
            checks.no_duplicates(keys[order], self.n_reviewers)
            self._set("indices", self.indices[order])
            self._set("scores", self.scores[order])

    def _marked(self, pairs: Ints) -> Bools:
        at = self.positions(pairs[:, 0], pairs[:, 1])
        marked = np.zeros(len(self.keys), dtype=bool)
        marked[at[at >= 0]] = True
        return marked

    def _check_required(self) -> None:
        required = np.asarray(self.required)
        at = self.positions(required[:, 0], required[:, 1])
        for (paper, reviewer), position in zip(required.tolist(), at.tolist(), strict=True):
            if position < 0:
                raise ProblemError(
                    f"{self._pair(paper, reviewer)} is required, but has no score: give it one."
                )
            if not self.allowed[position]:
                raise ProblemError(
                    f"{self._pair(paper, reviewer)} is required, but in conflict or forbidden: lift one."
                )

    def _pair(self, paper: int, reviewer: int) -> str:
        return f"The pair of {self.paper_name(paper)} and {self.reviewer_name(reviewer)}"
