"""An assignment with all that is known and proven about it."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from reviews.matching.problem.arrays import Bools, Floats, Ints, counts_by, sums_by
from reviews.matching.problem.errors import Infeasibility
from reviews.matching.problem.problem import Problem

# The values of `Solution.objective`, as files and drafts hold them. The first three may be asked of `solve`;
# max-min is called the floor there, and the worst-served paper first on pages.
TOTAL, MAX_MIN, EVEN = "total", "floor", "even"
OBJECTIVES = (TOTAL, MAX_MIN, EVEN)
PANELS, CHANGES = "panels", "changes"


class DualPrice(NamedTuple):
    """The dual price of one rule on one panel: `key` is (paper,) for covers, see `rules.Limit` for others."""

    kind: str
    key: tuple[int, ...]
    value: float


@dataclass(frozen=True, eq=False, kw_only=True)
class Odds:
    """The probabilities that an assignment was drawn from.

    A row of `parts` says with how many parts of `units` a paper and a reviewer are paired; pairs left out
    cannot be drawn. `expected_total` is the mean over all draws; no pair but a required one is likelier than
    `limit`.
    """

    limit: float
    spread: float
    seed: int
    expected_total: float
    units: int
    parts: Ints


@dataclass(frozen=True, eq=False, kw_only=True)
class WorstProof:
    """Why no assignment under rules on panels has a smallest sum above `bound`.

    The `rule_duals` of kind `rules.MIN_SUM` weigh the papers. With the prices of reviewers and of the other
    rules they bound the weighted mean of all sums, and so the smallest of them, whoever made the prices.
    """

    bound: float
    duals: Floats
    rule_duals: tuple[DualPrice, ...]


@dataclass(frozen=True, eq=False, kw_only=True)
class Evenness:
    """What the sums of all papers are worth if more counts less, and the most that it could be.

    The worth of a sum S is log(1 + S / `unit`), and S / `unit` below 0. `slopes` (one a paper) and `duals`
    (one a reviewer) prove the bound, whoever made them.
    """

    unit: float
    worth: float
    bound: float
    slopes: Floats
    duals: Floats

    @property
    def gap(self) -> float:
        """How far the worth may lie below the best, as a share of the bound."""
        return max(0.0, self.bound - self.worth) / max(1.0, abs(self.bound))


@dataclass(frozen=True, eq=False, kw_only=True)
class Solution:
    """The pairs assigned, sorted by paper, then reviewer, and what is proven about them.

    No assignment that fills the same places (and has as great a smallest sum, if that was the aim) has a
    total above `bound`. `worst` is the smallest sum of scores among papers that need reviewers, `worst_paper`
    whose it is (None if no paper needs any), and `worst_bound` the most it could be, if max-min was the aim.
    `seconds` is the time it took; one that is not `finished` was ended by the time limit.

    `duals` is the certificate: the dual price of a unit of each reviewer's load. The bound that follows from
    prices holds whatever they are (docs/assignment.md, "Certificate"). `infeasibilities` say which places
    stayed empty and why, if a shortfall was allowed.

    One that was drawn has `odds`, and its bound is that of the expected total. One under rules on panels has
    their prices, which belong to its certificate, and a `worst_proof` if max-min was the aim. One spread
    evenly has its `evenness`, and its bound is that of the plain total.
    """

    objective: str
    papers: Ints
    reviewers: Ints
    total: float
    worst: float
    worst_paper: int | None
    bound: float
    seconds: float
    worst_bound: float | None = None
    infeasibilities: tuple[Infeasibility, ...] = ()
    duals: Floats | None = None
    odds: Odds | None = None
    rule_duals: tuple[DualPrice, ...] = ()
    finished: bool = True
    evenness: Evenness | None = None
    worst_proof: WorstProof | None = None

    def pairs(self) -> list[tuple[int, int]]:
        """The (paper, reviewer) pairs as plain numbers."""
        return list(zip(self.papers.tolist(), self.reviewers.tolist(), strict=True))

    def reviewers_of(self, paper: int) -> list[int]:
        """Who reviews this paper."""
        low, high = np.searchsorted(self.papers, [paper, paper + 1])
        return [int(reviewer) for reviewer in self.reviewers[low:high]]

    def papers_of(self, reviewer: int) -> set[int]:
        """What this reviewer reviews."""
        return set(self.papers[self.reviewers == reviewer].tolist())

    def loads(self, n_reviewers: int) -> Ints:
        """How many papers each reviewer has."""
        return counts_by(self.reviewers, n_reviewers)

    @property
    def gap(self) -> float:
        """How far the total may lie below the best, as a share of the bound."""
        return max(0.0, self.bound - self.total) / max(1.0, abs(self.bound))


def paper_sums(problem: Problem, chosen: Bools) -> Floats:
    """The sum of scores of each paper, for a mask of the stored pairs."""
    return sums_by(problem.rows[chosen], problem.scores[chosen], problem.n_papers)


def worst_of(problem: Problem, sums: Floats) -> tuple[float, int | None]:
    """The smallest sum among papers that need reviewers, and whose it is; (0, None) if none needs any."""
    needy = np.flatnonzero(problem.demand > 0)
    if not len(needy):
        return 0.0, None
    worst = int(needy[np.argmin(sums[needy])])
    return float(sums[worst]), worst
