from __future__ import annotations

import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext

from effgenai.audit.models import AuditLine
from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.states import Role
from program.core.models import Room, Session, Talk
from program.core.services.talks import place_paper
from submissions.core.states import SubmissionState
from tests.program.conftest import HOUR, NOON
from tests.support.factories import NOW, make_conference, make_member, make_submission, make_user

pytestmark = pytest.mark.django_db
DESK = "/ws/chair/program/"


def test_a_session_is_typed_in_the_time_of_the_venue(chair_client, conference, form_data) -> None:
    answer = chair_client.post(f"{DESK}sessions/", form_data)
    session = Session.objects.get()
    assert answer.status_code == 302
    assert (session.starts_at.hour, session.ends_at.hour, session.ends_at.minute) == (13, 14, 30)
    assert AuditLine.objects.filter(action="session.add").count() == 1


def test_two_sessions_in_one_room_at_one_time_are_refused_in_words(chair_client, session, form_data) -> None:
    answer = chair_client.post(f"{DESK}sessions/", {**form_data, "begins": "12:30", "ends": "13:30"})
    assert "Another session is in this room at that time." in answer.content.decode()
    assert 'value="Afternoon"' in answer.content.decode()
    assert Session.objects.count() == 1
    assert not AuditLine.objects.exists()


def test_the_end_must_come_after_the_beginning(chair_client, form_data) -> None:
    answer = chair_client.post(f"{DESK}sessions/", {**form_data, "ends": "13:00"})
    assert "A session must end after it begins." in answer.content.decode()
    assert not Session.objects.exists()


def test_a_time_that_the_clocks_skip_is_refused(chair_client, conference, form_data) -> None:
    skipped = {**form_data, "day": "2026-03-29", "begins": "02:30", "ends": "04:00"}
    answer = chair_client.post(f"{DESK}sessions/", skipped)
    assert "skip 02:30" in answer.content.decode()
    assert not Session.objects.exists()


def test_a_second_editor_is_told_that_the_session_changed_meanwhile(chair_client, session, form_data) -> None:
    url = f"{DESK}sessions/{session.key}/"
    chair_client.post(url, {**form_data, "version": 0})
    answer = chair_client.post(url, {**form_data, "title": "Mine", "version": 0})
    session.refresh_from_db()
    assert session.title == "Afternoon"
    assert "Somebody changed this session" in answer.content.decode()


def test_papers_get_their_place_and_can_be_moved(chair_client, session, conference, paper) -> None:
    second = make_submission(conference, [make_user()], state=SubmissionState.ACCEPTED)
    url = f"{DESK}sessions/{session.key}/papers/"
    for one in (paper, second):
        chair_client.post(url, {"paper-paper": one.pk, "paper-minutes": 20})
    talk = Talk.objects.get(submission=second)
    chair_client.post(f"{DESK}talks/{talk.key}/", {"action": "up"})
    assert [talk.submission for talk in session.talks.all()] == [second, paper]
    chair_client.post(f"{DESK}talks/{talk.key}/", {"action": "minutes", "minutes": 30})
    page = chair_client.get(f"{DESK}sessions/{session.key}/").content.decode()
    assert "12:30" in page
    chair_client.post(f"{DESK}talks/{talk.key}/", {"action": "remove"})
    assert second.title in chair_client.get(DESK).content.decode()


def test_what_no_button_of_a_talk_says_is_refused(chair_client, session, paper) -> None:
    talk = Talk.objects.create(session=session, submission=paper, minutes=20)
    for sent in ({}, {"action": "promote"}, {"minutes": 30}):
        answer = chair_client.post(f"{DESK}talks/{talk.key}/", sent)
        assert answer.status_code == 403
        assert "No button says that" in answer.content.decode()
    assert Talk.objects.get().minutes == 20


def test_only_accepted_papers_without_a_place_can_be_chosen(chair_client, session, conference, paper) -> None:
    waiting = make_submission(conference, [make_user()])
    Talk.objects.create(session=session, submission=paper)
    url = f"{DESK}sessions/{session.key}/papers/"
    for one in (waiting, paper):
        answer = chair_client.post(url, {"paper-paper": one.pk, "paper-minutes": 20})
        assert answer.status_code == 200
    assert Talk.objects.count() == 1


def test_what_is_wrong_is_said_in_words(chair_client, session, conference, paper) -> None:
    Talk.objects.create(session=session, submission=paper, minutes=70)
    gone = make_submission(conference, [make_user()], state=SubmissionState.WITHDRAWN)
    Talk.objects.create(session=session, submission=gone, position=1)
    page = chair_client.get(DESK).content.decode()
    assert "take 10 minutes longer than the session" in page
    assert f"Paper {gone.number} in “Morning talks” is no longer accepted" in page


def test_a_paper_that_is_no_longer_accepted_is_not_named_and_takes_no_time(
    chair_client, session, conference, paper
) -> None:
    gone = make_submission(conference, [make_user()], state=SubmissionState.WITHDRAWN, title="Gone for good")
    Talk.objects.create(session=session, submission=gone, minutes=20)
    Talk.objects.create(session=session, submission=paper, position=1)
    for url in (DESK, f"{DESK}sessions/{session.key}/", f"{DESK}release/"):
        assert "Gone for good" not in chair_client.get(url).content.decode()
    assert f"12:00 {paper.title}" in chair_client.get(DESK).content.decode()


