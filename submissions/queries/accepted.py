"""Accepted papers as everyone sees them."""

from __future__ import annotations

import dataclasses

from django.db.models import Q

from effgenai.conferences.models import Conference, Topic
from submissions.models import Submission
from submissions.querysets import SubmissionQuerySet


@dataclasses.dataclass(frozen=True, slots=True)
class AcceptedPapers:
    """The list after filtering, and what can be filtered by."""

    papers: list[Submission]
    total: int
    topics: list[Topic]
    presentations: list[str]


def accepted_papers(conference: Conference, *, text: str, topic: str, presentation: str) -> AcceptedPapers:
    """Accepted papers whose title, abstract or authors contain `text`; a constant number of queries."""
    everything = of_conference(conference)
    condition = Q()
    if text:
        written = everything.filter(authorships__name__icontains=text).values("pk")
        condition &= Q(title__icontains=text) | Q(abstract__icontains=text) | Q(pk__in=written)
    if topic.isdecimal():
        about = Submission.topics.through.objects.filter(topic=int(topic)).values("submission")
        condition &= Q(pk__in=about)
    if presentation:
        condition &= Q(presentation=presentation)
    kinds = everything.exclude(presentation="").order_by("presentation")
    return AcceptedPapers(
        papers=list(everything.filter(condition).prefetch_related("authorships", "topics")),
        total=everything.count(),
        topics=list(conference.topics.all()),
        presentations=list(kinds.values_list("presentation", flat=True).distinct()),
    )


def of_conference(conference: Conference) -> SubmissionQuerySet:
    """All accepted papers of the conference."""
    return Submission.objects.filter(conference=conference).public()
