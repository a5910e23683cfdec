"""The sessions of a day for those who look after it while it runs."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools

from effgenai.conferences.core.viewer import Viewer
from program.core.models import ProgramEdit
from program.core.services.history import step_to_undo
from program.core.times import conference_day
from program.desk.queries.draft import SessionRow, session_rows
from program.releases.models import Release


@dataclasses.dataclass(frozen=True, slots=True)
class DayRow:
    """A session of the day, and how it stands to the present instant: "now", "next", "over" or ""."""

    row: SessionRow
    state: str


@dataclasses.dataclass(frozen=True, slots=True)
class DayPage:
    """A day of the draft with its corrections; `days` are all that have sessions."""

    day: dt.date | None
    days: list[dt.date]
    rows: list[DayRow]
    to_undo: ProgramEdit | None
    corrections: list[Release]
    is_released: bool


def day_page(viewer: Viewer, wanted: dt.date | None) -> DayPage:
    """The wanted day, else today or the next with sessions, else the last; a constant number of queries."""
    conference = viewer.conference
    found = itertools.groupby(
        session_rows(viewer), lambda row: conference_day(conference, row.session.starts_at)
    )
    by_day = {day: list(rows) for day, rows in found}
    days = sorted(by_day)
    today = conference_day(conference, viewer.at)
    day = (
        wanted
        if wanted in by_day
        else next((one for one in days if one >= today), days[-1] if days else None)
    )
    releases = list(conference.releases.defer("schedule").order_by("-number"))
    return DayPage(
        day=day,
        days=days,
        rows=_states(by_day.get(day, []) if day else [], viewer.at),
        to_undo=step_to_undo(conference, viewer.user) if viewer.user else None,
        corrections=[
            one
            for one in releases
            if one.is_correction and conference_day(conference, one.released_at) == day
        ],
        is_released=bool(releases),
    )


def _states(rows: list[SessionRow], at: dt.datetime) -> list[DayRow]:
    coming = [row.session.starts_at for row in rows if row.session.starts_at > at]
    first = min(coming, default=None)
    return [DayRow(row, _state(row, at, first)) for row in rows]


def _state(row: SessionRow, at: dt.datetime, first: dt.datetime | None) -> str:
    if row.session.ends_at <= at:
        return "over"
    if row.session.starts_at <= at:
        return "now"
    return "next" if row.session.starts_at == first else ""
