from __future__ import annotations

import pytest

from program.core.models import Room, Session, SessionPerson, Talk
from program.releases.services import release_schedule
from tests.program.conftest import HOUR, NOON
from tests.support.factories import NOW


@pytest.fixture
def loft(conference) -> Room:
    return Room.objects.create(conference=conference, name="Loft", position=1)


@pytest.fixture
def after(conference, room, session) -> list[Session]:
    """What follows the session in its room: two with half an hour between, a break for everyone, one more."""
    rows = [("Second", 1, 2, room), ("Third", 2.5, 3.5, room), ("Coffee", 3.5, 4, None), ("Late", 4, 5, room)]
    return [
        Session.objects.create(
            conference=conference,
            title=title,
            kind="break" if where is None else "oral",
            room=where,
            starts_at=NOON + begins * HOUR,
            ends_at=NOON + ends * HOUR,
        )
        for title, begins, ends, where in rows
    ]


@pytest.fixture
def talks(session) -> list[Talk]:
    SessionPerson.objects.create(session=session, name="Cy Roe", email="cy@post.example")
    return [
        Talk.objects.create(
            session=session,
            title=f"Talk {name}",
            speaker=f"{name} Li",
            email=f"{name.lower()}@post.example",
            position=position,
            minutes=20,
        )
        for position, name in enumerate(("Al", "Bo", "Di"))
    ]


@pytest.fixture
def released(conference, chair, session, after, talks):
    return release_schedule(conference=conference, name="Final", by=chair, at=NOW)
