from __future__ import annotations

import dataclasses
import datetime as dt

from django.db import transaction

from effgenai.accounts.models import User
from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.records import record
from program.core.models import Room, Unavailability


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class AwayFacts:
    """Who or which room cannot be had from one instant to another: either a room, or a person by address."""

    room: Room | None
    name: str
    email: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    note: str = ""


@transaction.atomic
def add_unavailability(
    *, conference: Conference, facts: AwayFacts, by: User, at: dt.datetime
) -> Unavailability:
    """Note that somebody or a room cannot be had; warnings follow it from now on, nothing is moved."""
    values = {field.name: getattr(facts, field.name) for field in dataclasses.fields(facts)}
    row = Unavailability.objects.create(conference=conference, **values)
    record(action="unavailability.add", by=by, at=at, conference=conference, summary=str(row))
    return row


@transaction.atomic
def remove_unavailability(*, row: Unavailability, by: User, at: dt.datetime) -> None:
    """Forget it: the person or the room can be had then."""
    record(action="unavailability.remove", by=by, at=at, conference=row.conference, summary=str(row))
    row.delete()
