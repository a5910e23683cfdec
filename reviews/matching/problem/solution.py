"""An assignment with all that is known about it."""

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


class PanelPrice(NamedTuple):
    """What one rule on one panel costs: `key` is (paper) for covers, see `rules.Limit` for the others."""

    kind: str
    key: tuple[int, ...]
    price: float


@dataclass(frozen=True, eq=False, kw_only=True)
class Odds:
    """The probabilities an assignment was drawn from: rows of `parts` are paper, reviewer, parts of `units`.

    `expected_total` is the mean over all draws; no pair but a required one is likelier than `limit`.
    """

    limit: float
    spread: float
    seed: int
    expected_total: float
    units: int
    parts: Ints


@dataclass(frozen=True, eq=False, kw_only=True)
class WorstProof:
    """Why under rules on panels no assignment serves its worst paper better than `bound`.

    Among `panel_prices` those of kind `floor` weigh the papers; with reviewers' prices and those of the rules
    they bound the weighted mean of all sums, and with it the smallest, whoever made them.
    """

    bound: float
    prices: Floats
    panel_prices: tuple[PanelPrice, ...]


@dataclass(frozen=True, eq=False, kw_only=True)
class Evenness:
    """What all papers' sums are worth where more counts less (see `evenness`), and the most it could be.

    `slopes` (one a paper) and `prices` (one a reviewer) prove the bound, whoever made them.
    """

    unit: float
    worth: float
    bound: float
    slopes: Floats
    prices: Floats

    @property
    def gap(self) -> float:
        """How far the worth may be from the best, as a share of it."""
        return max(0.0, self.bound - self.worth) / max(1.0, abs(self.bound))


@dataclass(frozen=True, eq=False, kw_only=True)
class Solution:
    """Pairs sorted by paper, then reviewer, and what is proven about them.

    `bound`: no assignment that fills the same places (and keeps the same floor) has a greater total.
    `worst` is the smallest sum of scores among papers that need reviewers; `worst_bound` its proven limit
    where the floor was an objective. `prices` is the certificate: what a unit of each reviewer's load is
    worth; whatever the prices, the bound that follows from them holds (docs/assignment.md, "Certificate").
    `shortages` tell which places stayed empty, and why, where a shortfall was allowed. One that was drawn
    has `odds`, and its bound is that of the expected total. One made under rules on panels has their prices,
    which belong to its certificate, and a `worst_proof` if the worst paper came first. One made even has its
    `evenness`; its bound is that of the plain total. One that is not `finished` was left when patience was
    over; its bounds tell what might still be had.
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
    prices: Floats | None = None
    odds: Odds | None = None
    panel_prices: tuple[PanelPrice, ...] = ()
    finished: bool = True
    evenness: Evenness | None = None
    worst_proof: WorstProof | None = None

    def pairs(self) -> list[tuple[int, int]]:
        """(paper, reviewer) as plain numbers."""
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
        """How far the total may be from the best, as a share of it."""
        return max(0.0, self.bound - self.total) / max(1.0, abs(self.bound))


def paper_sums(problem: Problem, chosen: Bools) -> Floats:
    """The sum of scores of each paper."""
    return sums_by(problem.rows[chosen], problem.scores[chosen], problem.n_papers)


def worst_of(problem: Problem, sums: Floats) -> tuple[float, int | None]:
    """The smallest sum among papers that need reviewers, and whose it is."""
    needy = np.flatnonzero(problem.demand > 0)
    if not len(needy):
        return 0.0, None
    worst = int(needy[np.argmin(sums[needy])])
    return float(sums[worst]), worst
