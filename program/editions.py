"""What the programme gives the next edition of a conference."""

from __future__ import annotations

from effgenai.conferences.editions import Edition, EditionPart
from effgenai.conferences.models import Conference
from effgenai.conferences.services.editions import cloned
from program.models import Room


def copy_rooms(edition: Edition) -> None:
    """The rooms, without what took place in them."""
    cloned(Room.objects.filter(conference=edition.old), edition)


def _rooms(conference: Conference) -> str:
    number = Room.objects.filter(conference=conference).count()
    return "" if not number else "1 room" if number == 1 else f"{number} rooms"


ROOMS = EditionPart("rooms", "Rooms", _rooms, copy_rooms, is_usual=False)
