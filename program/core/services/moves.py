"""Sessions when the days or the time zone of their conference move. A release stays as it was released."""

from __future__ import annotations

import datetime as dt

from effgenai.accounts.models import User
from effgenai.conferences.core.hooks import MovedSession, VenueMove
from effgenai.conferences.core.records import record
from effgenai.resilience.database.locks import lock_all
from effgenai.ui.dates import lasting_words, moment
from effgenai.ui.text.numbers import counted
from program.core.models import Session
from program.core.services.history import editing

OVERLAP = "Moved along, two sessions would be in one room at one time, since the clocks change that night."


def changes(move: VenueMove) -> list[MovedSession]:
    """The sessions of the draft that begin at another instant if they keep their clock; one query."""
    sessions = move.conference.sessions.all()
    moved = [one for one in sessions if move.keeping_clock(one.starts_at) != one.starts_at]
    with lasting_words():
        return [_in_words(session, move) for session in moved]


def _in_words(session: Session, move: VenueMove) -> MovedSession:
    return MovedSession(
        title=session.title,
        now=moment(session.starts_at, move.conference.time_zone),
        keeping_clock=moment(move.keeping_clock(session.starts_at), move.time_zone),
        keeping_instant=moment(session.starts_at, move.time_zone),
    )


def move_sessions(move: VenueMove, by: User, at: dt.datetime) -> None:
    """Begin every session at its time of day at the new venue; each lasts as long as before.

    Raises Refused if two would overlap in a room.
    """
    with editing(move.conference, "Sessions moved with the conference", by=by, at=at, taken=OVERLAP):
        sessions = lock_all(move.conference.sessions.order_by())
        for session in sessions:
            length = session.ends_at - session.starts_at
            session.starts_at = move.keeping_clock(session.starts_at)
            session.ends_at = session.starts_at + length
            session.version += 1
        Session.objects.bulk_update(sessions, ["starts_at", "ends_at", "version"])
        summary = counted(len(sessions), "session")
        record(action="schedule.move", by=by, at=at, conference=move.conference, summary=summary)
