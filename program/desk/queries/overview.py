"""What the editors of the schedule see: the draft by days, what waits for a place, and what is wrong."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
from collections import Counter

from effgenai.conferences.core.viewer import Viewer
from effgenai.ui.text.numbers import counted
from program.core.models import papers_to_place
from program.core.states import SessionKind
from program.core.times import until
from program.desk.queries.draft import SessionRow, session_rows
from program.desk.queries.strip import Slot, Strip, scale_of, strip_of
from program.desk.queries.warnings import DraftWarning, warnings_of
from program.releases.models import Release
from program.releases.snapshot import snapshot
from submissions.authors.queries import presenters_of
from submissions.core.models import Submission


@dataclasses.dataclass(frozen=True, slots=True)
class DeskDay:
    """A day of the draft: its sessions in order, and drawn to scale."""

    date: dt.date
    rows: list[SessionRow]
    strip: Strip

    @property
    def words(self) -> str:
        """Its length and how much there is: "09:00–18:00, 6 sessions"."""
        start, end = self.rows[0].starts_at, max(row.ends_at for row in self.rows)
        return f"{start:%H:%M}–{until(start, end)}, {counted(len(self.rows), 'session')}"


@dataclasses.dataclass(frozen=True, slots=True)
class DeskPage:
    """The draft by days, the papers that wait with who presents them, and what is wrong, in words."""

    days: list[DeskDay]
    waiting: list[tuple[Submission, str]]
    warnings: list[DraftWarning]
    last_release: Release | None
    is_changed: bool

    @property
    def rows(self) -> list[SessionRow]:
        """Every session, in order of time."""
        return [row for day in self.days for row in day.rows]

    @property
    def placed(self) -> int:
        """How many talks and posters have a place and are shown."""
        return sum(talk.is_shown for row in self.rows for talk in row.talks)

    @property
    def kinds(self) -> list[tuple[SessionKind, int]]:
        """The kinds that there are and how many sessions each has, in their usual order."""
        found = Counter(row.session.kind for row in self.rows)
        return [(kind, found[kind]) for kind in SessionKind if kind in found]


def desk_page_of(viewer: Viewer) -> DeskPage:
    """Everything on the desk of the programme; a constant number of queries."""
    rows = session_rows(viewer)
    last = viewer.conference.releases.order_by("-number").first()
    return DeskPage(
        days=_days(rows, [room.name for room in viewer.conference.rooms.all()]),
        waiting=[(paper, presenters_of(paper)) for paper in papers_to_place(viewer)],
        warnings=warnings_of(viewer.conference, rows),
        last_release=last,
        is_changed=last is None or last.schedule != snapshot(viewer.conference),
    )


def _days(rows: list[SessionRow], rooms: list[str]) -> list[DeskDay]:
    days = [list(of_day) for _, of_day in itertools.groupby(rows, lambda row: row.starts_at.date())]
    slots = [[_slot(row) for row in day] for day in days]
    scale = scale_of(slots) if slots else None
    return [
        DeskDay(day[0].starts_at.date(), day, strip_of(of_day, rooms, scale))
        for day, of_day in zip(days, slots, strict=True)
        if scale
    ]


def _slot(row: SessionRow) -> Slot:
    session = row.session
    room = session.room.name if session.room else ""
    return Slot(row.starts_at, row.ends_at, room, session.kind, session.title)
