from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction

from effgenai.accounts.models import User
from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.records import record
from program.models import Room


@transaction.atomic
def add_room(*, conference: Conference, name: str, note: str, by: User, at: dt.datetime) -> Room:
    """A new room, after those there are. Raises Refused if there is a room of this name."""
    try:
        with transaction.atomic():
            room = Room.objects.create(
                conference=conference, name=name, note=note, position=conference.rooms.count()
            )
    except IntegrityError as error:
        raise Refused("There is already a room of this name.") from error
    record(action="room.add", by=by, at=at, conference=conference, summary=name)
    return room


@transaction.atomic
def remove_room(*, room: Room, by: User, at: dt.datetime) -> None:
    """Remove a room in which nothing happens. Raises Refused if there are sessions in it."""
    if room.sessions.exists():
        raise Refused("There are sessions in this room: move them first.")
    record(action="room.remove", by=by, at=at, conference=room.conference, summary=room.name)
    room.delete()
