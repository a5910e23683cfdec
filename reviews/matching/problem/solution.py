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

# The values of `Solution.certainty`: nothing better is possible; at most `NEAR_SHARE` is missing; or more may
# be, since the search was ended before it had shown less.
PROVEN, NEAR, UNFINISHED = "proven", "near", "unfinished"
NEAR_SHARE = 0.01
_SAME_SHARE = 1e-6


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
    With a `target`, the greatest total was sought among assignments whose smallest sum is no less than that.
    `seconds` is the time it took; one that is not `finished` was ended by the limit on its work, or by hand.

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
    target: float | None = None

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
    def reached(self) -> float:
        """What the bound is for: the total, or for a draw the mean of all draws."""
        return self.odds.expected_total if self.odds else self.total

    @property
    def gap(self) -> float:
        """How far what is `reached` may lie below the best, as a share of the bound."""
        return max(0.0, self.bound - self.reached) / max(1.0, abs(self.bound))

    @property
    def worst_gap(self) -> float:
        """How far the smallest sum may lie below the best, as a share of that; 0 if it was no aim."""
        if self.worst_bound is None or self.worst_bound <= self.worst:
            return 0.0
        return (self.worst_bound - self.worst) / max(abs(self.worst_bound), _SAME_SHARE)

    @property
    def within(self) -> float:
        """The share of the best that may be missing, of all that was aimed at.

        One spread evenly is measured by its evenness: the gap of its total is the price of that.
        """
        return self.evenness.gap if self.evenness else max(self.gap, self.worst_gap)

    @property
    def certainty(self) -> str:
        """`PROVEN`, `NEAR` (within a hundredth of the best) or `UNFINISHED`."""
        if self.within <= _SAME_SHARE:
            return PROVEN
        return NEAR if self.within <= NEAR_SHARE else UNFINISHED


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
