"""What an editor reads before a session is delayed."""

from __future__ import annotations

import dataclasses
import datetime as dt

from effgenai.conferences.core.viewer import Viewer
from program.core.models import Session
from program.core.times import at_venue, until
from program.day.delays import Delay, SessionShift, Way, delay_of
from program.desk.queries.draft import SessionRow, session_rows
from program.desk.queries.warnings import DraftWarning, warnings_of


@dataclasses.dataclass(frozen=True, slots=True)
class DelayedSession:
    """A session with its times at the venue, before and after: "10:00–11:00"."""

    key: str
    version: int
    title: str
    before: str
    after: str


@dataclasses.dataclass(frozen=True, slots=True)
class DelayPreview:
    """What a delay moves, where it stops, and what would clash that does not clash now."""

    minutes: int
    way: Way
    moved: list[DelayedSession]
    delay: Delay
    stops_at: str
    clashes: list[DraftWarning]


def delay_preview(viewer: Viewer, session: Session, minutes: int, way: Way) -> DelayPreview:
    """What a delay by so many minutes would do; a constant number of queries."""
    rows = session_rows(viewer)
    sessions = [row.session for row in rows]
    fresh = next(one for one in sessions if one.pk == session.pk)
    delay = delay_of(viewer.conference, sessions, fresh, minutes, way)
    stop = delay.stop
    return DelayPreview(
        minutes=minutes,
        way=way,
        moved=[_moved(viewer, shift) for shift in delay.shifts],
        delay=delay,
        stops_at=f"{at_venue(viewer.conference, stop.starts_at):%H:%M}" if stop else "",
        clashes=_new_clashes(viewer, rows, delay),
    )


def _moved(viewer: Viewer, shift: SessionShift) -> DelayedSession:
    session = shift.session
    return DelayedSession(
        key=session.key,
        version=session.version,
        title=session.title,
        before=_span(viewer, session.starts_at, session.ends_at),
        after=_span(viewer, shift.starts_at, shift.ends_at),
    )


def _span(viewer: Viewer, start: dt.datetime, end: dt.datetime) -> str:
    start, end = at_venue(viewer.conference, start), at_venue(viewer.conference, end)
    return f"{start:%H:%M}–{until(start, end)}"


def _new_clashes(viewer: Viewer, rows: list[SessionRow], delay: Delay) -> list[DraftWarning]:
    shifts = {shift.session.key: shift for shift in delay.shifts}
    moved = [_shifted(viewer, row, shifts.get(row.session.key)) for row in rows]
    known = {(one.words, one.sessions) for one in warnings_of(viewer.conference, rows)}
    found = warnings_of(viewer.conference, sorted(moved, key=lambda row: row.starts_at))
    return [one for one in found if (one.words, one.sessions) not in known]


def _shifted(viewer: Viewer, row: SessionRow, shift: SessionShift | None) -> SessionRow:
    if shift is None:
        return row
    by = shift.starts_at - shift.session.starts_at
    return dataclasses.replace(
        row,
        starts_at=at_venue(viewer.conference, shift.starts_at),
        ends_at=at_venue(viewer.conference, shift.ends_at),
        talks=[dataclasses.replace(talk, starts_at=talk.starts_at + by) for talk in row.talks],
    )
