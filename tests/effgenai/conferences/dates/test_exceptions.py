"""A track or a person can have another date: who sets it, who sees it, and what comes of it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from effgenai.audit.models import AuditLine
from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.models import Track
from effgenai.conferences.core.states import Role
from effgenai.conferences.dates.models import MilestoneException
from effgenai.conferences.dates.queries.milestones import milestone_for, submissions_open
from effgenai.conferences.dates.services import save_exception
from effgenai.conferences.dates.states import MilestoneKind
from effgenai.mail.models import OutboundEmail
from effgenai.ui.dates import ZonedInstant
from tests.support.factories import NOW, make_conference, make_member, make_milestone, make_user
from tests.support.pages import on_one_line

DAY = dt.timedelta(days=1)
DUE = NOW + 5 * DAY


@pytest.fixture
def conference(db):
    return make_conference("ws")


@pytest.fixture
def due(conference):
    return make_milestone(conference, MilestoneKind.SUBMISSIONS_DUE, DUE, zone="UTC", grace_minutes=30)


@pytest.fixture
def short(conference):
    return Track.objects.create(conference=conference, name="Short papers", position=1)


@pytest.fixture
def chair(conference, client):
    chair = make_member(conference, Role.CHAIR)
    client.force_login(chair, backend="django.contrib.auth.backends.ModelBackend")
    return chair


def url(conference, due):
    return reverse("conferences:exceptions", args=[conference.slug, due.key])


def until(days, **fields):
    moment = DUE + days * DAY
    values = {"when_0": moment.strftime("%Y-%m-%dT%H:%M"), "when_1": "UTC", "reason": ""}
    return {**values, "track": "", "person": "", **fields}


def give(due, days, **whom):
    return MilestoneException.objects.create(
        milestone=due, instant=DUE + days * DAY, zone="UTC", created_at=NOW, **whom
    )


def applied(conference, user=None, track=None):
    return milestone_for(conference, MilestoneKind.SUBMISSIONS_DUE, user=user, track=track).instant


def test_that_of_a_track_takes_the_place_of_the_date_be_it_earlier_or_later(conference, due, short):
    exception = give(due, 2, track=short)
    assert applied(conference, track=short) == DUE + 2 * DAY
    assert applied(conference, track=conference.tracks.first()) == DUE
    exception.instant = DUE - DAY
    exception.save()
    assert applied(conference, track=short) == DUE - DAY


def test_that_of_a_person_only_ever_helps(conference, due, short):
    ada, ben = make_user(), make_user()
    give(due, 3, user=ada)
    give(due, -2, user=ben)
    give(due, 5, track=short)
    assert applied(conference, ada) == DUE + 3 * DAY
    assert applied(conference, ada, short) == DUE + 5 * DAY
    assert applied(conference, ben) == DUE
    assert applied(conference) == DUE


def test_grace_comes_on_top_of_an_exception(conference, due, short):
    give(due, 2, track=short)
    closes = DUE + 2 * DAY + dt.timedelta(minutes=30)
    assert submissions_open(conference, closes, track=short)
    assert not submissions_open(conference, closes + dt.timedelta(seconds=1), track=short)
    assert submissions_open(conference, closes)  # some track is
    assert not submissions_open(conference, closes, track=conference.tracks.first())


def test_asking_takes_as_many_queries_however_many_there_are(
    conference, due, short, django_assert_num_queries
):
    give(due, 2, track=short)
    with django_assert_num_queries(3):
        submissions_open(conference, NOW)
    for _ in range(3):
        give(due, 2, user=make_user())
        Track.objects.create(conference=conference, name=f"Track {_}")
    with django_assert_num_queries(3):
        submissions_open(conference, NOW)


def test_a_chair_gives_a_track_and_a_person_other_dates(client, conference, due, short, chair):
    person = make_user("Ada Nwosu", "ada@uni.example")
    assert client.post(url(conference, due), until(2, track=short.pk, reason="late start")).status_code == 302
    assert client.post(url(conference, due), until(4, person="ADA@uni.example")).status_code == 302
    assert client.post(url(conference, due), until(6, person="ada@uni.example")).status_code == 302
    assert applied(conference, track=short) == DUE + 2 * DAY
    assert applied(conference, person) == DUE + 6 * DAY
    assert due.exceptions.count() == 2
    html = client.get(url(conference, due)).content.decode()
    assert "Short papers" in html
    assert "Ada Nwosu" in html
    summaries = AuditLine.objects.filter(action="milestone.except").values_list("summary", "actor")
    assert ("Papers due for Short papers: Sat 8 Aug, 12:00 UTC", chair.pk) in summaries


def test_it_can_be_taken_back(client, conference, due, short, chair):
    exception = give(due, 2, track=short)
    address = reverse("conferences:remove_exception", args=[conference.slug, due.key, exception.pk])
    assert "counts for them again" in on_one_line(client.get(address).content)
    assert due.exceptions.exists()
    client.post(address)
    assert not due.exceptions.exists()
    assert AuditLine.objects.get().action == "milestone.unexcept"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Choose a track, or name a person"),
        ({"person": "nobody@uni.example"}, "Nobody has an account with this address"),
        ({"person": "ada@uni.example", "track": "short"}, "Choose a track, or name a person"),
        ({"track": "foreign"}, "Select a valid choice"),
    ],
)
@pytest.mark.usefixtures("chair")
def test_whom_it_is_for_has_to_be_clear(client, conference, due, short, fields, words):
    make_user(email="ada@uni.example")
    tracks = {"short": short.pk, "foreign": make_conference("other").tracks.first().pk}
    fields = {name: tracks.get(value, value) for name, value in fields.items()}
    html = client.post(url(conference, due), until(2, **fields)).content.decode()
    assert words in html
    assert 'value="2026-08-08T12:00"' in html
    assert not MilestoneException.objects.exists()


@pytest.mark.parametrize("days", [0, -1])
@pytest.mark.usefixtures("chair")
def test_one_person_is_only_ever_given_more_time(client, conference, due, days):
    make_user(email="ada@uni.example")
    html = client.post(url(conference, due), until(days, person="ada@uni.example")).content.decode()
    assert "choose a moment after Thu 6 Aug, 12:00 UTC" in html
    assert not MilestoneException.objects.exists()


@pytest.mark.usefixtures("chair")
def test_the_date_itself_is_no_exception_for_a_track(client, conference, due, short):
    html = client.post(url(conference, due), until(0, track=short.pk)).content.decode()
    assert "That is the date itself." in html
    assert not MilestoneException.objects.exists()


@pytest.mark.usefixtures("chair")
def test_reviews_are_due_for_all_tracks_alike(client, conference, short):
    reviews = make_milestone(conference, MilestoneKind.REVIEWS_DUE, DUE, zone="UTC")
    assert 'name="track"' not in client.get(url(conference, reviews)).content.decode()
    assert client.post(url(conference, reviews), until(2, track=short.pk)).status_code == 200
    assert not MilestoneException.objects.exists()
    with pytest.raises(Refused, match="the same for all tracks"):
        save_exception(
            milestone=reviews,
            track=short,
            user=None,
            when=ZonedInstant(DUE + DAY, "UTC"),
            reason="",
            by=make_user(),
            at=NOW,
        )
    make_user(email="ada@uni.example")
    assert client.post(url(conference, reviews), until(2, person="ada@uni.example")).status_code == 302


@pytest.mark.usefixtures("chair")
def test_a_date_that_opens_and_closes_nothing_knows_no_exceptions(client, conference):
    starts = make_milestone(conference, MilestoneKind.STARTS, DUE, zone="UTC")
    listed = client.get(reverse("conferences:milestones", args=[conference.slug])).content.decode()
    assert url(conference, starts) not in listed
    assert client.get(url(conference, starts)).status_code == 404
    assert client.post(url(conference, starts), until(2, person="ada@uni.example")).status_code == 404
    assert not MilestoneException.objects.exists()


def test_others_give_no_exceptions(client, conference, due, short):
    exception = give(due, 2, track=short)
    address = reverse("conferences:remove_exception", args=[conference.slug, due.key, exception.pk])
    for role in (Role.REVIEWER, Role.AREA_CHAIR, Role.SITE_EDITOR):
        person = make_member(conference, role)
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        assert client.post(url(conference, due), until(9, track=short.pk)).status_code == 404
        assert client.post(address).status_code == 404
    assert MilestoneException.objects.get().instant == DUE + 2 * DAY


@pytest.mark.usefixtures("chair")
def test_a_person_is_told_of_more_time_each_time_and_a_track_is_not(client, conference, due, short):
    make_user("Ada Nwosu", "ada@uni.example")
    answer = client.post(url(conference, due), until(4, person="ada@uni.example", reason="ill"), follow=True)
    assert "They get a mail that says so." in answer.content.decode()
    client.post(url(conference, due), until(6, person="ada@uni.example"))
    client.post(url(conference, due), until(2, track=short.pk))
    mails = OutboundEmail.objects.order_by("pk")
    assert [mail.to_address for mail in mails] == ["ada@uni.example"] * 2
    assert "Papers due, for you: Mon 10 Aug 2026, 12:00 UTC" in mails[0].body
    assert "For everyone else: Thu 6 Aug 2026, 12:00 UTC" in mails[0].body
    assert "ill" not in mails[0].body
    assert "/ws/me/" in mails[0].body


@pytest.mark.usefixtures("chair")
def test_who_is_given_nothing_is_told_nothing(client, conference, due):
    make_user("Ada Nwosu", "ada@uni.example")
    client.post(url(conference, due), until(-1, person="ada@uni.example"))
    assert not OutboundEmail.objects.exists()
