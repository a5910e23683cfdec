"""Workers and chairs at one draft at the same moment: real threads, real locks."""

import threading

import pytest
from django.db import connection

from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import viewer_for
from reviews.assignment_drafts.rules.choices import Choices
from reviews.assignment_drafts.services.computing import work_on_draft
from reviews.assignment_drafts.services.making import cancel_draft, start_draft
from reviews.assignment_drafts.states import DraftState
from reviews.expertise.models import Reviewer
from tests.support.factories import NOW, make_conference, make_member, make_submission

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def conference():
    conference = make_conference("effgenai", reviews_per_paper=1)
    for _ in range(3):
        make_submission(conference)
        person = make_member(conference, Role.REVIEWER)
        Reviewer.objects.create(conference=conference, user=person, joined_at=NOW)
    return conference


@pytest.fixture
def chair(conference):
    return make_member(conference, Role.CHAIR)


def asked(conference, chair, monkeypatch):
    monkeypatch.setattr("reviews.tasks.make_draft.delay", lambda *_, **__: None)
    viewer = viewer_for(user=chair, conference=conference, at=NOW)
    return start_draft(viewer=viewer, choices=Choices(), at=NOW)


def at_once(*calls):
    start = threading.Barrier(len(calls))

    def draft(call):
        start.wait()
        try:
            call()
        except Refused:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=draft, args=[call]) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_two_workers_make_one_draft(conference, chair, monkeypatch):
    draft = asked(conference, chair, monkeypatch)
    at_once(*[lambda: work_on_draft(key=draft.key, at=NOW)] * 2)
    draft.refresh_from_db()
    assert draft.state == DraftState.PROPOSED
    assert draft.pairs.count() == 3


def test_a_worker_and_a_chair_who_cancels(conference, chair, monkeypatch):
    draft = asked(conference, chair, monkeypatch)
    at_once(
        lambda: work_on_draft(key=draft.key, at=NOW),
        lambda: cancel_draft(draft=draft, by=chair, at=NOW),
    )
    draft.refresh_from_db()
    assert draft.state in {DraftState.PROPOSED, DraftState.CANCELLED}
    assert draft.pairs.count() == (3 if draft.state == DraftState.PROPOSED else 0)
    assert (draft.total is None) == (draft.state == DraftState.CANCELLED)
