"""The chair's table of papers, without those the chair is in conflict with."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from effgenai.conferences.core.models import Topic, Track
from effgenai.conferences.core.viewer import Viewer
from effgenai.ui.charts import totals
from effgenai.ui.navigation import Chip
from effgenai.ui.tables import Column
from effgenai.ui.text.numbers import named_number
from submissions.authors.models import Authorship
from submissions.core.models import Submission, SubmissionQuerySet
from submissions.core.states import SubmissionState
from submissions.papers.hidden import known_lines
from submissions.papers.queries.on_desk import submission_times
from submissions.papers.signs import PaperSign, SignTerm, signs_for, split_search

SORTS = {
    "number": ("number",),
    "title": ("title", "number"),
    "state": ("state", "number"),
    "submitted": ("submitted_at", "number"),
}


@dataclasses.dataclass(frozen=True, slots=True)
class Filters:
    """What the table is filtered by; None and "" ask for nothing. `sort` is one of SORTS, or with a minus."""

    text: str = ""
    state: str = ""
    track: int | None = None
    topic: int | None = None
    sort: str = "number"


@dataclasses.dataclass(frozen=True, slots=True)
class PaperTable:
    """The rows after filtering, how many there are in all, the filters, and the growth over time."""

    papers: list[Submission]
    signs: dict[int, list[PaperSign]]
    chips: list[Chip]
    total: int
    tracks: list[Track]
    topics: list[Topic]
    states: list[tuple[str, str]]
    growth: list[tuple[dt.datetime, float]]

    @property
    def rows(self) -> list[tuple[Submission, list[PaperSign]]]:
        """The papers, each with its signs."""
        return [(paper, self.signs.get(paper.pk, [])) for paper in self.papers]


def columns_of(table: PaperTable, *, with_authors: bool) -> tuple[Column, ...]:
    """The columns; authors stand there where this chair may know them, tracks where there are several."""
    return (
        Column("No.", order="number", look="num"),
        Column("Paper", order="title"),
        *([Column("Authors", phone=False)] if with_authors else []),
        *([Column("Track", phone=False)] if len(table.tracks) > 1 else []),
        Column("State", order="state"),
        Column("Submitted", order="submitted", phone=False),
    )


def paper_table(viewer: Viewer, filters: Filters) -> PaperTable:
    """The table for one chair; a constant number of queries."""
    signs = signs_for(viewer)
    conference = viewer.conference
    return PaperTable(
        papers=list(rows_of(viewer, filters, signs)),
        signs=signs,
        chips=_chips(signs),
        total=Submission.objects.handled_by(viewer).count(),
        tracks=list(conference.tracks.all()),
        topics=list(conference.topics.all()),
        states=[choice for choice in SubmissionState.choices if choice[0] != SubmissionState.DRAFT],
        growth=totals(submission_times(viewer)),
    )


def _chips(signs: Mapping[int, Sequence[PaperSign]]) -> list[Chip]:
    """The ready-made search for papers with a sign that still waits, if there are signs."""
    unread = sum(any(sign.is_open for sign in on_paper) for on_paper in signs.values())
    return [Chip("Unread flags", "flag:unread", unread)] if signs else []


def rows_of(viewer: Viewer, filters: Filters, signs: Mapping[int, Sequence[PaperSign]]) -> SubmissionQuerySet:
    """The filtered, sorted papers with everything a row shows; three queries."""
    rows = Submission.objects.handled_by(viewer).filter(_condition(viewer, filters))
    _, terms = split_search(filters.text)
    if terms:
        rows = rows.filter(pk__in=_with_signs(rows, terms, signs))
    rows = rows.select_related("track").prefetch_related("topics")
    rows = rows.prefetch_related(Prefetch("authorships", known_authors(viewer)))
    order = SORTS[filters.sort.removeprefix("-")]
    return rows.order_by(*(f"-{field}" if filters.sort.startswith("-") else field for field in order))


def _with_signs(
    rows: SubmissionQuerySet, terms: Sequence[SignTerm], signs: Mapping[int, Sequence[PaperSign]]
) -> list[int]:
    papers = rows.values_list("pk", flat=True)
    return [paper for paper in papers if all(term.holds(signs.get(paper, ())) for term in terms)]


def known_authors(viewer: Viewer) -> QuerySet[Authorship]:
    """The author lines of its papers that this conference lets its chairs see now."""
    lines = Authorship.objects.filter(submission__conference=viewer.conference)
    return lines.filter(known_lines(viewer.conference)).order_by("position")


def may_list_authors(viewer: Viewer) -> bool:
    """Whether this conference lets its chairs see the authors of any paper they handle now."""
    if not viewer.conference.hide_authors_from_chairs:
        return True
    return known_authors(viewer).filter(submission__in=Submission.objects.handled_by(viewer)).exists()


def _condition(viewer: Viewer, filters: Filters) -> Q:
    condition = Q()
    text, _ = split_search(filters.text)
    if text:
        condition &= _text(viewer, text)
    if filters.state:
        condition &= Q(state=filters.state)
    if filters.track is not None:
        condition &= Q(track=filters.track)
    if filters.topic is not None:
        about = Submission.topics.through.objects.filter(topic=filters.topic)
        condition &= Q(pk__in=about.values("submission"))
    return condition


def _text(viewer: Viewer, text: str) -> Q:
    found = Q(title__icontains=text) | Q(abstract__icontains=text)
    number = named_number(text)
    if number is not None:
        found |= Q(number=number)
    named = Q(name__icontains=text) | Q(affiliation__icontains=text)
    return found | Q(pk__in=known_authors(viewer).filter(named).order_by().values("submission"))


def export_rows(viewer: Viewer, filters: Filters) -> list[list[Any]]:
    """The same papers as lines of a CSV file, under `EXPORT_HEADER`."""
    return [_line(paper) for paper in rows_of(viewer, filters, signs_for(viewer))]


EXPORT_HEADER = [
    "number",
    "title",
    "state",
    "track",
    "topics",
    "authors",
    "emails",
    "affiliations",
    "submitted_at",
    "abstract",
]


def _line(paper: Submission) -> list[Any]:
    authors = list(paper.authorships.all())
    return [
        paper.number,
        paper.title,
        paper.get_state_display(),
        paper.track.name,
        _listed(sorted((topic.name for topic in paper.topics.all()), key=str.lower)),
        _listed(author.name for author in authors),
        _listed(author.email for author in authors),
        _listed(author.affiliation for author in authors),
        paper.submitted_at,
        paper.abstract,
    ]


def _listed(texts: Iterable[str]) -> str:
    """Texts in one cell; semicolons inside of them become commas, so that imports find the parts again."""
    return "; ".join(text.replace(";", ",") for text in texts)
