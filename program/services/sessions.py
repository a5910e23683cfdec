from __future__ import annotations

import dataclasses
import datetime as dt

from django.db import IntegrityError, transaction

from effgenai.accounts.models import User
from effgenai.conferences.core.errors import Overtaken, Refused
from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.records import record
from effgenai.resilience.database.locks import lock
from program.models import Room, Session

TAKEN = "Another session is in this room at that time."
CHANGED = "Somebody changed this session while you had it open. Look at it again before you save."


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class SessionFacts:
    """What an editor says about a session; times are instants."""

    title: str
    kind: str
    room: Room | None
    chair_name: str
    starts_at: dt.datetime
    ends_at: dt.datetime


@transaction.atomic
def add_session(*, conference: Conference, facts: SessionFacts, by: User, at: dt.datetime) -> Session:
    """A new session; refused if its room is taken at that time."""
    session = Session(conference=conference)
    _write(session, facts)
    record(action="session.add", by=by, at=at, conference=conference, summary=facts.title)
    return session


@transaction.atomic
def change_session(
    *, session: Session, facts: SessionFacts, version: int, by: User, at: dt.datetime
) -> Session:
    """Change a session that is still at the `version` the editor saw.

    Raises Overtaken if it was changed meanwhile.
    """
    row = lock(session)
    if row.version != version:
        raise Overtaken(CHANGED)
    row.version += 1
    _write(row, facts)
    record(action="session.change", by=by, at=at, conference=session.conference, summary=facts.title)
    return row


@transaction.atomic
def remove_session(*, session: Session, by: User, at: dt.datetime) -> None:
    """Remove a session; its papers wait for a place again, its invited talks are gone."""
    record(action="session.remove", by=by, at=at, conference=session.conference, summary=session.title)
    session.delete()


def _write(session: Session, facts: SessionFacts) -> None:
    for name in ("title", "kind", "room", "chair_name", "starts_at", "ends_at"):
        setattr(session, name, getattr(facts, name))
    try:
        with transaction.atomic():
            session.save()
    except IntegrityError as error:
        raise Refused(TAKEN) from error
