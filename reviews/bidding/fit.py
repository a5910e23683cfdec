"""How well people fit papers with their bids, and a fit in words."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence

from reviews.bidding.models import Bid, BiddingRound
from reviews.bidding.rules import WORTH, bid_words
from reviews.expertise.fit import affinity_of_paper
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

    @property
    def shown(self) -> str:
        """The score as pages say it."""
        return fit_words(self.score)


def part_words(parts: dict[str, float]) -> str:
    """The parts of a fit as a person would read them."""
    return ", ".join(
        bid_words(value) if name == BIDS else f"{name} {fit_words(value)}" for name, value in parts.items()
    )


def fit_words(score: float) -> str:
    """A fit as pages say it, with three digits: of texts alone, most fits lie below a tenth."""
    return f"{score:.3f}".replace("-", "−")


def signed(change: float) -> str:
    """A change of fit with its sign; one that rounds to nothing has both."""
    words = f"{change:+.3f}"
    return "±0.000" if words[1:] == "0.000" else words.replace("-", "−")


def with_bids(
    affinity: Affinity, papers: Sequence[Submission], members: Sequence[Member], weight: int | None = None
) -> Affinity:
    """The same with the bids of these members, as much as the chairs let them weigh; without any, the same.

    `weight` is in per cent; without it, what the chairs chose last counts.
    Bids are taken whole: the caller names no paper that the chair who asks does not handle.
    """
    return _with_bids_of(affinity, papers, [member.user_id for member in members], weight)


def _with_bids_of(
    affinity: Affinity, papers: Sequence[Submission], people: Sequence[int], weight: int | None = None
) -> Affinity:
    if not papers:
        return affinity
    row = {paper.pk: number for number, paper in enumerate(papers)}
    column = {person: number for number, person in enumerate(people)}
    bids = Bid.objects.filter(submission__in=row).values_list("submission", "reviewer", "value")
    said = {(row[paper], column[who]): WORTH[value] for paper, who, value in bids if who in column}
    if not said:
        return affinity
    share = (bid_weight(papers[0].conference_id) if weight is None else weight) / 100
    return lean(affinity, pair_part(BIDS, affinity.scores.shape, said), share) if share else affinity


def bid_weight(conference: int) -> int:
    """The share of a score, in per cent, that a bid makes up."""
    found = BiddingRound.objects.filter(conference=conference).first() or BiddingRound()
    return found.weight


def fit_at(affinity: Affinity, paper: int, reviewer: int) -> Fit:
    """The fit of one pair, by its row and column; a part that knows nothing of it is left out."""
    values = affinity.values(paper, reviewer).items()
    parts = {name: round(value, 4) for name, value in values if value is not None}
    return Fit(float(affinity.scores[paper, reviewer]), parts)


def fits_of_paper(submission: Submission, topics: Mapping[int, Iterable[int]]) -> dict[int, Fit]:
    """The fit of each of these people, who come with the topics they know, with one paper, by their ids."""
    if not topics:
        return {}
    people = sorted(topics)
    affinity = _with_bids_of(affinity_of_paper(submission, topics), [submission], people)
    return dict(zip(people, _fits_of_row(affinity, 0), strict=True))


def _fits_of_row(affinity: Affinity, paper: int) -> list[Fit]:
    """What `fit_at` says of one paper and everybody."""
    tables = {
        part.name: (part.scores[[paper]].toarray()[0].tolist(), part.knows_reviewer.tolist())
        for part in affinity.parts
        if part.knows_paper[paper]
    }
    scores = affinity.scores[[paper]].toarray()[0].tolist()
    return [
        Fit(score, {name: round(row[n], 4) for name, (row, knows) in tables.items() if knows[n]})
        for n, score in enumerate(scores)
    ]
