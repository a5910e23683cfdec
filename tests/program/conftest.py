from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.states import Role
from program.core.models import Room, Session
from submissions.core.states import SubmissionState
from tests.support.factories import make_conference, make_member, make_submission, make_user

# Noon in Vienna on the day of the workshop, in winter time.
NOON = dt.datetime(2026, 12, 12, 11, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def conference(db) -> Conference:
    return make_conference("ws", time_zone="Europe/Vienna", starts_on=dt.date(2026, 12, 12))


@pytest.fixture
def chair(conference):
    return make_member(conference, Role.CHAIR)


@pytest.fixture
def room(conference) -> Room:
    return Room.objects.create(conference=conference, name="Hall")


@pytest.fixture
def session(conference, room) -> Session:
    return Session.objects.create(
        conference=conference, title="Morning talks", room=room, starts_at=NOON, ends_at=NOON + HOUR
    )


@pytest.fixture
def paper(conference):
    return make_submission(conference, [make_user("Ada Nwosu")], state=SubmissionState.ACCEPTED)


@pytest.fixture
def chair_client(chair) -> Client:
    client = Client()
    client.force_login(chair, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def form_data(room) -> dict[str, object]:
    return {
        "title": "Afternoon",
        "kind": "oral",
        "room": room.pk,
        "day": "2026-12-12",
        "begins": "14:00",
        "ends": "15:30",
        "chairs": "",
    }
