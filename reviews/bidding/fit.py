"""How well people fit papers with their bids, and a fit in words."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from reviews.bidding.models import Bid, BiddingRound
from reviews.bidding.rules import WORTH, bid_words
from reviews.expertise.fit import affinity_of
from reviews.expertise.queries import Member
from reviews.matching import Affinity, lean, pair_part
from submissions.core.models import Submission

BIDS = "bids"


@dataclasses.dataclass(frozen=True, slots=True)
class Fit:
    """How well a reviewer fits a paper, 0 to 1, and the parts it is made of."""

    score: float
    parts: dict[str, float]

    @property
    def words(self) -> str:
        """What it is made of, in words."""
        return part_words(self.parts)


def part_words(parts: dict[str, float]) -> str:
    """The parts of a fit as a person would read them."""
    return ", ".join(
        bid_words(value) if name == BIDS else f"{name} {value:.2f}" for name, value in parts.items()
    )


def signed(change: float) -> str:
    """A change of fit with its sign; one that rounds to nothing has both."""
    words = f"{change:+.2f}"
    return "±0.00" if words.endswith("0.00") else words.replace("-", "−")


def with_bids(
    affinity: Affinity, papers: Sequence[Submission], members: Sequence[Member], weight: int | None = None
) -> Affinity:
    """The same with the bids of these members, as much as the chairs let them weigh; without any, the same.

    `weight` is in per cent; without it, what the chairs chose last counts.
    Bids are taken whole: the caller names no paper that the chair who asks does not handle.
    """
    if not papers:
        return affinity
    row = {paper.pk: number for number, paper in enumerate(papers)}
    column = {member.user_id: number for number, member in enumerate(members)}
    bids = Bid.objects.filter(submission__in=row, reviewer__in=column)
    said = {
        (row[paper], column[who]): WORTH[value]
        for paper, who, value in bids.values_list("submission", "reviewer", "value")
    }
    share = (bid_weight(papers[0].conference_id) if weight is None else weight) / 100
    return lean(affinity, pair_part(BIDS, affinity.scores.shape, said), share) if said and share else affinity


def bid_weight(conference: int) -> int:
    """The share of a score, in per cent, that a bid makes up."""
    found = BiddingRound.objects.filter(conference=conference).first() or BiddingRound()
    return found.weight


def fit_at(affinity: Affinity, paper: int, reviewer: int) -> Fit:
    """The fit of one pair, by its row and column; a part that knows nothing of it is left out."""
    values = affinity.values(paper, reviewer).items()
    parts = {name: round(value, 4) for name, value in values if value is not None}
    return Fit(float(affinity.scores[paper, reviewer]), parts)


def fits_of_paper(submission: Submission, members: Sequence[Member]) -> dict[int, Fit]:
    """The fit of each of them with one paper."""
    if not members:
        return {}
    affinity = with_bids(affinity_of([submission], members), [submission], members)
    return {member.user_id: fit_at(affinity, 0, column) for column, member in enumerate(members)}
