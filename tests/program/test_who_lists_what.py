"""Which sessions and papers the lists of the schedule's editors hold."""

from __future__ import annotations

import datetime as dt

import pytest

from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import viewer_for
from program.core.models import Session, Talk, papers_to_place
from submissions.core.states import SubmissionState
from tests.support.factories import NOW, make_conference, make_member, make_submission

pytestmark = pytest.mark.django_db
EDITORS = {Role.CHAIR, Role.PROGRAM_EDITOR}


def session(conference):
    times = {"starts_at": NOW, "ends_at": NOW + dt.timedelta(hours=1)}
    return Session.objects.create(conference=conference, title="Talks", **times)


@pytest.mark.parametrize("role", [None, *Role])
def test_the_draft_of_the_schedule_is_listed_for_its_editors(role):
    conference = make_conference("here")
    here, _ = session(conference), session(make_conference())
    person = make_member(conference, role) if role else None
    seen = Session.objects.visible_to(viewer_for(user=person, conference=conference, at=NOW))
    assert list(seen) == ([here] if role in EDITORS else [])


@pytest.mark.parametrize("role", [None, *Role])
def test_accepted_papers_without_a_place_are_listed_for_editors(role):
    conference = make_conference("here")
    papers = {state: make_submission(conference, state=state) for state in SubmissionState}
    placed = make_submission(conference, state=SubmissionState.ACCEPTED)
    Talk.objects.create(session=session(conference), submission=placed)
    make_submission(make_conference(), state=SubmissionState.ACCEPTED)
    person = make_member(conference, role) if role else None
    seen = papers_to_place(viewer_for(user=person, conference=conference, at=NOW))
    assert list(seen) == ([papers[SubmissionState.ACCEPTED]] if role in EDITORS else [])