def test_what_is_for_everyone_should_not_happen_beside_talks(chair_client, session, conference) -> None:
    Session.objects.create(
        conference=conference, title="Lunch", kind="break", starts_at=NOON, ends_at=NOON + HOUR
    )
    page = chair_client.get(DESK).content.decode()
    assert "“Lunch” is for everyone, but “Morning talks” takes place at the same time." in page


def test_the_form_of_a_session_holds_its_day_as_browsers_read_it(chair_client, session) -> None:
    page = chair_client.get(f"{DESK}sessions/{session.key}/").content.decode()
    assert 'value="2026-12-12"' in page
    assert 'value="12:00"' in page


def test_a_room_in_use_is_not_removed(chair_client, session, room) -> None:
    chair_client.post(f"{DESK}rooms/{room.pk}/remove/")
    assert Room.objects.filter(pk=room.pk).exists()
    session.delete()
    chair_client.post(f"{DESK}rooms/{room.pk}/remove/")
    assert not Room.objects.filter(pk=room.pk).exists()


def test_two_rooms_of_a_name_are_refused(chair_client, room) -> None:
    answer = chair_client.post(f"{DESK}rooms/", {"name": "Hall", "note": ""})
    assert "There is already a room of this name." in answer.content.decode()
    assert Room.objects.count() == 1


@pytest.mark.parametrize("role", [None, Role.REVIEWER, Role.AREA_CHAIR, Role.SITE_EDITOR])
def test_others_find_no_such_page_and_change_nothing(role, conference, session, form_data) -> None:
    user = make_member(conference, role) if role else make_user()
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(DESK).status_code == 404
    assert client.post(f"{DESK}sessions/{session.key}/remove/").status_code == 404
    assert client.post(f"{DESK}release/", {"name": "x"}).status_code == 404
    assert Session.objects.count() == 1
    assert not conference.releases.exists()
    assert not AuditLine.objects.exists()


def test_programme_editors_work_on_the_schedule_without_being_chairs(conference, form_data, paper) -> None:
    client = Client()
    user = make_member(conference, Role.PROGRAM_EDITOR)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    client.post(f"{DESK}sessions/", form_data)
    assert Session.objects.count() == 1
    assert paper.title in client.get(DESK).content.decode()


def test_a_session_of_another_conference_does_not_exist_here(chair_client, session) -> None:
    other = make_conference("other")
    foreign = Session.objects.create(conference=other, title="Foreign", starts_at=NOON, ends_at=NOON + HOUR)
    assert chair_client.get(f"{DESK}sessions/{foreign.key}/").status_code == 404
    assert chair_client.post(f"{DESK}sessions/{foreign.key}/remove/").status_code == 404
    assert Session.objects.filter(pk=foreign.pk).exists()


def test_the_desk_asks_as_often_for_three_sessions_as_for_one(chair_client, conference, room) -> None:
    from django.db import connection

    counts = []
    for number in range(3):
        session = Session.objects.create(
            conference=conference,
            title=f"S{number}",
            room=room,
            starts_at=NOON + number * HOUR,
            ends_at=NOON + (number + 1) * HOUR,
        )
        paper = make_submission(conference, [make_user()], state=SubmissionState.ACCEPTED)
        Talk.objects.create(session=session, submission=paper)
        make_submission(conference, [make_user()], state=SubmissionState.ACCEPTED)
        with CaptureQueriesContext(connection) as queries:
            chair_client.get(DESK)
        counts.append(len(queries))
    assert counts[0] == counts[2]


def test_an_invited_talk_gets_its_place_and_is_gone_with_its_session(chair_client, session, paper) -> None:
    url = f"{DESK}sessions/{session.key}/talks/"
    empty = chair_client.post(url, {"talk-title": "On scale", "talk-speaker": "", "talk-minutes": 45})
    assert "On scale" in empty.content.decode()
    assert not Talk.objects.exists()
    chair_client.post(url, {"talk-title": "On scale", "talk-speaker": "E. Rojas", "talk-minutes": 45})
    Talk.objects.create(session=session, submission=paper, position=1)
    assert Talk.objects.get(title="On scale").speaker == "E. Rojas"
    chair_client.post(f"{DESK}sessions/{session.key}/remove/")
    assert not Talk.objects.exists()
    assert paper.title in chair_client.get(DESK).content.decode()


def test_a_talk_of_no_length_is_refused(chair_client, session, paper) -> None:
    talk = Talk.objects.create(session=session, submission=paper)
    answer = chair_client.post(f"{DESK}talks/{talk.key}/", {"action": "minutes", "minutes": 0}, follow=True)
    assert "between 1 and 600 minutes" in answer.content.decode()
    talk.refresh_from_db()
    assert talk.minutes == 15


@pytest.mark.parametrize("state", ["submitted", "rejected", "withdrawn"])
def test_a_service_places_only_accepted_papers_and_only_once(
    conference, chair, session, paper, state
) -> None:
    other = make_submission(conference, [make_user()], state=state)
    with pytest.raises(Refused, match="Only accepted papers"):
        place_paper(session=session, paper=other, minutes=10, by=chair, at=NOW)
    place_paper(session=session, paper=paper, minutes=10, by=chair, at=NOW)
    with pytest.raises(Refused, match="already has its place"):
        place_paper(session=session, paper=paper, minutes=10, by=chair, at=NOW)
    assert Talk.objects.count() == 1


def test_a_new_session_begins_with_the_day_that_was_looked_at(chair_client, conference) -> None:
    for asked, day in (("?day=2026-12-13", "2026-12-13"), ("", "2026-12-12"), ("?day=soon", "2026-12-12")):
        assert f'value="{day}"' in chair_client.get(f"{DESK}sessions/{asked}").content.decode()
