from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.urls import reverse

from effgenai.audit.models import AuditLine, AuditLineQuerySet
from effgenai.audit.wording import actions_saying
from effgenai.conferences.core.hidden import about_blind_paper, hidden_papers, holds, of_hidden_author
from effgenai.conferences.core.viewer import Viewer
from effgenai.conferences.web.desk import Stage
from effgenai.conferences.web.sections import DeskSection
from effgenai.ui.tables import Column
from effgenai.ui.text.numbers import named_number, whole, with_numbers

LINES_A_PAGE = 100
MAX_WORDS = 20
LATELY, EVENTS_ON_THE_DESK = dt.timedelta(days=7), 8

COLUMNS = (
    Column("When"),
    Column("Who"),
    Column("Did"),
    Column("Paper", look="num", phone=False),
    Column("What it was about", phone=False),
)


EXPORT_HEADER = ("time", "person", "address", "action", "paper", "summary")


@dataclasses.dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page begins: at the lines of this moment, without the first few of them.

    It holds no number of a row: gaps between such numbers would tell of lines that the reader may not see.
    """

    at: dt.datetime
    skip: int = 0


@dataclasses.dataclass(frozen=True, slots=True)
class RecordPage:
    """Lines of the record, newest first, and where the older ones begin."""

    lines: list[AuditLine]
    older: Cursor | None


def record_lines(viewer: Viewer, text: str) -> AuditLineQuerySet:
    """The lines that the viewer may see and that fit every word of `text`, newest first.

    Each knows whether it would tell who wrote a paper, by the person (`by_author`) or by what it says of a
    conflict (`of_author`): see `without_authors`. A search finds nothing by what is not shown.
    """
    visible = AuditLine.objects.visible_to(viewer, hidden_papers=hidden_papers(viewer))
    others = ~Q(actor=viewer.user) & Q(actor__isnull=False)
    conflicts = Q(action__startswith="conflict.") | Q(action__startswith="submission.author_")
    conditions = {
        "by_author": holds(others & of_hidden_author(viewer, paper="paper", person="actor")),
        "of_author": holds(conflicts & about_blind_paper(viewer, paper="paper")),
    }
    lines = visible.annotate(**conditions)
    for word in with_numbers(text).split()[:MAX_WORDS]:
        lines = lines.filter(_fits(word))
    return lines.select_related("actor")


def record_page(viewer: Viewer, text: str, cursor: Cursor | None) -> RecordPage:
    """One page of them; its cost does not grow with how far back one reads."""
    lines = record_lines(viewer, text)
    skip = 0
    if cursor:
        lines, skip = lines.filter(at__lte=cursor.at), cursor.skip
    found = [without_authors(line) for line in lines[skip : skip + LINES_A_PAGE + 1]]
    shown = found[:LINES_A_PAGE]
    return RecordPage(shown, _after(shown, cursor) if len(found) > LINES_A_PAGE else None)


def without_authors(line: AuditLine) -> AuditLine:
    """The same line, without the person and words that the reader may not know yet."""
    if line.by_author:
        line.actor = None
    if line.of_author:
        line.summary = ""
    return line


def record_rows(lines: AuditLineQuerySet) -> Iterator[tuple[Any, ...]]:
    """The lines as rows of a table, read from the database bit by bit."""
    for line in map(without_authors, lines.iterator(chunk_size=1000)):
        name, email = (str(line.actor), line.actor.email) if line.actor else (nobody(line), "")
        yield line.at, name, email, line.action, line.paper, line.summary


def nobody(line: AuditLine) -> str:
    """The word for who acted where no person is named."""
    return "an author" if line.by_author else "the software"


def _after(shown: list[AuditLine], cursor: Cursor | None) -> Cursor:
    last = shown[-1].at
    before = cursor.skip if cursor and cursor.at == last else 0
    return Cursor(last, before + sum(line.at == last for line in shown))


def _fits(word: str) -> Q:
    key, _, value = word.partition(":")
    if key == "paper" and whole(value) is not None:
        return Q(paper=whole(value))
    if key == "action" and value:
        return Q(action__startswith=value)
    if key == "by" and value:
        return _person(value)
    action = Q(action__icontains=word) | Q(action__in=actions_saying(word))
    found = _person(word) | Q(summary__icontains=word, of_author=False) | action
    number = named_number(word)
    return found if number is None else found | Q(paper=number)


def _person(word: str) -> Q:
    return Q(by_author=False) & (Q(actor__name__icontains=word) | Q(actor__email__icontains=word))


def records_stage(viewer: Viewer) -> Stage | None:
    """The stage of the sidebar."""
    if not viewer.is_chair:
        return None
    return Stage("records", "Records", reverse("audit:desk", args=[viewer.conference.slug]), tool=True)


@dataclasses.dataclass(frozen=True, slots=True)
class Event:
    """What one person did, `times` times in a row; the paper only if it is the same one each time."""

    line: AuditLine
    times: int
    paper: int | None

    @property
    def words(self) -> str:
        """What was done, to which paper and how often."""
        paper = f", paper {self.paper}" if self.paper else ""
        return f"{self.line.deed}{paper}" + (f", {self.times} times" if self.times > 1 else "")


def records_on_desk(viewer: Viewer) -> DeskSection | None:
    """What happened on the last days, newest first; nothing for who is no chair."""
    if not viewer.is_chair:
        return None
    lines = record_lines(viewer, "").filter(at__gt=viewer.at - LATELY)[:LINES_A_PAGE]
    rows = itertools.groupby(map(without_authors, lines), lambda line: (line.action, line.actor_id))
    events = [_event(list(same)) for _, same in rows]
    return DeskSection("Lately", "audit/on_desk.html", {"events": events[:EVENTS_ON_THE_DESK]})


def _event(lines: list[AuditLine]) -> Event:
    papers = {line.paper for line in lines}
    return Event(lines[0], len(lines), papers.pop() if len(papers) == 1 else None)
