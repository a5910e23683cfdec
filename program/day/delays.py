"""What a delay of a session moves: later sessions of its room and day, up to the next one that is fixed."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence

from django.db.models import TextChoices

from effgenai.conferences.core.models import Conference
from program.core.models import Session
from program.core.states import SHARING_A_ROOM
from program.core.times import conference_day

MINUTE = dt.timedelta(minutes=1)


class Way(TextChoices):
    """What becomes of the sessions after a delayed one."""

    GAPS = "gaps", "Use up free time first: move only what has to move"
    ALONG = "along", "Move what comes later by as much"
    SHORTER = "shorter", "End as planned: only this session begins later, and is shorter"


@dataclasses.dataclass(frozen=True, slots=True)
class SessionShift:
    """A session with the instants at which it is to begin and end."""

    session: Session
    starts_at: dt.datetime
    ends_at: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True)
class Delay:
    """What moves, the delayed session first, and the fixed session that ends the chain, if any.

    `overrun` says how many minutes the last of them would run into that; `why_not` why it cannot be, or "".
    """

    shifts: list[SessionShift]
    stop: Session | None
    overrun: int = 0
    why_not: str = ""


def delay_of(
    conference: Conference, sessions: Sequence[Session], session: Session, minutes: int, way: Way
) -> Delay:
    """What a delay by so many minutes that pass moves, of all `sessions` of the draft; no query."""
    by = minutes * MINUTE
    if way == Way.SHORTER:
        return _shorter(session, by)
    later = _later(conference, sessions, session)
    stop = next((one for one in later if one.is_fixed), None)
    chain = later[: later.index(stop)] if stop else later
    shifts = [SessionShift(session, session.starts_at + by, session.ends_at + by)]
    for one in (one for one in chain if one.room_id == session.room_id):
        wanted = by if way == Way.ALONG else max(shift.ends_at for shift in shifts) - one.starts_at
        if wanted > dt.timedelta():
            shifts.append(SessionShift(one, one.starts_at + wanted, one.ends_at + wanted))
    return _with_stop(shifts, stop)


def _shorter(session: Session, by: dt.timedelta) -> Delay:
    starts_at = session.starts_at + by
    why_not = "" if starts_at < session.ends_at else "The session is not longer than its delay."
    return Delay([SessionShift(session, starts_at, session.ends_at)], None, why_not=why_not)


def _later(conference: Conference, sessions: Sequence[Session], session: Session) -> list[Session]:
    """What begins after it on its day in its room, or is for everyone, in order of time."""
    day = conference_day(conference, session.starts_at)
    found = [
        one
        for one in sessions
        if one.pk != session.pk
        and one.starts_at >= session.ends_at
        and one.room_id in {session.room_id, None}
        and conference_day(conference, one.starts_at) == day
    ]
    return sorted(found, key=lambda one: (one.starts_at, one.pk))


def _with_stop(shifts: list[SessionShift], stop: Session | None) -> Delay:
    if stop is None:
        return Delay(shifts, None)
    last = max(shifts, key=lambda shift: shift.ends_at)
    overrun = max(int((last.ends_at - stop.starts_at) / MINUTE), 0)
    is_one_room = stop.room_id is not None and stop.room_id == last.session.room_id
    if overrun and is_one_room and not {stop.kind, last.session.kind} & {*SHARING_A_ROOM}:
        words = (
            f"“{last.session.title}” would still be in the room when “{stop.title}” begins, which is fixed."
        )
        return Delay(shifts, stop, overrun, words)
    return Delay(shifts, stop, overrun)
