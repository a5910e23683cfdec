"""The public schedule: the last release, laid out as days, rooms and a time grid."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
from collections.abc import Iterable, Sequence
from typing import Any

from effgenai.conferences.models import Conference
from program.models import Release
from program.states import SessionKind
from program.times import at_venue
from submissions.models import Submission


@dataclasses.dataclass(frozen=True, slots=True)
class TalkView:
    """A talk as visitors see it; `paper` is the number of an accepted paper."""

    key: str
    title: str
    speaker: str
    abstract: str
    paper: int | None
    minutes: int
    starts_at: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True)
class SessionView:
    """A session as visitors see it, with times of the venue."""

    key: str
    kind: str
    title: str
    room: str
    chair: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    talks: list[TalkView]
    is_now: bool

    @property
    def kind_label(self) -> str:
        """The kind in words."""
        return str(SessionKind(self.kind).label)


@dataclasses.dataclass(frozen=True, slots=True)
class Place:
    """Where a session stands in the grid of its day: lines of CSS grid, the first one being 1."""

    key: str
    row_start: int
    row_end: int
    column_start: int
    column_end: int


@dataclasses.dataclass(frozen=True, slots=True)
class Day:
    """A day: its rooms as columns, its times as rows, its sessions in order, and where each stands."""

    date: dt.date
    rooms: list[str]
    times: list[dt.datetime]
    sessions: list[SessionView]
    places: list[Place]


@dataclasses.dataclass(frozen=True, slots=True)
class Schedule:
    """A release ready to be shown."""

    release: Release
    days: list[Day]

    @property
    def sessions(self) -> list[SessionView]:
        """Every session, in order of time."""
        return [session for day in self.days for session in day.sessions]


def public_schedule(conference: Conference, at: dt.datetime) -> Schedule | None:
    """The last release, None before the first; two queries.

    A paper that was withdrawn after the release is left out, so its title is not told any more.
    """
    release = conference.releases.order_by("-number").first()
    if release is None:
        return None
    accepted = Submission.objects.filter(conference=conference).public().values_list("number", flat=True)
    sessions = _sessions(conference, release.schedule["sessions"], set(accepted), at)
    days = itertools.groupby(sessions, key=lambda session: session.starts_at.date())
    rooms = release.schedule["rooms"]
    return Schedule(release, [_day(date, list(of_day), rooms) for date, of_day in days])


def _sessions(
    conference: Conference, rows: Iterable[dict[str, Any]], accepted: set[int], at: dt.datetime
) -> list[SessionView]:
    sessions = [_session(conference, row, accepted, at) for row in rows]
    return sorted(sessions, key=lambda session: session.starts_at)


def _session(conference: Conference, row: dict[str, Any], accepted: set[int], at: dt.datetime) -> SessionView:
    starts_at, ends_at = _time(conference, row["starts_at"]), _time(conference, row["ends_at"])
    return SessionView(
        key=row["key"],
        kind=row["kind"],
        title=row["title"],
        room=row["room"],
        chair=row["chair"],
        starts_at=starts_at,
        ends_at=ends_at,
        talks=[
            _talk(conference, talk)
            for talk in row["talks"]
            if talk["paper"] is None or talk["paper"] in accepted
        ],
        is_now=starts_at <= at < ends_at,
    )


def _talk(conference: Conference, row: dict[str, Any]) -> TalkView:
    values = {name: row[name] for name in ("key", "title", "speaker", "abstract", "paper", "minutes")}
    return TalkView(**values, starts_at=_time(conference, row["starts_at"]))


def _time(conference: Conference, text: str) -> dt.datetime:
    return at_venue(conference, dt.datetime.fromisoformat(text))


def _day(date: dt.date, sessions: list[SessionView], rooms: Sequence[str]) -> Day:
    used = [room for room in rooms if any(session.room == room for session in sessions)]
    times = sorted({session.starts_at for session in sessions} | {session.ends_at for session in sessions})
    return Day(date, used, times, sessions, [_place(session, used, times) for session in sessions])


def _place(session: SessionView, rooms: list[str], times: list[dt.datetime]) -> Place:
    """The first grid row holds the rooms' names and the first column the times."""
    row_start, row_end = times.index(session.starts_at) + 2, times.index(session.ends_at) + 2
    if session.room in rooms:
        column = rooms.index(session.room) + 2
        return Place(session.key, row_start, row_end, column, column + 1)
    return Place(session.key, row_start, row_end, 2, max(len(rooms), 1) + 2)
