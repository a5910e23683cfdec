"""What a new edition takes of the programme: the rooms. Sessions and talks belong to their edition."""

from __future__ import annotations

from effgenai.conferences.core.viewer import Viewer
from effgenai.conferences.desk.edition_parts import values_of
from effgenai.conferences.desk.editions import Copying, EditionPart, names_of
from program.core.models import Room


def _rooms_words(viewer: Viewer) -> str:
    return names_of(list(viewer.conference.rooms.values_list("name", flat=True)))


def _copy_rooms(copying: Copying) -> None:
    Room.objects.bulk_create(
        Room(conference=copying.new, **values_of(room, "name", "note", "position"))
        for room in copying.old.rooms.all()
    )


ROOMS = EditionPart(
    "rooms",
    "Rooms",
    _rooms_words,
    _copy_rooms,
    note="Only if you meet in the same place.",
    ticked=False,
)
