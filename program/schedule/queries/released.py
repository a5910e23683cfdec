"""The public schedule: the last release, laid out as days, rooms and a time grid."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.urls import reverse

from effgenai.conferences.core.models import Conference
from effgenai.ui.dates import zone
from effgenai.ui.text.titles import plain_title
from program.core.states import SIDE_BY_SIDE, SessionKind, SessionRole
from program.core.times import clock, until
from program.releases.models import Release
from submissions.accepted.facts import PaperFact
from submissions.core.models import Submission

ROOMS_IN_TEXT = 2


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
    board: str = ""
    clock: str = ""
    """When it begins in the zone that the reader chose; "" for the venue's."""
    is_cancelled: bool = False

    @property
    def item(self) -> str:
        """What it is called in all releases: of a paper its number, since it may be placed anew."""
        return f"talk:{self.key}" if self.paper is None else f"paper:{self.paper}"

    @property
    def begins(self) -> str:
        """When it begins, as it is written."""
        return self.clock or f"{self.starts_at:%H:%M}"

    @property
    def plain_title(self) -> str:
        """Its title without markup; it says so where the talk is cancelled."""
        title = plain_title(self.title)
        return f"{title} (cancelled)" if self.is_cancelled else title


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
    label: str = ""
    panel: str = ""
    clocks: tuple[str, str] | None = None
    """When it begins and ends in the zone that the reader chose; None for the venue's."""

    @property
    def item(self) -> str:
        """What it is called in all releases."""
        return f"session:{self.key}"

    @property
    def begins(self) -> str:
        """When it begins, as it is written."""
        return self.clocks[0] if self.clocks else f"{self.starts_at:%H:%M}"

    @property
    def kind_label(self) -> str:
        """The kind in the words of the conference."""
        return self.label or str(SessionKind(self.kind).label)

    @property
    def until(self) -> str:
        """When it ends, read beside its beginning."""
        return self.clocks[1] if self.clocks else until(self.starts_at, self.ends_at)

    @property
    def has_running_times(self) -> bool:
        """Whether its talks follow one another: posters hang side by side."""
        return self.kind not in SIDE_BY_SIDE


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
    """A day: its rooms as columns, its times as rows, its sessions in order, and where each stands.

    `columns` counts the rooms and, beside them, those for sessions without a room that would hide others.
    """

    date: dt.date
    rooms: list[str]
    columns: int
    times: list[dt.datetime]
    sessions: list[SessionView]
    places: list[Place]

    @property
    def until(self) -> str:
        """When its last session ends, read beside the beginning of its first."""
        return until(self.sessions[0].starts_at, self.times[-1])

    @property
    def marks(self) -> list[tuple[str, dt.datetime]]:
        """Each time with its name in the stylesheet; hours after midnight are counted on, as in "2430"."""
        return [(self.mark(time), time) for time in self.times]

    def mark(self, time: dt.datetime) -> str:
        """The name of a time, which no other time of this day has."""
        hours = time.hour + 24 * (time.date() - self.date).days
        return f"{hours:02d}{time.minute:02d}"


@dataclasses.dataclass(frozen=True, slots=True)
class Schedule:
    """A release ready to be shown."""

    release: Release
    days: list[Day]

    @property
    def sessions(self) -> list[SessionView]:
        """Every session, in order of time."""
        return [session for day in self.days for session in day.sessions]

    @property
    def is_wide(self) -> bool:
        """Whether some day has more rooms than a page of text is wide."""
        return any(day.columns > ROOMS_IN_TEXT for day in self.days)

    @property
    def kinds(self) -> list[SessionKind]:
        """The kinds that there are, in their usual order."""
        found = {session.kind for session in self.sessions}
        return [kind for kind in SessionKind if kind in found]


def public_schedule(conference: Conference, at: dt.datetime, number: int | None = None) -> Schedule | None:
    """The last release, or the one of this number; None if there is none. Two queries.

    A paper that was withdrawn after the release is left out, so its title is not told any more.
    """
    releases = conference.releases.order_by("-number")
    release = (releases if number is None else releases.filter(number=number)).first()
    if release is None:
        return None
    return arranged(release, _sessions(release, accepted_numbers(conference), at))


def arranged(release: Release, sessions: Iterable[SessionView]) -> Schedule:
    """Sessions of a release, which are in order of time, as days; no query."""
    days = itertools.groupby(sessions, key=lambda session: session.starts_at.date())
    rooms = release.schedule["rooms"]
    return Schedule(release, [_day(date, list(of_day), rooms) for date, of_day in days])


def in_zone(schedule: Schedule, here: dt.tzinfo) -> Schedule:
    """The same with all times of another zone: sessions stay with their day of the conference."""
    sessions = [_session_in_zone(session, here) for session in schedule.sessions]
    return arranged(schedule.release, sessions)


def _session_in_zone(session: SessionView, here: dt.tzinfo) -> SessionView:
    day = session.starts_at.date()
    talks = [dataclasses.replace(talk, clock=clock(talk.starts_at, here, day)) for talk in session.talks]
    clocks = clock(session.starts_at, here, day), clock(session.ends_at, here, day)
    return dataclasses.replace(session, talks=talks, clocks=clocks)


def accepted_numbers(conference: Conference) -> set[int]:
    """The numbers of the papers whose titles may be told; one query."""
    accepted = Submission.objects.filter(conference=conference).public()
    return set(accepted.values_list("number", flat=True))


def _sessions(release: Release, accepted: set[int], at: dt.datetime) -> list[SessionView]:
    sessions = [session_view(release, row, accepted, at) for row in release.schedule["sessions"]]
    return sorted(sessions, key=lambda session: session.starts_at)


