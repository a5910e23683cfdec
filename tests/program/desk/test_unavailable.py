"""Editors note who or which room cannot be had; the draft is compared with it at once."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from program.core.models import Talk, Unavailability
from tests.program.conftest import HOUR, NOON
from tests.support.factories import make_user

PAGE = "/ws/chair/program/unavailable/"
DESK = "/ws/chair/program/"


@pytest.mark.parametrize(
    ("typed", "span"),
    [
        ({}, (NOON - 12 * HOUR, NOON + 12 * HOUR)),
        ({"until_day": "2026-12-13"}, (NOON - 12 * HOUR, NOON + 36 * HOUR)),
        ({"from_time": "09:00", "until_time": "13:30"}, (NOON - 3 * HOUR, NOON + 1.5 * HOUR)),
        ({"from_time": "15:00"}, (NOON + 3 * HOUR, NOON + 12 * HOUR)),
    ],
)
def test_times_are_those_of_the_venue_and_without_them_whole_days(
    chair_client, conference, typed: dict[str, str], span: tuple[dt.datetime, dt.datetime]
) -> None:
    chair_client.post(PAGE, {"email": "bo@a.example", "name": "Bo Li", "from_day": "2026-12-12", **typed})
    row = Unavailability.objects.get()
    assert (row.starts_at, row.ends_at) == span


def test_a_clash_is_named_as_soon_as_it_is_noted_and_gone_when_it_is_removed(chair_client, session) -> None:
    Talk.objects.create(session=session, title="T", speaker="Bo Li", email="bo@a.example")
    chair_client.post(PAGE, {"email": "BO@a.example", "name": "Bo Li", "from_day": "2026-12-12"})
    words = "Bo Li speaks in “Morning talks” but is away"
    assert words in chair_client.get(DESK).content.decode()
    chair_client.post(f"{PAGE}{Unavailability.objects.get().pk}/remove/")
    assert words not in chair_client.get(DESK).content.decode()
    assert not Unavailability.objects.exists()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"from_day": "2026-12-12"}, "Choose a room, or name a person by address."),
        (
            {"email": "a@b.example", "from_day": "2026-12-12", "until_day": "2026-12-11"},
            "The end must be after the beginning.",
        ),
        ({"email": "a@b.example", "from_day": "2026-03-29", "from_time": "02:30"}, "skip 02:30"),
        ({"email": "a@b.example", "from_day": "9999-12-31"}, "less than or equal to 2200-01-01"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_a_sentence(chair_client, conference, typed, words) -> None:
    answer = chair_client.post(PAGE, typed)
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert not Unavailability.objects.exists()


def test_others_neither_see_nor_change_it(conference, chair, session) -> None:
    row = Unavailability.objects.create(
        conference=conference, email="bo@a.example", starts_at=NOON, ends_at=NOON + HOUR
    )
    client = Client()
    client.force_login(make_user(), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(PAGE).status_code == 404
    assert client.post(f"{PAGE}{row.pk}/remove/").status_code == 404
    assert Unavailability.objects.exists()
