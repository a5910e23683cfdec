"""What is printed for the venue: a sheet for each door and day, and a label for each poster board."""

from __future__ import annotations

import dataclasses
import datetime as dt

from effgenai.conferences.core.models import Conference
from program.exports.items import ProgrammeItem, address_of, items_of
from program.exports.qr import QrPath, qr_path
from program.schedule.queries.released import Schedule, SessionView

# Titles from here on are set smaller, so that a label stays a label.
LONG_TITLE = 110


@dataclasses.dataclass(frozen=True, slots=True)
class DoorSheet:
    """What happens in a room on a day; breaks and all else without a room are on every door."""

    date: dt.date
    room: str
    sessions: list[SessionView]


@dataclasses.dataclass(frozen=True, slots=True)
class BoardLabel:
    """What hangs at a poster board, with the code of the poster's public page."""

    item: ProgrammeItem
    address: str
    code: QrPath

    @property
    def is_long(self) -> bool:
        """Whether its title needs smaller letters."""
        return len(self.item.title) > LONG_TITLE


def door_sheets(schedule: Schedule) -> list[DoorSheet]:
    """A sheet for each day and each room that something happens in; no query."""
    return [
        DoorSheet(day.date, room, [one for one in day.sessions if one.room in {room, ""}])
        for day in schedule.days
        for room in day.rooms
    ]


def board_labels(conference: Conference, schedule: Schedule) -> list[BoardLabel]:
    """A label for each poster and demo, in the order of sessions and boards; no query."""
    return [_label(item, address_of(conference, item)) for item in items_of(schedule) if _hangs(item)]


def _hangs(item: ProgrammeItem) -> bool:
    return item.talk is not None and not item.session.has_running_times and not item.talk.is_cancelled


def _label(item: ProgrammeItem, address: str) -> BoardLabel:
    return BoardLabel(item, address, qr_path(address))
