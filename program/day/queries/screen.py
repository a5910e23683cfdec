"""What a screen at a door or in a hall says at an instant: what runs, what comes next, what has changed."""

from __future__ import annotations

import dataclasses
import datetime as dt

from effgenai.conferences.core.models import Conference
from program.core.times import at_venue
from program.releases.changes import ScheduleChange
from program.schedule.queries.changelog import changes_today
from program.schedule.queries.released import Schedule, SessionView, TalkView, public_schedule


@dataclasses.dataclass(frozen=True, slots=True)
class OnScreen:
    """A session with the talk that runs, if one does, and those that come after it."""

    session: SessionView
    talk: TalkView | None
    coming: list[TalkView]
    is_today: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Screen:
    """What stands on it. `state` is "running", "waiting", "ended" or "unreleased"; times are the venue's."""

    room: str
    rooms: list[str]
    state: str
    now: list[OnScreen]
    next: list[OnScreen]
    changes: list[ScheduleChange]
    clock: dt.datetime
    is_known: bool = True


def screen_of(conference: Conference, room: str, at: dt.datetime) -> Screen:
    """The screen of a room, or of all if `room` is ""; a constant number of queries."""
    schedule = public_schedule(conference, at)
    clock = at_venue(conference, at)
    if schedule is None:
        return Screen(room, [], "unreleased", [], [], [], clock)
    rooms = [name for name in schedule.release.schedule["rooms"] if _is_used(schedule, name)]
    is_known = not room or room in rooms
    shown = [one for one in schedule.sessions if not room or not is_known or one.room in {room, ""}]
    now = [one for one in shown if one.starts_at <= at < one.ends_at]
    coming = [one for one in shown if one.starts_at > at]
    first = min((one.starts_at for one in coming), default=None)
    return Screen(
        room=room if is_known else "",
        rooms=rooms,
        state="running" if now else "waiting" if coming else "ended",
        now=[_on_screen(one, at) for one in now],
        next=[_on_screen(one, at) for one in coming if one.starts_at == first],
        changes=changes_today(conference, at),
        clock=clock,
        is_known=is_known,
    )


def _is_used(schedule: Schedule, room: str) -> bool:
    return any(session.room == room for session in schedule.sessions)


def _on_screen(session: SessionView, at: dt.datetime) -> OnScreen:
    today = at.astimezone(session.starts_at.tzinfo).date()
    is_today = session.starts_at.date() == today
    if not session.has_running_times:
        return OnScreen(session, None, [], is_today)
    running = [talk for talk in session.talks if talk.starts_at <= at < _end(talk) and not talk.is_cancelled]
    coming = [talk for talk in session.talks if talk.starts_at > at]
    return OnScreen(session, running[-1] if running else None, coming, is_today)


def _end(talk: TalkView) -> dt.datetime:
    return talk.starts_at.astimezone(dt.UTC) + dt.timedelta(minutes=talk.minutes)
