"""The papers of a chair as plain values: one query, whatever columns are asked for."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from operator import attrgetter
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, Count, F, OuterRef, QuerySet, Subquery
from django.db.models import Value as Text
from django.db.models.functions import Concat, JSONObject

from effgenai.conferences.core.models import Conference, Topic, Track
from effgenai.conferences.core.viewer import Viewer
from effgenai.conferences.dates.models import Milestone
from effgenai.conferences.dates.states import MilestoneKind
from submissions.authors.models import Authorship
from submissions.core.models import Revision, Submission
from submissions.papers.columns import Look, PaperColumn
from submissions.papers.hidden import known_lines
from submissions.tags.queries import words_of_paper

AUTHORS, TRACK, TOPICS, STATE, SUBMITTED = "authors", "track", "topics", "state", "submitted"
TAGS, ABSTRACT = "tags", "abstract"
OF_AUTHORS = "Authors"


@dataclasses.dataclass(slots=True)
class PaperOnList:
    """A paper in the list; `values` has what the columns and the search ask for besides, by their keys.

    `topics` are the ids of its topics, where they were asked for.
    """

    pk: int
    number: int
    title: str
    state: str
    track: int
    submitted_at: dt.datetime
    values: dict[str, Any]
    topics: Sequence[int]


def _lines(viewer: Viewer) -> QuerySet[Authorship]:
    """The author lines of the paper in the query around it that this chair may know now."""
    lines = Authorship.objects.filter(submission=OuterRef("pk"))
    return lines.filter(known_lines(viewer.conference)).order_by("position")


def _names(viewer: Viewer) -> Any:
    return ArraySubquery(_lines(viewer).values("name"))


def _affiliations(viewer: Viewer) -> Any:
    return ArraySubquery(_lines(viewer).exclude(affiliation="").values("affiliation"))


def _contacts(viewer: Viewer) -> Any:
    return ArraySubquery(_lines(viewer).filter(is_contact=True).values("name"))


def _said_of_authors(viewer: Viewer) -> Any:
    words = Concat("name", Text("\n"), "affiliation", output_field=CharField())
    return ArraySubquery(_lines(viewer).values(words=words))


def _topics(viewer: Viewer) -> Any:
    return ArraySubquery(Submission.topics.through.objects.filter(submission=OuterRef("pk")).values("topic"))


def _versions(viewer: Viewer) -> Any:
    rows = Revision.objects.filter(submission=OuterRef("pk")).order_by().values("submission")
    return Subquery(rows.annotate(count=Count("pk")).values("count"))


Expression = Callable[[Viewer], Any]
# Columns with what the database is asked for; without it every row has the value.
OWN: Mapping[str, tuple[PaperColumn, Expression | None]] = {
    column.key: (column, expression)
    for column, expression in (
        (PaperColumn(AUTHORS, "Authors", Look.NAMES, OF_AUTHORS), _names),
        (PaperColumn("affiliations", "Affiliations", Look.NAMES, OF_AUTHORS), _affiliations),
        (PaperColumn("contact", "Contact", Look.NAMES, OF_AUTHORS), _contacts),
        (PaperColumn(TRACK, "Track", groups=True), lambda _: F("track__name")),
        (PaperColumn(TOPICS, "Topics", Look.NAMES, groups=True), _topics),
        (PaperColumn(ABSTRACT, "Abstract", Look.LONG), lambda _: F("abstract")),
        (PaperColumn(TAGS, "Tags", Look.NAMES, groups=True), lambda _: words_of_paper()),
        (PaperColumn(STATE, "State", Look.STATE, groups=True, phone=True), None),
        (PaperColumn("presentation", "Presented as", groups=True), lambda _: F("presentation")),
        (PaperColumn(SUBMITTED, "Submitted", Look.DAY), None),
        (PaperColumn("updated", "Last change", Look.DAY), lambda _: F("updated_at")),
        (PaperColumn("versions", "Versions", Look.NUMBER), _versions),
        (PaperColumn("pages", "Pages of the file", Look.NUMBER), lambda _: F("manuscript__pages")),
        (PaperColumn("id", "Imported as"), lambda _: F("external_id")),
    )
}
# What a search or a file asks for besides.
BESIDE: Mapping[str, Expression] = {
    "said_of_authors": _said_of_authors,
    "emails": lambda viewer: ArraySubquery(_lines(viewer).values("email")),
    "all_affiliations": lambda viewer: ArraySubquery(_lines(viewer).values("affiliation")),
}
EXPRESSIONS = {**{key: expression for key, (_, expression) in OWN.items() if expression}, **BESIDE}
BASIC = ("pk", "number", "title", "state", "track_id", "submitted_at")
OF_EVERY_ROW: Mapping[str, Callable[[PaperOnList], Any]] = {
    "number": attrgetter("number"),
    "title": attrgetter("title"),
    STATE: attrgetter("state"),
    SUBMITTED: attrgetter("submitted_at"),
}


def read_rows(viewer: Viewer, keys: Collection[str]) -> list[PaperOnList]:
    """All papers that the chair handles, by number, with the values of these keys; one query."""
    known = [key for key in keys if key in EXPRESSIONS]
    found = {f"of_{key}": EXPRESSIONS[key](viewer) for key in known}
    papers = Submission.objects.handled_by(viewer).annotate(**found).order_by("number")
    return [_row(row, known) for row in papers.values_list(*BASIC, *found)]


def _row(row: Sequence[Any], keys: Sequence[str]) -> PaperOnList:
    values = dict(zip(keys, row[len(BASIC) :], strict=True))
    for key, value in values.items():
        if isinstance(value, list):
            values[key] = tuple(value)
    pk, number, title, state, track, submitted_at, *_ = row
    return PaperOnList(pk, number, title, state, track, submitted_at, values, values.get(TOPICS, ()))


@dataclasses.dataclass(frozen=True, slots=True)
class Lists:
    """What the list of papers shows of its conference: tracks and topics in order by id, and dates."""

    tracks: Mapping[int, str]
    topics: Mapping[int, str]
    opens: dt.datetime | None
    due: dt.datetime | None
    due_zone: str


def read_lists(conference: Conference) -> Lists:
    """Tracks, topics and the dates of the call; one query."""
    due = _date(MilestoneKind.SUBMISSIONS_DUE)
    tracks, topics, opens, ends, zone = (
        Conference.objects.filter(pk=conference.pk)
        .annotate(
            list_of_tracks=_named(Track.objects.all()),
            list_of_topics=_named(Topic.objects.all()),
            opens=Subquery(_date(MilestoneKind.CALL_OPENS).values("instant")[:1]),
            due=Subquery(due.values("instant")[:1]),
            due_zone=Subquery(due.values("zone")[:1]),
        )
        .values_list("list_of_tracks", "list_of_topics", "opens", "due", "due_zone")
        .get()
    )
    return Lists(_by_id(tracks), _by_id(topics), opens, ends, zone or "")


def _date(kind: MilestoneKind) -> QuerySet[Milestone]:
    return Milestone.objects.filter(conference=OuterRef("pk"), kind=kind)


def _named(rows: QuerySet[Any]) -> ArraySubquery:
    return ArraySubquery(rows.filter(conference=OuterRef("pk")).values(row=JSONObject(id="pk", name="name")))


def _by_id(rows: Sequence[Mapping[str, Any]]) -> dict[int, str]:
    return {row["id"]: row["name"] for row in rows}
