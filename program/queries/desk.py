"""What the editors of the schedule see: the draft by days, what waits for a place, and what is wrong."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools

from effgenai.conferences.viewer import Viewer
from program.models import Release, Session, Talk
from program.querysets import papers_to_place
from program.services.releases import snapshot
from program.times import at_venue
from submissions.models import Submission
from submissions.states import SubmissionState


@dataclasses.dataclass(frozen=True, slots=True)
class TalkRow:
    """A talk of the draft with the time it begins at, derived from the talks before it."""

    talk: Talk
    title: str
    starts_at: dt.datetime


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
        problems=[problem for row in rows for problem in row.problems],
        last_release=last,
        is_changed=last is None or last.schedule != snapshot(viewer.conference),
    )


def _sessions(viewer: Viewer) -> list[Session]:
    sessions = Session.objects.visible_to(viewer).select_related("room")
    return list(sessions.prefetch_related("talks__submission"))


def session_row(viewer: Viewer, session: Session) -> SessionRow:
    """A session with its talks' times; no further query if the talks were fetched before."""
    start = at_venue(viewer.conference, session.starts_at)
    end = at_venue(viewer.conference, session.ends_at)
    talks, clock = [], start
    for talk in session.talks.all():
        talks.append(TalkRow(talk, talk.submission.title if talk.submission else talk.title, clock))
        clock += dt.timedelta(minutes=talk.minutes)
    return SessionRow(session, start, end, talks, _problems(session, talks, clock, end))


def _problems(session: Session, talks: list[TalkRow], until: dt.datetime, end: dt.datetime) -> list[str]:
    found = []
    if until > end:
        over = int((until - end).total_seconds() // 60)
        found.append(f"The talks of “{session.title}” take {over} minutes longer than the session.")
    found += [
        f"“{row.title}” in “{session.title}” is no longer accepted and will not be shown."
        for row in talks
        if row.talk.submission and row.talk.submission.state != SubmissionState.ACCEPTED
    ]
    return found


def release_changes(viewer: Viewer) -> list[str]:
    """What the next release will change for visitors, in sentences."""
    last = viewer.conference.releases.order_by("-number").first()
    before = {row["key"]: row for row in (last.schedule["sessions"] if last else [])}
    after = {row["key"]: row for row in snapshot(viewer.conference)["sessions"]}
    added = [f"New: {row['title']}" for key, row in after.items() if key not in before]
    gone = [f"Gone: {row['title']}" for key, row in before.items() if key not in after]
    changed = [
        f"Changed: {row['title']}" for key, row in after.items() if key in before and before[key] != row
    ]
    return [*added, *changed, *gone]
