"""What is on, what comes next, and what the newest release changed: told above the schedule."""

from __future__ import annotations

import dataclasses
import datetime as dt

from effgenai.conferences.core.models import Conference
from program.releases.changes import changes_between
from program.schedule.queries.released import Schedule, SessionView, accepted_numbers

BEFORE = dt.timedelta(days=1)
# Whoever has not looked for so long reads all of it anew.
NEWS_LAST = dt.timedelta(days=14)


@dataclasses.dataclass(frozen=True, slots=True)
class NowAndNext:
    """The sessions that run, and those that begin next, all at one time."""

    now: list[SessionView]
    next: list[SessionView]


def now_and_next(schedule: Schedule, at: dt.datetime) -> NowAndNext | None:
    """From a day before the first session to the end of the last; None outside of that. No query."""
    sessions = schedule.sessions
    if not sessions:
        return None
    begin = min(session.starts_at for session in sessions)
    if not begin - BEFORE <= at < max(session.ends_at for session in sessions):
        return None
    after = min((session.starts_at for session in sessions if session.starts_at > at), default=None)
    return NowAndNext(
        now=[session for session in sessions if session.is_now],
        next=[session for session in sessions if session.starts_at == after],
    )


def count_of_newest_changes(conference: Conference, schedule: Schedule, at: dt.datetime) -> int:
    """How many changes the newest release brought, as long as that is news. At most two queries."""
    release = schedule.release
    if release.number == 1 or at - release.released_at > NEWS_LAST:
        return 0
    before = conference.releases.filter(number__lt=release.number).order_by("-number").first()
    if before is None:
        return 0
    return len(changes_between(before.schedule, release.schedule, accepted_numbers(conference)))
