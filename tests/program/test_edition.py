"""What the next edition takes of the programme."""

from __future__ import annotations

import pytest

from program.core.models import Room, Session
from tests.support.editions import edition_url, make_next


@pytest.fixture(autouse=True)
def signed_in(client, chair):
    client.force_login(chair, backend="django.contrib.auth.backends.ModelBackend")


@pytest.mark.usefixtures("room")
def test_rooms_come_along_if_asked_for_and_sessions_never(client, conference):
    Room.objects.create(conference=conference, name="Annex", note="Second floor", position=5)
    new = make_next(client, conference, slug="next")
    rooms = [(room.name, room.note, room.position) for room in new.rooms.all()]
    assert rooms == [(room.name, room.note, room.position) for room in conference.rooms.all()]
    assert len(rooms) == 2
    assert not Session.objects.filter(conference=new).exists()


@pytest.mark.usefixtures("room")
def test_rooms_stay_behind_unless_ticked(client, conference):
    rows = {
        offer.part.key: ticked for offer, ticked in client.get(edition_url(conference)).context["form"].rows
    }
    assert rows["rooms"] is False
    assert not make_next(client, conference, parts=["topics"]).rooms.exists()
