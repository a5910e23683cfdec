"""The chair's table of papers, without those the chair is in conflict with."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
from typing import Any

from django.db.models import Q
from django.http import QueryDict

from effgenai.conferences.models import Topic, Track
from effgenai.conferences.viewer import Viewer
from effgenai.ui.numbers import whole
from submissions.models import Submission
from submissions.querysets import SubmissionQuerySet
from submissions.states import SubmissionState

SORTS = {
    "number": ("number",),
    "title": ("title", "number"),
    "state": ("state", "number"),
    "submitted": ("submitted_at", "number"),
}


def asked(query: QueryDict, name: str) -> str:
    """What an address or a form says, without the character that the database cannot take."""
    return query.get(name, "").replace("\x00", "").strip()


@dataclasses.dataclass(frozen=True, slots=True)
class Filters:
    """What the address bar asks for; unknown values ask for nothing."""

    text: str
    state: str
    track: str
    topic: str
    sort: str

    @classmethod
    def of(cls, query: QueryDict) -> Filters:
        """The filters in a query string."""
        return cls(
            text=asked(query, "q"),
            state=asked(query, "state"),
            track=asked(query, "track"),
            topic=asked(query, "topic"),
            sort=asked(query, "sort") or "number",
        )


@dataclasses.dataclass(frozen=True, slots=True)
class PaperTable:
    """The rows after filtering, how many there are in all, the filters, and the growth over time."""

    papers: list[Submission]
    total: int
    tracks: list[Track]
    topics: list[Topic]
    states: list[tuple[str, str]]
    growth: list[tuple[dt.datetime, int]]


def paper_table(viewer: Viewer, filters: Filters) -> PaperTable:
    """The table for one chair; a constant number of queries."""
    mine = Submission.objects.handled_by(viewer)
    times = sorted(time for time in mine.values_list("submitted_at", flat=True) if time)
    conference = viewer.conference
    return PaperTable(
        papers=list(rows_of(viewer, filters)),
        total=mine.count(),
        tracks=list(conference.tracks.all()),
        topics=list(conference.topics.all()),
        states=[choice for choice in SubmissionState.choices if choice[0] != SubmissionState.DRAFT],
        growth=list(zip(times, itertools.count(1), strict=False)),
    )


def rows_of(viewer: Viewer, filters: Filters) -> SubmissionQuerySet:
    """The filtered, sorted papers with everything a row shows; three queries."""
    rows = Submission.objects.handled_by(viewer).filter(_condition(viewer, filters))
    rows = rows.select_related("track").prefetch_related("topics")
    if may_list_authors(viewer):
        rows = rows.prefetch_related("authorships")
    name = filters.sort.removeprefix("-")
    order = SORTS.get(name, SORTS["number"])
    return rows.order_by(*(f"-{field}" if filters.sort.startswith("-") else field for field in order))


def may_list_authors(viewer: Viewer) -> bool:
    """Whether this conference lets its chairs see authors now."""
    return not viewer.conference.hide_authors_from_chairs


def _condition(viewer: Viewer, filters: Filters) -> Q:
    condition = Q()
    if filters.text:
        condition &= _text(viewer, filters.text)
    if filters.state:
        condition &= Q(state=filters.state)
    track, topic = whole(filters.track), whole(filters.topic)
    if track is not None:
        condition &= Q(track=track)
    if topic is not None:
        about = Submission.topics.through.objects.filter(topic=topic)
        condition &= Q(pk__in=about.values("submission"))
    return condition


def _text(viewer: Viewer, text: str) -> Q:
    found = Q(title__icontains=text) | Q(abstract__icontains=text)
    number = whole(text)
    if number is not None:
        found |= Q(number=number)
    if may_list_authors(viewer):
        written = Submission.objects.filter(
            Q(authorships__name__icontains=text) | Q(authorships__affiliation__icontains=text)
        )
        found |= Q(pk__in=written.values("pk"))
    return found


def export_rows(viewer: Viewer, filters: Filters) -> list[list[Any]]:
    """The same papers as lines of a CSV file, under `EXPORT_HEADER`."""
    return [_line(viewer, paper) for paper in rows_of(viewer, filters)]


EXPORT_HEADER = [
    "number",
    "title",
    "state",
    "track",
    "topics",
    "authors",
    "emails",
    "submitted_at",
    "abstract",
]


def _line(viewer: Viewer, paper: Submission) -> list[Any]:
    authors = list(paper.authorships.all()) if may_list_authors(viewer) else []
    return [
        paper.number,
        paper.title,
        paper.get_state_display(),
        paper.track.name,
        "; ".join(topic.name for topic in paper.topics.all()),
        "; ".join(author.name for author in authors),
        "; ".join(author.email for author in authors),
        paper.submitted_at,
        paper.abstract,
    ]
