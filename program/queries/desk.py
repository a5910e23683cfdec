"""What the editors of the schedule see: the draft by days, what waits for a place, and what is wrong."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
from typing import Any

from effgenai.conferences.core.viewer import Viewer
from effgenai.ui.tables import Column
from program.models import Release, Session, Talk, papers_to_place
from program.queries.snapshot import snapshot
from program.states import SessionKind
from program.times import at_venue
from submissions.core.models import Submission
from submissions.core.states import SubmissionState

TALKING = (SessionKind.KEYNOTE, SessionKind.ORAL, SessionKind.PANEL)

SESSION_COLUMNS = (
    Column("Time"),
    Column("Session"),
    Column("Room"),
    Column("Kind", phone=False),
    Column("Talks", look="num", phone=False),
)

ROOM_COLUMNS = (
    Column("Name"),
    Column("How to get there"),
    Column("Action"),
)

TALK_COLUMNS = (
    Column("Begins"),
    Column("Talk"),
    Column("Minutes"),
    Column("Order"),
)


@dataclasses.dataclass(frozen=True, slots=True)
class TalkRow:
    """A talk of the draft with the time it begins at, derived from the talks before it.

    Of a paper that is no longer accepted only the number is told: `is_shown` is False, and it takes no time.
    """

    talk: Talk
    title: str
    starts_at: dt.datetime
    is_shown: bool


@dataclasses.dataclass(frozen=True, slots=True)
class SessionRow:
    """A session of the draft with its talks; times are those of the venue."""

    session: Session
    starts_at: dt.datetime
    ends_at: dt.datetime
    talks: list[TalkRow]
    problems: list[str]


@dataclasses.dataclass(frozen=True, slots=True)
class DeskPage:
    """The draft by days, the papers that wait, and everything that is wrong, in words."""

    days: list[tuple[dt.date, list[SessionRow]]]
    waiting: list[Submission]
    problems: list[str]
    last_release: Release | None
    is_changed: bool


def desk_page_of(viewer: Viewer) -> DeskPage:
    """Everything on the desk of the programme; a constant number of queries."""
    rows = [session_row(viewer, session) for session in _sessions(viewer)]
    last = viewer.conference.releases.order_by("-number").first()
    return DeskPage(
        days=[
            (day, list(of_day)) for day, of_day in itertools.groupby(rows, lambda row: row.starts_at.date())
        ],
        waiting=list(papers_to_place(viewer)),
        problems=[*(problem for row in rows for problem in row.problems), *_clashes(rows)],
        last_release=last,
        is_changed=last is None or last.schedule != snapshot(viewer.conference),
    )


def _clashes(rows: list[SessionRow]) -> list[str]:
    """Talks while something is meant for everyone. Rooms taken twice are refused by the database."""
    return [
        f"“{one.session.title}” is for everyone, but “{other.session.title}” takes place at the same time."
        for one, other in itertools.permutations(rows, 2)
        if one.session.room is None
        and other.session.kind in TALKING
        and one.starts_at < other.ends_at
        and other.starts_at < one.ends_at
    ]


def _sessions(viewer: Viewer) -> list[Session]:
    sessions = Session.objects.visible_to(viewer).select_related("room")
    return list(sessions.prefetch_related("talks__submission"))


def session_row(viewer: Viewer, session: Session) -> SessionRow:
    """A session with its talks' times; no further query if the talks were fetched before."""
    start = at_venue(viewer.conference, session.starts_at)
    end = at_venue(viewer.conference, session.ends_at)
    talks, clock = [], start
    for talk in session.talks.all():
        row = _talk_row(talk, clock)
        talks.append(row)
        clock += dt.timedelta(minutes=talk.minutes if row.is_shown else 0)
    return SessionRow(session, start, end, talks, _problems(session, talks, clock, end))


def _talk_row(talk: Talk, starts_at: dt.datetime) -> TalkRow:
    paper = talk.submission
    if paper is None:
        return TalkRow(talk, talk.title, starts_at, is_shown=True)
    if paper.state != SubmissionState.ACCEPTED:
        return TalkRow(talk, f"Paper {paper.number}", starts_at, is_shown=False)
    return TalkRow(talk, paper.title, starts_at, is_shown=True)


def _problems(session: Session, talks: list[TalkRow], until: dt.datetime, end: dt.datetime) -> list[str]:
    found = []
    if until > end:
        over = int((until - end).total_seconds() // 60)
        found.append(f"The talks of “{session.title}” take {over} minutes longer than the session.")
    found += [
        f"{row.title} in “{session.title}” is no longer accepted and will not be shown. Take it out."
        for row in talks
        if not row.is_shown
    ]
    return found


def release_changes(viewer: Viewer) -> list[str]:
    """What the next release will change for visitors, in sentences."""
    last = viewer.conference.releases.order_by("-number").first()
    before = {row["key"]: row for row in (last.schedule["sessions"] if last else [])}
    after = {row["key"]: row for row in snapshot(viewer.conference)["sessions"]}
    added = [f"New: {row['title']}, {_when(viewer, row)}" for key, row in after.items() if key not in before]
    gone = [f"Gone: {row['title']}" for key, row in before.items() if key not in after]
    changed = [
        f"Changed: {row['title']}: {'; '.join(_differences(viewer, before[key], row))}"
        for key, row in after.items()
        if key in before and before[key] != row
    ]
    return [*added, *changed, *gone]


def _when(viewer: Viewer, row: dict[str, Any]) -> str:
    start, end = (
        at_venue(viewer.conference, dt.datetime.fromisoformat(row[name])) for name in ("starts_at", "ends_at")
    )
    return f"{start:%a} {start.day} {start:%b}, {start:%H:%M}–{end:%H:%M}"


def _differences(viewer: Viewer, old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    """How a session of the next release differs from the same one of the last; never empty."""
    found = []
    if old["title"] != new["title"]:
        found.append(f"it was called “{old['title']}”")
    if _when(viewer, old) != _when(viewer, new):
        found.append(f"now {_when(viewer, new)} (was {_when(viewer, old)})")
    if old["room"] != new["room"]:
        found.append(f"now in {new['room'] or 'no room of its own'} (was {old['room'] or 'in none'})")
    return [*found, *_talk_differences(old["talks"], new["talks"])] or ["details"]


def _talk_differences(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> list[str]:
    """Papers that left are counted, not named: a withdrawn one is not told of any more."""
    before, after = {talk["key"] for talk in old}, {talk["key"] for talk in new}
    found = [f"with “{talk['title']}”" for talk in new if talk["key"] not in before]
    gone = len(before - after)
    if gone:
        found.append("without one talk" if gone == 1 else f"without {gone} talks")
    if not found and old != new:
        found.append("its talks in another order, at other times or with other words")
    return found
