"""How well people fit papers by what they wrote and by their topics."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from effgenai.conferences.core.models import Membership, Topic
from reviews.expertise.models import PastPaper
from reviews.expertise.past_texts import past_texts_of, text_of
from reviews.expertise.queries import READERS, Member
from reviews.expertise.vectors import Tell, meaning_of
from reviews.matching import Affinity, combine, text_affinity, topic_affinity
from submissions.core.models import Submission
from submissions.core.states import UNDER_REVIEW

WEIGHTS = {"text": 0.6, "topics": 0.4}
TEXT, MEANING = "text", "meaning"


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


def affinity_of_paper(paper: Submission, topics: Mapping[int, Iterable[int]]) -> Affinity:
    """Text and topics of one paper and these people, who come with their topics; a column each, by their ids.

    The same as `affinity_of` of the one paper, without reading anew what people wrote before.
    """
    past = past_texts_of(topics)
    parts = past.parts_for(text_of(paper.title, paper.abstract), words=TEXT)
    weights = with_meaning(WEIGHTS) if len(parts) > 1 else WEIGHTS
    known = topic_affinity(
        [_names(paper.topics.all())], [[str(topic) for topic in topics[person]] for person in past.people]
    )
    return combine([*parts, known], weights)


def with_meaning(weights: Mapping[str, float]) -> dict[str, float]:
    """The weight of text in equal halves, one for words in common and one for meaning."""
    half = weights.get(TEXT, 0.0) / 2
    return {**weights, TEXT: half, MEANING: half}


def _names(topics: Iterable[Topic]) -> list[str]:
    return [str(topic.pk) for topic in topics]


def past_texts(users: Iterable[int]) -> dict[int, list[str]]:
    """What each of them wrote before."""
    texts: dict[int, list[str]] = defaultdict(list)
    rows = PastPaper.objects.filter(user__in=list(users)).order_by("pk")
    for user, title, abstract in rows.values_list("user", "title", "abstract"):
        texts[user].append(text_of(title, abstract))
    return texts


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