def session_view(release: Release, row: dict[str, Any], accepted: set[int], at: dt.datetime) -> SessionView:
    """A session of a release as visitors see it at an instant, without papers that are accepted no more.

    Its times are those of the zone that the release was made in.
    """
    here = zone(release.time_zone)
    starts_at, ends_at = _time(row["starts_at"], here), _time(row["ends_at"], here)
    return SessionView(
        key=row["key"],
        kind=row["kind"],
        title=row["title"],
        room=row["room"],
        chair=row["chair"],
        starts_at=starts_at,
        ends_at=ends_at,
        talks=[
            _talk(talk, here) for talk in row["talks"] if talk["paper"] is None or talk["paper"] in accepted
        ],
        is_now=starts_at <= at < ends_at,
        label=row.get("label", ""),
        panel=row.get("panel", ""),
    )


def _talk(row: dict[str, Any], here: dt.tzinfo) -> TalkView:
    values = {name: row[name] for name in ("key", "title", "speaker", "abstract", "paper", "minutes")}
    return TalkView(
        **values,
        starts_at=_time(row["starts_at"], here),
        board=row.get("board", ""),
        is_cancelled=row.get("is_cancelled", False),
    )


def _time(text: str, here: dt.tzinfo) -> dt.datetime:
    return dt.datetime.fromisoformat(text).astimezone(here)


def _day(date: dt.date, sessions: list[SessionView], rooms: Sequence[str]) -> Day:
    used = [room for room in rooms if any(session.room == room for session in sessions)]
    times = sorted({session.starts_at for session in sessions} | {session.ends_at for session in sessions})
    lanes = _lanes([session for session in sessions if _needs_lane(session, sessions, used)])
    base = max(len(used), 0 if lanes else 1)
    places = [_place(session, used, times, base, lanes) for session in sessions]
    return Day(date, used, base + len(set(lanes.values())), times, sessions, places)


def _needs_lane(session: SessionView, sessions: list[SessionView], rooms: list[str]) -> bool:
    """Whether it has no room of its own, and would lie over another session if it took the whole width."""
    return session.room not in rooms and any(
        other is not session and other.starts_at < session.ends_at and session.starts_at < other.ends_at
        for other in sessions
    )


def _lanes(sessions: list[SessionView]) -> dict[str, int]:
    """A column for each of them, such that no two at the same time share one."""
    free_from: list[dt.datetime] = []
    lanes = {}
    for session in sessions:
        lane = next((number for number, free in enumerate(free_from) if free <= session.starts_at), None)
        if lane is None:
            lane = len(free_from)
            free_from.append(session.ends_at)
        free_from[lane] = session.ends_at
        lanes[session.key] = lane
    return lanes


def _place(
    session: SessionView, rooms: list[str], times: list[dt.datetime], base: int, lanes: dict[str, int]
) -> Place:
    """The first grid row holds the rooms' names and the first column the times."""
    rows = times.index(session.starts_at) + 2, times.index(session.ends_at) + 2
    if session.room in rooms:
        column = rooms.index(session.room) + 2
        return Place(session.key, *rows, column, column + 1)
    if session.key in lanes:
        column = base + lanes[session.key] + 2
        return Place(session.key, *rows, column, column + 1)
    return Place(session.key, *rows, 2, -1)


def presented_at(conference: Conference, number: int, at: dt.datetime) -> Iterator[PaperFact]:
    """When and where a paper is presented by the last release of the schedule; two queries."""
    schedule = public_schedule(conference, at)
    for session in schedule.sessions if schedule else []:
        for talk in session.talks:
            if talk.paper == number:
                url = reverse("program:talk", args=[conference.slug, talk.key])
                yield PaperFact(_words(session, talk), url)


def _words(session: SessionView, talk: TalkView) -> str:
    """For example "Contributed talks · Fri 28 Aug, 09:30 · Hall A". Posters begin with their session."""
    start = talk.starts_at if session.has_running_times else session.starts_at
    when = f"{start:%a} {start.day} {start:%b}, {start:%H:%M}"
    return " · ".join(part for part in (session.title, when, session.room) if part)


def public_addresses(conference: Conference, at: dt.datetime) -> list[str]:
    """The address of every public page and file of the programme; before a release there are few."""
    schedule = public_schedule(conference, at)
    single = list(_single_pages(schedule)) if schedule else []
    files = ["schedule", "calendar", "grid", *(["json", "changes", "changes_feed"] if schedule else [])]
    numbers = list(conference.releases.order_by("number").values_list("number", flat=True))
    earlier = [(name, [str(number)]) for number in numbers[:-1] for name in ("earlier", "earlier_grid")]
    parts: list[tuple[str, list[str]]] = [*((name, []) for name in files), *single, *earlier]
    return [reverse(f"program:{name}", args=[conference.slug, *rest]) for name, rest in parts]


def _single_pages(schedule: Schedule) -> Iterator[tuple[str, list[str]]]:
    """The names and arguments of the pages of sessions, talks, rooms and people whom visitors meet."""
    known = schedule.release.schedule
    shown = set()
    for session in schedule.sessions:
        yield "session", [session.key]
        yield from (("talk", [talk.key]) for talk in session.talks)
        shown |= {f"talk:{talk.key}" for talk in session.talks}
        shown |= {f"{role}:{session.key}" for role in SessionRole}
    yield from (("room", [str(room["id"])]) for room in known.get("about_rooms", {}).values())
    contributors = known.get("contributors", {"people": [], "parts": {}})
    places = {place for part, people in contributors["parts"].items() if part in shown for place, _ in people}
    yield from (("speaker", [contributors["people"][place][0]]) for place in sorted(places))
