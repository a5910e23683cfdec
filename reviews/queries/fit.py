"""How well people fit papers: what they wrote, their topics, their bids."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from effgenai.conferences.models import Membership, Topic
from reviews.matching import Affinity, combine, lean, pair_part, text_affinity, topic_affinity
from reviews.models import Bid, BiddingRound, PastPaper
from reviews.queries.expertise import READERS
from reviews.queries.members import Member
from reviews.rules.assignment import UNDER_REVIEW
from reviews.rules.bids import WORTH, bid_words
from reviews.vectors import Tell, meaning_of
from submissions.models import Submission

WEIGHTS = {"text": 0.6, "topics": 0.4}
TEXT, MEANING, BIDS = "text", "meaning", "bids"


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


def affinity_of(
    papers: Sequence[Submission],
    members: Sequence[Member],
    *,
    weights: Mapping[str, float] = WEIGHTS,
    tell: Tell | None = None,
) -> Affinity:
    """Text and topics of all pairs. The topics of papers and members are prefetched by the caller.

    With a language model installed, text is two signals: words in common, and meaning. A worker waits until
    all texts are read and has a way to `tell` so; pages do without meaning where too much is unread.
    """
    written = past_texts(member.user_id for member in members)
    texts = [text_of(paper.title, paper.abstract) for paper in papers]
    past = [written.get(member.user_id, []) for member in members]
    topics = topic_affinity(
        [_names(paper.topics.all()) for paper in papers], [_names(member.topics) for member in members]
    )
    meaning = meaning_of(texts, past, tell) if weights.get(TEXT) else None
    parts = [text_affinity(texts, past, name=TEXT), *([meaning] if meaning else []), topics]
    return combine(parts, with_meaning(weights) if meaning else weights)


def with_meaning(weights: Mapping[str, float]) -> dict[str, float]:
    """The weight of text in equal halves, one for words in common and one for meaning."""
    half = weights.get(TEXT, 0.0) / 2
    return {**weights, TEXT: half, MEANING: half}


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


def _names(topics: Iterable[Topic]) -> list[str]:
    return [str(topic.pk) for topic in topics]


def fit_at(affinity: Affinity, paper: int, reviewer: int) -> Fit:
    """The fit of one pair, by its row and column; a part that knows nothing of it is left out."""
    values = affinity.values(paper, reviewer).items()
    parts = {name: round(value, 4) for name, value in values if value is not None}
    return Fit(float(affinity.scores[paper, reviewer]), parts)


def past_texts(users: Iterable[int]) -> dict[int, list[str]]:
    """What each of them wrote before."""
    texts: dict[int, list[str]] = defaultdict(list)
    rows = PastPaper.objects.filter(user__in=list(users)).order_by("pk")
    for user, title, abstract in rows.values_list("user", "title", "abstract"):
        texts[user].append(text_of(title, abstract))
    return texts


def text_of(title: str, abstract: str) -> str:
    """What is read of a paper."""
    return f"{title}\n{abstract}"


def texts_in_use() -> Iterator[str]:
    """All texts that are compared now: papers under review, and what their committees wrote before."""
    papers = Submission.objects.filter(state__in=UNDER_REVIEW)
    for title, abstract in papers.values_list("title", "abstract").iterator():
        yield text_of(title, abstract)
    conferences = papers.values("conference")
    members = Membership.objects.filter(conference__in=conferences, role__in=READERS).values("user")
    past = PastPaper.objects.filter(user__in=members)
    for title, abstract in past.values_list("title", "abstract").iterator():
        yield text_of(title, abstract)


def fits_of_paper(submission: Submission, members: Sequence[Member]) -> dict[int, Fit]:
    """The fit of each of them with one paper."""
    if not members:
        return {}
    affinity = with_bids(affinity_of([submission], members), [submission], members)
    return {member.user_id: fit_at(affinity, 0, column) for column, member in enumerate(members)}
