"""Sessions when the days or the time zone of their conference move. A release stays as it was released."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction

from effgenai.accounts.models import User
from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.hooks import MovedSession, VenueMove
from effgenai.conferences.core.records import record
from effgenai.resilience.database.locks import lock_all
from effgenai.ui.dates import lasting_words, moment
from effgenai.ui.text.numbers import counted
from program.models import Session

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


@transaction.atomic
def move_sessions(move: VenueMove, by: User, at: dt.datetime) -> None:
    """Begin every session at its time of day at the new venue; each lasts as long as before.

    Raises Refused if two would overlap in a room.
    """
    sessions = lock_all(move.conference.sessions.order_by())
    rooms = {session.pk: session.room for session in sessions}
    for session in sessions:
        length = session.ends_at - session.starts_at
        session.starts_at = move.keeping_clock(session.starts_at)
        session.ends_at = session.starts_at + length
        session.version += 1
        session.room = None
    # Nobody is in a room while the times change: one after the other, each would meet those still to move.
    Session.objects.bulk_update(sessions, ["starts_at", "ends_at", "version", "room"])
    for session in sessions:
        session.room = rooms[session.pk]
    try:
        with transaction.atomic():
            Session.objects.bulk_update(sessions, ["room"])
    except IntegrityError as error:
        raise Refused(OVERLAP) from error
    summary = counted(len(sessions), "session")
    record(action="schedule.move", by=by, at=at, conference=move.conference, summary=summary)
