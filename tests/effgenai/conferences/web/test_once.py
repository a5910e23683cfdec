"""A form that is sent again and again does what it asks for once, also at the same moment."""

from __future__ import annotations

import concurrent.futures
import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from effgenai.conferences.core.models import Conference, SentForm
from effgenai.conferences.core.states import Role
from effgenai.conferences.dates.states import MilestoneKind
from effgenai.conferences.news.models import News
from effgenai.conferences.web.once import LIFETIME, SENT_BEFORE, clear_sent_forms
from effgenai.mail.models import OutboundEmail
from program.core.models import Session
from program.releases.models import Release
from reviews.assignment_drafts.models import AssignmentDraft
from reviews.committee.models import Invitation
from submissions.core.models import Submission
from tests.support.factories import (
    NOW,
    make_conference,
    make_member,
    make_milestone,
    make_submission,
    make_user,
)

DAY = dt.timedelta(days=1)
TOKEN = {"csrfmiddlewaretoken": "a" * 64}


@pytest.fixture
def conference() -> Conference:
    conference = make_conference("ws")
    make_milestone(conference, MilestoneKind.CALL_OPENS, NOW - DAY)
    make_milestone(conference, MilestoneKind.SUBMISSIONS_DUE, NOW + DAY * 3_000)
    return conference


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def chair(conference: Conference) -> Client:
    return signed_in(make_member(conference, Role.CHAIR, make_user("Clara Chair")))


def news(title: str = "Doors open", **more: str) -> dict[str, str]:
    return {"title": title, "body": "At nine.", "publication": "draft", **TOKEN, **more}


@pytest.mark.django_db
def test_a_form_sent_again_leads_to_what_came_of_it_and_says_so(chair: Client) -> None:
    first = chair.post("/ws/chair/setup/news/new/", news())
    again = chair.post("/ws/chair/setup/news/new/", news())
    assert (first.status_code, again.status_code) == (302, 302)
    assert first["Location"] == again["Location"]
    assert News.objects.count() == 1
    assert SENT_BEFORE in chair.get(again["Location"]).content.decode()


@pytest.mark.django_db
def test_a_form_that_was_changed_or_drawn_anew_is_another_one(chair: Client) -> None:
    chair.post("/ws/chair/setup/news/new/", news())
    chair.post("/ws/chair/setup/news/new/", news("Doors close"))
    chair.post("/ws/chair/setup/news/new/", news(csrfmiddlewaretoken="b" * 64))
    assert News.objects.count() == 3


@pytest.mark.django_db
def test_a_form_that_was_not_taken_may_come_again(chair: Client) -> None:
    assert chair.post("/ws/chair/setup/news/new/", news("")).status_code == 200
    assert chair.post("/ws/chair/setup/news/new/", news("")).status_code == 200
    assert not SentForm.objects.exists()


@pytest.mark.django_db
def test_of_another_person_it_is_another_form(chair: Client, conference: Conference) -> None:
    other = signed_in(make_member(conference, Role.CHAIR, make_user("Carl Chair")))
    chair.post("/ws/chair/setup/news/new/", news())
    other.post("/ws/chair/setup/news/new/", news())
    assert News.objects.count() == 2


@pytest.mark.django_db
def test_sent_forms_are_forgotten_after_a_day(chair: Client) -> None:
    chair.post("/ws/chair/setup/news/new/", news())
    sent = SentForm.objects.get()
    clear_sent_forms(at=sent.at + LIFETIME)
    assert SentForm.objects.exists()
    clear_sent_forms(at=sent.at + LIFETIME + dt.timedelta(seconds=1))
    assert not SentForm.objects.exists()


def at_once(press: Callable[[int], int], times: int = 10) -> list[int]:
    def run(number: int) -> int:
        try:
            return press(number)
        finally:
            connections.close_all()

    with concurrent.futures.ThreadPoolExecutor(times) as threads:
        return list(threads.map(run, range(times)))


def press_ten_times(clients: list[Client], url: str, data: dict[str, Any]) -> None:
    answers = at_once(lambda n: clients[n].post(url, {**data, **TOKEN}).status_code)
    assert answers == [302] * 10


@pytest.mark.django_db(transaction=True)
def test_ten_presses_at_the_same_moment_are_one(conference: Conference) -> None:
    person = make_member(conference, Role.CHAIR, make_user("Clara Chair"))
    make_member(conference, Role.REVIEWER, make_user("Rita Reader"))
    make_submission(conference, [make_user("Arthur Author")])
    clients = [signed_in(person) for _ in range(10)]
    starts = dt.datetime.combine(NOW.date(), dt.time(9), tzinfo=dt.UTC)
    ends = starts + dt.timedelta(hours=1)
    Session.objects.create(conference=conference, title="Talks", starts_at=starts, ends_at=ends)
    track = conference.tracks.get().pk

    press_ten_times(clients, "/ws/chair/program/release/", {"name": "Final"})
    assert Release.objects.count() == 1

    press_ten_times(clients, "/ws/submissions/new/", {"title": "One paper", "track": track})
    assert Submission.objects.filter(title="One paper").count() == 1

    people = {"people": "Ida Invited <ida@uni.example>", "role": "reviewer", "load": "3"}
    press_ten_times(clients, "/ws/chair/committee/invite/", people)
    chosen = {"invitation": Invitation.objects.get().pk}
    press_ten_times(clients, "/ws/chair/committee/send/", chosen)
    assert OutboundEmail.objects.filter(to_address="ida@uni.example").count() == 1

    press_ten_times(
        clients,
        "/ws/chair/setup/news/new/",
        {"title": "Doors open", "body": "At nine.", "publication": "draft"},
    )
    assert News.objects.count() == 1

    press_ten_times(clients, "/ws/chair/assignment/propose/", asked_for(clients[0]))
    assert AssignmentDraft.objects.count() == 1


def asked_for(client: Client) -> dict[str, Any]:
    """What the form for a draft begins with."""
    form = client.get("/ws/chair/assignment/propose/").context["form"]
    return {bound.html_name: bound.value() for bound in form if bound.value() not in (None, False)}
