from __future__ import annotations

import dataclasses
import datetime as dt

from effgenai.accounts.models import User
from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.records import record
from program.core.models import Room, Unavailability
from program.core.services.history import editing


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class AwayFacts:
    """Who or which room cannot be had from one instant to another: either a room, or a person by address."""

    room: Room | None
    name: str
    email: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    note: str = ""


def add_unavailability(
    *, conference: Conference, facts: AwayFacts, by: User, at: dt.datetime
) -> Unavailability:
    """Note that somebody or a room cannot be had; warnings follow it from now on, nothing is moved."""
    values = {field.name: getattr(facts, field.name) for field in dataclasses.fields(facts)}
    row = Unavailability(conference=conference, **values)
    with editing(conference, f"{row} away", by=by, at=at):
        row.save()
        record(action="unavailability.add", by=by, at=at, conference=conference, summary=str(row))
    return row


def remove_unavailability(*, row: Unavailability, by: User, at: dt.datetime) -> None:
    """Forget it: the person or the room can be had then."""
    with editing(row.conference, f"{row} no longer away", by=by, at=at):
        record(action="unavailability.remove", by=by, at=at, conference=row.conference, summary=str(row))
        row.delete()
