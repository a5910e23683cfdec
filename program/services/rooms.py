from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction

from effgenai.accounts.models import User
from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.records import record
from effgenai.resilience.database.locks import lock
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
def add_rooms(
    *, conference: Conference, rooms: list[dict[str, str]], by: User, at: dt.datetime
) -> list[Room]:
    """All of the rooms that are not there yet, in their order; gives those that are new."""
    known = {room.name.casefold() for room in conference.rooms.all()}
    added = []
    for room in rooms:
        if room["name"].casefold() not in known:
            known.add(room["name"].casefold())
            added.append(add_room(conference=conference, by=by, at=at, **room))
    return added


@transaction.atomic
def change_room(*, room: Room, name: str, note: str, by: User, at: dt.datetime) -> None:
    """Another name, or another way there; visitors see the name with the next release.

    Raises Refused if another room has this name.
    """
    row = lock(room)
    old, row.name, row.note = row.name, name, note
    try:
        with transaction.atomic():
            row.save(update_fields=["name", "note"])
    except IntegrityError as error:
        raise Refused("There is already a room of this name.") from error
    summary = name if name == old else f"{old} → {name}"
    record(action="room.change", by=by, at=at, conference=room.conference, summary=summary)


@transaction.atomic
def remove_room(*, room: Room, by: User, at: dt.datetime) -> None:
    """Remove a room in which nothing happens. Raises Refused if there are sessions in it."""
    if room.sessions.exists():
        raise Refused("There are sessions in this room: move them first.")
    record(action="room.remove", by=by, at=at, conference=room.conference, summary=room.name)
    room.delete()
