"""The chair's list of papers, without those the chair is in conflict with."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from effgenai.conferences.core.viewer import Viewer
from effgenai.ui.charts import totals
from effgenai.ui.navigation import Chip
from effgenai.ui.tables import Column
from effgenai.ui.text.numbers import named_number
from submissions.authors.models import Authorship
from submissions.core.models import Submission
from submissions.core.states import SubmissionState
from submissions.core.terms import SearchTerm, split_terms
from submissions.papers.columns import Look, PaperColumn, read_added
from submissions.papers.hidden import known_lines
from submissions.papers.queries.arranging import (
    LEADING,
    Arrangement,
    PaperGroup,
    ValueOf,
    arrangement,
    in_groups,
    in_order,
    split_keys,
    usual_columns,
    values_by,
)
from submissions.papers.queries.cells import listed, plain
from submissions.papers.queries.rows import (
    ABSTRACT,
    AUTHORS,
    TAGS,
    TOPICS,
    Lists,
    PaperOnList,
    read_lists,
    read_rows,
)
from submissions.papers.signs import PaperSign, has_signs, signs_for
from submissions.tags.rules import has_tags

MAX_POINTS = 150
SAID_OF_AUTHORS = "said_of_authors"
Signs = Mapping[int, Sequence[PaperSign]]


@dataclasses.dataclass(frozen=True, slots=True)
class Filters:
    """What the list is filtered, sorted and grouped by, and its columns, as the address says it.

    None and "" ask for nothing; `sort` and `cols` are keys of columns with commas between them, and a minus
    sorts from the end. `numbers` are the papers to be left in, None for all.
    """

    text: str = ""
    state: str = ""
    track: int | None = None
    topic: int | None = None
    numbers: Collection[int] | None = None
    sort: str = ""
    cols: str = ""
    group: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class PaperSearch:
    """What a search says: words in the texts of papers, and conditions on their signs and tags."""

    text: str
    flags: list[SearchTerm]
    tags: list[SearchTerm]


def read_search(text: str) -> PaperSearch:
    """The parts of what was typed into the search box."""
    rest, flags = split_terms(text, "flag")
    rest, tags = split_terms(rest, "tag")
    return PaperSearch(rest, flags, tags)


@dataclasses.dataclass(frozen=True, slots=True)
class PaperTable:
    """The rows after filtering, how many there are in all, what they show, and the growth over time."""

    papers: list[PaperOnList]
    groups: list[PaperGroup]
    arranged: Arrangement
    value_of: ValueOf
    signs: Signs
    chips: list[Chip]
    total: int
    lists: Lists
    growth: list[tuple[dt.datetime, float]]

    @property
    def states(self) -> list[tuple[str, str]]:
        """The states that papers can be filtered by."""
        return [choice for choice in SubmissionState.choices if choice[0] != SubmissionState.DRAFT]

    @property
    def columns(self) -> tuple[Column, ...]:
        """The headings, those of number and title first."""
        heads = (
            Column(column.label, order=column.key, look=look_of(column), phone=column.phone)
            for column in self.arranged.columns
        )
        number = Column("No.", order="number", look="num", is_unique=True)
        return (number, Column("Paper", order="title"), *heads)


def look_of(column: PaperColumn) -> str:
    """The class of the cells of a column."""
    return {Look.NUMBER: "num", Look.SHARE: "num", Look.NUMBERS: "nowrap", Look.DAY: "nowrap"}.get(
        column.look, ""
    )


def paper_table(viewer: Viewer, filters: Filters) -> PaperTable:
    """The list for one chair: a constant number of queries, and one more for each further kind of data."""
    lists, signs = read_lists(viewer.conference), signs_for(viewer)
    arranged = arranged_for(viewer, filters, lists)
    rows = read_rows(viewer, {*_keys(filters, arranged), TOPICS})
    with_topics(rows, lists)
    found, value_of = _listed(viewer, filters, arranged, rows, signs)
    return PaperTable(
        papers=found,
        groups=list(in_groups(found, arranged, value_of)),
        arranged=arranged,
        value_of=value_of,
        signs=signs,
        chips=_chips(signs),
        total=len(rows),
        lists=lists,
        growth=_thinned(totals(sorted(row.submitted_at for row in rows))),
    )


def arranged_for(viewer: Viewer, filters: Filters, lists: Lists) -> Arrangement:
    """The columns and the order that the address asks for, or the usual ones."""
    with_authors = may_list_authors(viewer)
    return arrangement(
        viewer,
        cols=split_keys(filters.cols) or usual_columns(lists, with_authors=with_authors),
        sort=filters.sort,
        group=filters.group,
        with_authors=with_authors,
    )


def listed_numbers(viewer: Viewer, filters: Filters) -> list[int]:
    """The numbers of the papers that such a list shows this chair, in its order; a few queries."""
    arranged = arrangement(
        viewer, cols=[], sort=filters.sort, group=filters.group, with_authors=may_list_authors(viewer)
    )
    keys = _keys(filters, arranged)
    rows = read_rows(viewer, keys)
    if TOPICS in {column.key for column in arranged.used}:
        with_topics(rows, read_lists(viewer.conference))
    signs = signs_for(viewer) if read_search(filters.text).flags else {}
    return [row.number for row in _listed(viewer, filters, arranged, rows, signs)[0]]


def _listed(
    viewer: Viewer, filters: Filters, arranged: Arrangement, rows: Sequence[PaperOnList], signs: Signs
) -> tuple[list[PaperOnList], ValueOf]:
    """The rows that fit the filters in their order, and what reads the values of their columns."""
    value_of = values_by(read_added(viewer, arranged.used))
    fits = _condition(filters, signs)
    return in_order([row for row in rows if fits(row)], arranged, value_of), value_of


def _keys(filters: Filters, arranged: Arrangement) -> set[str]:
    """What has to be read of each paper, by the keys of columns and what a search looks into."""
    keys = {column.key for column in arranged.used}
    if filters.topic is not None:
        keys.add(TOPICS)
    search = read_search(filters.text)
    if search.text:
        keys |= {ABSTRACT, SAID_OF_AUTHORS}
    if search.tags:
        keys.add(TAGS)
    return keys


def with_topics(rows: Sequence[PaperOnList], lists: Lists) -> None:
    """Put the names of topics in the order of the conference in the place of their ids."""
    known: dict[tuple[int, ...], tuple[str, ...]] = {}
    for row in rows:
        ids = row.values[TOPICS]
        if ids not in known:
            known[ids] = tuple(name for pk, name in lists.topics.items() if pk in ids)
        row.values[TOPICS] = known[ids]


def _thinned(points: Sequence[tuple[dt.datetime, float]]) -> list[tuple[dt.datetime, float]]:
    """As many points of a curve as can be told apart, the last one among them."""
    step = len(points) // MAX_POINTS + 1
    return list(points[::-1][::step][::-1])


def _chips(signs: Signs) -> list[Chip]:
    """The ready-made search for papers with a sign that still waits, if there are signs."""
    unread = sum(any(sign.is_open for sign in on_paper) for on_paper in signs.values())
    return [Chip("Unread flags", "flag:unread", unread)] if signs else []


def known_authors(viewer: Viewer) -> QuerySet[Authorship]:
    """The author lines of its papers that this conference lets its chairs see now."""
    lines = Authorship.objects.filter(submission__conference=viewer.conference)
    return lines.filter(known_lines(viewer.conference)).order_by("position")


def may_list_authors(viewer: Viewer) -> bool:
    """Whether this conference lets its chairs see the authors of any paper they handle now."""
    if not viewer.conference.hide_authors_from_chairs:
        return True
    return known_authors(viewer).filter(submission__in=Submission.objects.handled_by(viewer)).exists()


def _condition(filters: Filters, signs: Signs) -> Callable[[PaperOnList], bool]:
    """Whether a row fits all filters."""
    search = read_search(filters.text)
    conditions: list[Callable[[PaperOnList], bool]] = []
    if filters.state:
        conditions.append(lambda row: row.state == filters.state)
    if filters.track is not None:
        conditions.append(lambda row: row.track == filters.track)
    if filters.topic is not None:
        conditions.append(lambda row: filters.topic in row.topics)
    if filters.numbers is not None:
        conditions.append(lambda row: row.number in (filters.numbers or ()))
    if search.text:
        conditions.append(_says(search.text))
    if search.flags:
        conditions.append(lambda row: all(has_signs(signs.get(row.pk, ()), term) for term in search.flags))
    if search.tags:
        conditions.append(lambda row: all(has_tags(row.values[TAGS], term) for term in search.tags))
    return lambda row: all(holds(row) for holds in conditions)


def _says(text: str) -> Callable[[PaperOnList], bool]:
    """Whether title, abstract or authors of a paper have the text, or it is its number."""
    wanted, number = text.casefold(), named_number(text)

    def holds(row: PaperOnList) -> bool:
        return (
            wanted in row.title.casefold()
            or wanted in row.values[ABSTRACT].casefold()
            or row.number == number
            or any(wanted in words.casefold() for words in row.values[SAID_OF_AUTHORS])
        )

    return holds


def export_table(viewer: Viewer, filters: Filters) -> tuple[list[str], list[list[Any]]]:
    """The same papers as a file: its heading, and lines with the chosen columns, or else with all facts."""
    lists, signs = read_lists(viewer.conference), signs_for(viewer)
    arranged = arranged_for(viewer, filters, lists)
    is_chosen = bool(split_keys(filters.cols))
    rows = read_rows(viewer, {*_keys(filters, arranged), TOPICS, *(() if is_chosen else EXPORTED)})
    with_topics(rows, lists)
    found, value_of = _listed(viewer, filters, arranged, rows, signs)
    if not is_chosen:
        return EXPORT_HEADER, [_line(row) for row in found]
    columns = [*LEADING, *arranged.columns]
    return (
        [column.label for column in columns],
        [[_in_file(column, value_of(column)(row)) for column in columns] for row in found],
    )


def _in_file(column: PaperColumn, value: Any) -> Any:
    """Numbers and moments stay what they are."""
    return value if column.look in {Look.NUMBER, Look.DAY} else plain(column, value)


EXPORTED = (AUTHORS, "emails", "all_affiliations", ABSTRACT, "track")
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


def _line(row: PaperOnList) -> list[Any]:
    return [
        row.number,
        row.title,
        SubmissionState(row.state).label,
        row.values["track"],
        listed(sorted(row.values[TOPICS], key=str.lower)),
        listed(row.values[AUTHORS]),
        listed(row.values["emails"]),
        listed(row.values["all_affiliations"]),
        row.submitted_at,
        row.values[ABSTRACT],
    ]
