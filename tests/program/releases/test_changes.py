"""What a release changes is told before it is made, and afterwards to everybody."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from program.core.models import Session, SessionPerson, Talk
from program.releases.models import Release
from program.releases.services import release_schedule
from submissions.core.models import Submission
from submissions.core.states import SubmissionState
from tests.program.conftest import HOUR, NOON
from tests.support.factories import NOW, make_submission, make_user

pytestmark = pytest.mark.django_db
RELEASE = "/ws/chair/program/release/"


def release(conference, chair, name: str = "First") -> Release:
    return release_schedule(conference=conference, name=name, by=chair, at=NOW)


def page(url: str) -> str:
    return Client().get(url).content.decode()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda _: Session.objects.update(ends_at=NOON + 2 * HOUR), "now Sat 12 Dec, 12:00–14:00 (was"),
        (lambda _: Session.objects.update(room=None), "now in no room of its own (was Hall)"),
        (lambda _: Session.objects.update(title="New name"), "it was called “Morning talks”"),
        (lambda one: SessionPerson.objects.create(session=one, name="Bo Li"), "chaired by Bo Li"),
        (
            lambda one: SessionPerson.objects.create(session=one, name="Bo Li", role="panellist"),
            "on the panel: Bo Li",
        ),
        (lambda _: Talk.objects.filter(position=1).update(speaker="Al Ma"), "“Second” by Al Ma"),
        (lambda _: Talk.objects.filter(position=1).update(title="Other"), "“Other” was called “Second”"),
        (lambda _: Talk.objects.filter(position=0).update(minutes=25), "“Second” at 12:25"),
        (lambda _: Talk.objects.filter(position=1).update(board="7b"), "“Second” at board 7b"),
        (lambda _: Talk.objects.filter(position=1).delete(), "without one talk"),
        (lambda one: Talk.objects.create(session=one, title="Third", position=2), "with “Third”"),
    ],
)
def test_each_kind_of_change_is_told_before_and_after(
    chair_client, conference, chair, session, change, words
) -> None:
    for position, title in enumerate(("First", "Second")):
        Talk.objects.create(session=session, title=title, speaker="Bo Li", position=position)
    release(conference, chair)
    change(session)
    assert words in chair_client.get(RELEASE).content.decode()
    assert words not in page("/ws/program/changes/")
    release(conference, chair, "Second")
    for url in ("/ws/program/changes/", "/ws/program/changes.atom"):
        assert words in page(url)


def test_a_session_that_moves_tells_its_own_time_only(chair_client, conference, chair, session) -> None:
    Talk.objects.create(session=session, title="Alone", speaker="Bo Li")
    release(conference, chair)
    Session.objects.update(starts_at=NOON + HOUR, ends_at=NOON + 2 * HOUR)
    shown = chair_client.get(RELEASE).content.decode()
    assert "now Sat 12 Dec, 13:00–14:00" in shown
    assert "“Alone” at" not in shown


def test_a_withdrawn_paper_is_named_in_no_release_and_no_change(conference, chair, session, paper) -> None:
    release(conference, chair)
    Talk.objects.create(session=session, submission=paper)
    release(conference, chair, "Second")
    urls = ("/ws/program/changes/", "/ws/program/changes.atom", "/ws/program/releases/2/")
    assert all(paper.title in page(url) for url in urls)
    Submission.objects.filter(pk=paper.pk).update(state=SubmissionState.WITHDRAWN, withdrawn_at=NOW)
    assert not any(paper.title in page(url) for url in urls)


def test_an_earlier_release_stays_and_says_that_it_is_one(conference, chair, session) -> None:
    release(conference, chair)
    Session.objects.update(title="Renamed")
    release(conference, chair, "Second")
    earlier, newest = page("/ws/program/releases/1/"), page("/ws/program/releases/2/")
    assert "Morning talks" in earlier
    assert "see release 2" in earlier
    assert "An earlier release" not in newest
    assert "Renamed" in newest
    assert f"#session-{session.key}" in page("/ws/program/releases/1/grid.css")
    assert Client().get("/ws/program/releases/3/").status_code == 404


def test_fifty_releases_cost_no_more_queries_than_two(conference, chair, session) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            page("/ws/program/changes.atom?again")
        return len(found)

    for number in range(2):
        Session.objects.update(title=f"Title {number}")
        release(conference, chair, f"R{number}")
    few = queries()
    for number in range(2, 50):
        Session.objects.update(title=f"Title {number}")
        release(conference, chair, f"R{number}")
    assert queries() == few


def test_a_release_that_shows_much_less_is_confirmed_by_a_number(
    chair_client, conference, chair, session
) -> None:
    papers = [make_submission(conference, [make_user()], state=SubmissionState.ACCEPTED) for _ in range(10)]
    for paper in papers:
        Talk.objects.create(session=session, submission=paper)
    release(conference, chair)
    Talk.objects.filter(submission__in=papers[:5]).delete()
    assert "Type 1 to confirm" in chair_client.get(RELEASE).content.decode()
    for typed in ({}, {"sessions": 7}):
        answer = chair_client.post(RELEASE, {"name": "Less", **typed})
        assert "Type 1 to confirm" in answer.content.decode()
    assert Release.objects.count() == 1
    chair_client.post(RELEASE, {"name": "Less", "sessions": 1})
    assert Release.objects.count() == 2


def test_what_is_left_out_is_counted_with_its_reason(chair_client, conference, session, paper) -> None:
    Session.objects.create(
        conference=conference, title="Surprise", starts_at=NOON, ends_at=NOON + HOUR, is_public=False
    )
    gone = make_submission(conference, [make_user()], state=SubmissionState.WITHDRAWN)
    for one in (paper, gone):
        Talk.objects.create(session=session, submission=one)
    shown = " ".join(chair_client.get(RELEASE).content.decode().split())
    assert "1 session with 1 talk or poster" in shown
    assert "Left out: 1 session kept from visitors, 1 paper not accepted any more." in shown
    chair_client.post(RELEASE, {"name": "First"})
    assert "Surprise" not in page("/ws/program/")


def test_an_editor_is_told_of_no_paper_that_is_not_public_to_them(
    chair_client, conference, chair, session, paper
) -> None:
    from effgenai.conferences.core.states import AcceptedShown, Role
    from tests.support.factories import make_member

    type(conference).objects.filter(pk=conference.pk).update(accepted_shown=AcceptedShown.NOBODY)
    release(conference, chair)
    Talk.objects.create(session=session, submission=paper)
    editor = Client()
    editor.force_login(
        make_member(conference, Role.PROGRAM_EDITOR), backend="django.contrib.auth.backends.ModelBackend"
    )
    assert paper.title not in editor.get(RELEASE).content.decode()
    assert paper.title in chair_client.get(RELEASE).content.decode()
