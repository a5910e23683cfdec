from __future__ import annotations

import dataclasses
import datetime as dt

from django.db import IntegrityError, transaction

from effgenai.accounts.models import User
from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.records import record
from effgenai.resilience.database.locks import lock
from program.core.models import Room
from program.core.services.history import editing

THERE = "There is already a room of this name."


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class RoomFacts:
    """What an editor says about a room; `capacity` counts places, None where nobody has counted."""

    name: str
    note: str = ""
    capacity: int | None = None
    equipment: str = ""
    map_url: str = ""


def add_room(*, conference: Conference, facts: RoomFacts, by: User, at: dt.datetime) -> Room:
    """A new room, after those there are. Raises Refused if there is a room of this name."""
    with editing(conference, f"{facts.name} added", by=by, at=at):
        return _add(conference, facts, by, at)


def add_rooms(
    *, conference: Conference, rooms: list[dict[str, str]], by: User, at: dt.datetime
) -> list[Room]:
    """All of the rooms that are not there yet, in their order; gives those that are new."""
    with editing(conference, "Rooms added", by=by, at=at):
        known = {room.name.casefold() for room in conference.rooms.all()}
        added = []
        for room in rooms:
            if room["name"].casefold() not in known:
                known.add(room["name"].casefold())
                added.append(_add(conference, RoomFacts(name=room["name"], note=room["note"]), by, at))
        return added


def change_room(*, room: Room, facts: RoomFacts, by: User, at: dt.datetime) -> None:
    """Another name, or another way there; visitors see the name with the next release.

    Raises Refused if another room has this name.
    """
    with editing(room.conference, f"{facts.name} changed", by=by, at=at):
        row = lock(room)
        old = row.name
        _write(row, facts)
        summary = row.name if row.name == old else f"{old} → {row.name}"
        record(action="room.change", by=by, at=at, conference=room.conference, summary=summary)


def remove_room(*, room: Room, by: User, at: dt.datetime) -> None:
    """Remove a room in which nothing happens. Raises Refused if there are sessions in it."""
    with editing(room.conference, f"{room.name} removed", by=by, at=at):
        if room.sessions.exists():
            raise Refused("There are sessions in this room: move them first.")
        record(action="room.remove", by=by, at=at, conference=room.conference, summary=room.name)
        room.delete()


def _add(conference: Conference, facts: RoomFacts, by: User, at: dt.datetime) -> Room:
    room = Room(conference=conference, position=conference.rooms.count())
    _write(room, facts)
    record(action="room.add", by=by, at=at, conference=conference, summary=room.name)
    return room


def _write(room: Room, facts: RoomFacts) -> None:
    for name, value in dataclasses.asdict(facts).items():
        setattr(room, name, value)
    try:
        with transaction.atomic():
            room.save()
    except IntegrityError as error:
        raise Refused(THERE) from error
