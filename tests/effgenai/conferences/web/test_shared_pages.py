"""Public pages kept for those who are signed in: one body for all, each with the menu of their own name."""

import re

import pytest
from django.contrib import messages
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from effgenai.conferences.core.records import record
from effgenai.conferences.core.states import Role
from effgenai.conferences.web import public_pages
from program.releases.models import Release
from submissions.core.models import Submission
from submissions.core.states import SubmissionState
from tests.support.factories import NOW, make_conference, make_member, make_submission, make_user
from tests.support.signing_in import signed_in

pytestmark = pytest.mark.django_db
PAGES = ["/effgenai/papers/", "/effgenai/papers/1/", "/effgenai/program/"]


@pytest.fixture(autouse=True)
def _keeping(settings):
    settings.KEEP_PAGES_SECONDS = 60
    cache.clear()


@pytest.fixture
def conference():
    conference = make_conference("effgenai")
    make_submission(conference, state=SubmissionState.ACCEPTED, title="Old title")
    release = {"conference": conference, "number": 1, "name": "First", "released_at": NOW}
    schedule = {"time_zone": "UTC", "rooms": [], "sessions": []}
    Release.objects.create(**release, schedule=schedule, released_by=make_user())
    return conference


@pytest.fixture
def chair(conference):
    return make_member(conference, Role.CHAIR, make_user("Carla Chair"))


@pytest.fixture
def reader(conference):
    return make_user("Rita Reader")


def name_in(answer):
    return re.findall(r'<span class="truncate">([^<]+)</span>', answer.content.decode())[0]


def token_in(answer):
    return re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', answer.content.decode())[0]


@pytest.mark.parametrize("page", PAGES)
def test_each_reads_their_own_name_and_links_and_nothing_of_who_asked_first(page, chair, reader):
    seen = [signed_in(person).get(page) for person in (chair, reader, chair)]
    assert [name_in(answer) for answer in seen] == ["Carla Chair", "Rita Reader", "Carla Chair"]
    assert ["/effgenai/chair/" in answer.content.decode() for answer in seen] == [True, False, True]
    assert len({token_in(answer) for answer in seen}) == 3
    assert all(answer["Cache-Control"] == public_pages.FOR_MEMBERS for answer in seen)
    visitor = Client().get(page).content.decode()
    assert "Carla" not in visitor
    assert "csrfmiddlewaretoken" not in visitor


@pytest.mark.parametrize("page", PAGES)
def test_a_repeated_view_asks_only_who_asks(page, reader):
    client = signed_in(reader)
    first = client.get(page)
    with CaptureQueriesContext(connection) as queries:
        again = client.get(page)
    assert len(queries) == 3, queries.captured_queries  # session, person, conference with roles
    without_token = (answer.content.decode().replace(token_in(answer), "") for answer in (first, again))
    assert len(set(without_token)) == 1


@pytest.mark.parametrize("page", PAGES)
def test_the_page_is_the_same_as_without_keeping(page, chair, settings):
    client = signed_in(chair)
    kept = [client.get(page) for _ in range(2)][-1]
    settings.KEEP_PAGES_SECONDS = 0
    drawn = client.get(page)
    texts = [answer.content.decode().replace(token_in(answer), "") for answer in (kept, drawn)]
    assert [" ".join(text.split()) for text in texts[:1]] == [" ".join(text.split()) for text in texts[1:]]


def test_a_change_shows_at_the_next_view(conference, chair, reader, django_capture_on_commit_callbacks):
    client = signed_in(reader)
    assert "Old title" in client.get(PAGES[0]).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        Submission.objects.update(title="New title")
        record(action="submission.revise", by=chair, at=NOW, conference=conference)
    assert "New title" in client.get(PAGES[0]).content.decode()


def test_a_page_that_speaks_to_one_person_is_not_kept(reader, chair, monkeypatch):
    first = signed_in(reader)
    monkeypatch.setattr("program.schedule.views.schedule.render", _with_message)
    assert "For you alone" in first.get(PAGES[2]).content.decode()
    monkeypatch.undo()
    assert "For you alone" not in signed_in(chair).get(PAGES[2]).content.decode()


def _with_message(request, template, context):
    from django.shortcuts import render

    messages.info(request, "For you alone")
    return render(request, template, context)


def test_a_draft_is_kept_for_nobody_who_may_not_see_it(conference, chair, reader):
    type(conference).objects.update(public_state="draft")
    assert signed_in(chair).get(PAGES[0]).status_code == 200
    assert signed_in(reader).get(PAGES[0]).status_code == 404
    assert Client().get(PAGES[0]).status_code == 404


def test_whoever_signs_out_gets_the_page_of_visitors(reader):
    client = signed_in(reader)
    client.get(PAGES[0])
    client.logout()
    assert "Rita" not in client.get(PAGES[0]).content.decode()
