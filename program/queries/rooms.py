"""Rooms that an editor pastes, before they are added."""

from __future__ import annotations

import dataclasses

from effgenai.conferences.core.models import Conference
from effgenai.ui.tables import Column
from program.forms import RoomForm

PASTED_COLUMNS = (
    Column("Name"),
    Column("How to get there"),
    Column("What happens"),
)


@dataclasses.dataclass(frozen=True, slots=True)
class PastedRoom:
    """A line as it is understood, and why it is not added, if it is not."""

    values: dict[str, str]
    is_there: bool
    why_not: str

    @property
    def cells(self) -> list[str]:
        """What stands in its columns."""
        return list(self.values.values())

    @property
    def is_new(self) -> bool:
        """Whether it is added."""
        return not self.is_there and not self.why_not


def pasted_rooms(conference: Conference, lines: list[dict[str, str]]) -> list[PastedRoom]:
    """Each line, right or wrong as a single room would be; one query."""
    known = {name.casefold() for name in conference.rooms.values_list("name", flat=True)}
    found = []
    for values in lines:
        name = values["name"].casefold()
        errors = RoomForm(values).errors
        why_not = " ".join(said for messages in errors.values() for said in messages)
        found.append(PastedRoom(values, name in known, why_not))
        known.add(name)
    return found
