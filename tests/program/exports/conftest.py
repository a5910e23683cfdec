from __future__ import annotations

import pytest

from program.core.models import Room, Session, SessionPerson, Talk
from program.core.states import SessionKind, SessionRole
from program.releases.models import Release
from program.releases.services import release_schedule
from submissions.core.states import SubmissionState
from tests.program.conftest import HOUR, NOON
from tests.support.factories import NOW, make_submission, make_user


@pytest.fixture
def programme(conference, session, room, paper):
    """Talks, posters on boards, a break for everyone, a panel, and a party over midnight."""
    foyer = Room.objects.create(conference=conference, name="Foyer", position=1)
    Talk.objects.create(session=session, submission=paper, minutes=25)
    Talk.objects.create(session=session, title="=1+1", speaker="@Sum, Ada", minutes=20, position=1)
    posters = Session.objects.create(
        conference=conference,
        kind=SessionKind.POSTER,
        title="Posters",
        room=foyer,
        starts_at=NOON + 2 * HOUR,
        ends_at=NOON + 4 * HOUR,
    )
    for place in (1, 2):
        shown = make_submission(
            conference, [make_user(f"Ωmega Иван {place}")], state=SubmissionState.ACCEPTED
        )
        Talk.objects.create(session=posters, submission=shown, position=place, board=f"P{place}")
    Session.objects.create(
        conference=conference,
        kind=SessionKind.BREAK,
        title="Coffee & cake",
        starts_at=NOON + HOUR,
        ends_at=NOON + 2 * HOUR,
    )
    panel = Session.objects.create(
        conference=conference,
        kind=SessionKind.PANEL,
        title="A panel <b>",
        room=room,
        starts_at=NOON + 4 * HOUR,
        ends_at=NOON + 6 * HOUR + HOUR / 4,
    )
    SessionPerson.objects.create(session=panel, role=SessionRole.PANELLIST, name="Grace Hopper")
    Session.objects.create(
        conference=conference,
        kind=SessionKind.SOCIAL,
        title="Party",
        room=foyer,
        starts_at=NOON + 10 * HOUR,
        ends_at=NOON + 14 * HOUR,
    )
    return conference


@pytest.fixture
def make_release(conference, chair):
    """Release the draft as it stands."""

    def make(name: str = "First", at=NOW) -> Release:
        return release_schedule(conference=conference, name=name, by=chair, at=at)

    return make
