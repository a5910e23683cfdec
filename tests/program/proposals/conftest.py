"""A workshop of two mornings with papers that wait for a place."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from effgenai.accounts.models import User
from effgenai.conferences.core.viewer import viewer_for
from program.core.models import Room, Session
from program.proposals.choices import PlanningChoices
from program.proposals.models import ProgramProposal
from program.proposals.services.computing import work_on_proposal
from program.proposals.services.making import start_proposal
from submissions.core.states import SubmissionState
from tests.program.conftest import HOUR, NOON
from tests.support.factories import NOW, make_submission, make_user

DAY = dt.timedelta(days=1)


def make_session(
    conference, title: str, *, hours: float = 0, room: Room | None = None, **fields: Any
) -> Session:
    start = NOON + hours * HOUR
    return Session.objects.create(
        conference=conference,
        title=title,
        room=room,
        **{"starts_at": start, "ends_at": start + HOUR, **fields},
    )


def make_paper(conference, title: str, presenter: str = "", *, presentation: str = "Oral", others=()) -> Any:
    """An accepted paper; the first author presents it."""
    names = (presenter or f"Author of {title}", *others)
    people = [User.objects.filter(name=name).first() or make_user(name) for name in names]
    paper = make_submission(
        conference, people, title=title, state=SubmissionState.ACCEPTED, presentation=presentation
    )
    paper.authorships.filter(position=paper.authorships.order_by("position").first().position).update(
        is_presenter=True
    )
    return paper


@pytest.fixture
def loft(conference) -> Room:
    return Room.objects.create(conference=conference, name="Loft", position=1)


@pytest.fixture
def sessions(conference, room, loft) -> list[Session]:
    """Two sessions of four talks at one time, in two rooms."""
    return [make_session(conference, "One", room=room), make_session(conference, "Two", room=loft)]


@pytest.fixture
def url(conference):
    def address(name: str, *args: str) -> str:
        return reverse(f"program:{name}", args=[conference.slug, *args])

    return address


@pytest.fixture
def propose(conference, chair):
    """A proposal as a worker has made it."""

    def make(*, by: Any = None, **choices: Any) -> ProgramProposal:
        viewer = viewer_for(user=by or chair, conference=conference, at=NOW)
        keys = tuple(conference.sessions.values_list("key", flat=True))
        asked = PlanningChoices(**{"sessions": keys, **choices})
        proposal = start_proposal(viewer=viewer, choices=asked, at=NOW)
        work_on_proposal(key=proposal.key, at=NOW)
        proposal.refresh_from_db()
        return proposal

    return make
