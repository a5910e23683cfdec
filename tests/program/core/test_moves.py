"""The days or the zone of a conference move: what becomes of its sessions, and what visitors see."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from effgenai.audit.models import AuditLine
from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.services.settings import update_settings
from effgenai.conferences.desk.forms.settings import SettingsForm
from effgenai.mail.models import OutboundEmail
from program.core.models import Session, Talk
from program.releases.services import release_schedule
from tests.program.conftest import HOUR, NOON
from tests.support.factories import NOW

pytestmark = pytest.mark.django_db
SETTINGS = "/ws/chair/setup/"
DAY = dt.timedelta(days=1)
ASKED = "Choose what becomes of the sessions"


def typed(conference: Conference, **changes: object) -> dict[str, Any]:
    """The form of the settings as a browser sends it."""
    form = SettingsForm(instance=conference)
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in {**values, **changes}.items() if value not in (None, False)}


def page(url: str = "/ws/program/") -> str:
    return Client().get(url).content.decode()


@pytest.fixture
def next_morning(conference, session, room) -> Session:
    """In the same room at the same time a day later, so that moving by a day meets it."""
    return Session.objects.create(
        conference=conference, title="Day two", room=room, starts_at=NOON + DAY, ends_at=NOON + DAY + HOUR
    )


@pytest.fixture
def released(conference, chair, session, next_morning):
    Talk.objects.create(session=session, title="On scale", speaker="E. Rojas", minutes=20)
    return release_schedule(conference=conference, name="First", by=chair, at=NOW)


CHANGES = [
    {"starts_on": "2026-12-13"},
    {"starts_on": "2026-12-11"},
    {"time_zone": "Asia/Tokyo"},
    {"starts_on": "2027-01-20", "time_zone": "America/New_York"},
]


@pytest.mark.parametrize("change", CHANGES)
def test_a_move_asks_before_anything_changes(chair_client, conference, released, change) -> None:
    before = list(Session.objects.values("key", "starts_at", "room"))
    answer = chair_client.post(SETTINGS, typed(conference, **change)).content.decode()
    assert ASKED in answer
    assert "Day two" in answer
    assert "Sat 12 Dec 2026, 12:00 CET" in answer
    conference.refresh_from_db()
    assert conference.starts_on == dt.date(2026, 12, 12)
    assert conference.time_zone == "Europe/Vienna"
    assert list(Session.objects.values("key", "starts_at", "room")) == before
    assert not AuditLine.objects.filter(action__in=["conference.change", "schedule.move"]).exists()
    assert not OutboundEmail.objects.exists()


@pytest.mark.parametrize(
    ("change", "starts_at"),
    [
        (CHANGES[0], NOON + DAY),
        (CHANGES[1], NOON - DAY),
        (CHANGES[2], dt.datetime(2026, 12, 12, 3, tzinfo=dt.UTC)),
        (CHANGES[3], dt.datetime(2027, 1, 20, 17, tzinfo=dt.UTC)),
    ],
)
def test_sessions_that_keep_their_clock_move_along(
    chair_client, conference, session, next_morning, room, change, starts_at
) -> None:
    chair_client.post(SETTINGS, typed(conference, sessions="clock", **change))
    session.refresh_from_db()
    next_morning.refresh_from_db()
    assert session.starts_at == starts_at
    assert session.ends_at - session.starts_at == HOUR
    assert next_morning.starts_at == starts_at + DAY
    assert session.room == next_morning.room == room
    assert session.version == 1
    assert AuditLine.objects.get(action="schedule.move").summary == "2 sessions"


@pytest.mark.parametrize("change", CHANGES)
def test_sessions_that_keep_their_instant_stay(
    chair_client, conference, session, next_morning, change
) -> None:
    chair_client.post(SETTINGS, typed(conference, sessions="instant", **change))
    assert {one.starts_at for one in Session.objects.all()} == {NOON, NOON + DAY}
    assert AuditLine.objects.filter(action="conference.change").count() == 1
    assert not AuditLine.objects.filter(action="schedule.move").exists()


def test_nothing_is_asked_if_no_session_depends_on_it(chair_client, conference, session) -> None:
    for change in ({"time_zone": "Europe/Berlin"}, {"ends_on": "2026-12-14"}, {"title": "Another title"}):
        assert chair_client.post(SETTINGS, typed(conference, **change)).status_code == 302
        conference.refresh_from_db()
    session.delete()
    assert chair_client.post(SETTINGS, typed(conference, starts_on="2026-12-01")).status_code == 302


@pytest.mark.parametrize("choice", ["clock", "instant"])
def test_visitors_keep_the_old_times_until_the_next_release(
    chair_client, conference, chair, session, released, choice
) -> None:
    urls = ("/ws/program/", f"/ws/program/{session.key}/", "/ws/program/calendar.ics", "/ws/program/grid.css")
    before = [page(url) for url in urls[:2]]
    calendar = page(urls[2])
    chair_client.post(SETTINGS, typed(conference, time_zone="Asia/Tokyo", sessions=choice))
    conference.refresh_from_db()
    assert [page(url) for url in urls[:2]] == before
    for line in ("DTSTART:20261212T110000Z", "SEQUENCE:1", "12:00 CET On scale"):
        assert line in calendar
        assert line in page(urls[2])
    shown = chair_client.get("/ws/chair/program/release/").content.decode()
    assert "All times are shown in Asia/Tokyo (were in Europe/Vienna)." in shown
    release_schedule(conference=conference, name="Second", by=chair, at=NOW + DAY)
    clock = "12:00" if choice == "clock" else "20:00"
    assert f">{clock}</time>" in page()
    assert f"{clock} UTC+9 On scale" in page(urls[2]) or f"{clock} JST On scale" in page(urls[2])
    assert "SEQUENCE:2" in page(urls[2])


def test_what_the_clocks_skip_begins_right_after_and_lasts_as_long(conference, chair, room) -> None:
    """The last Sunday of March 2027 has no time between two and three in Vienna."""
    night = Session.objects.create(
        conference=conference,
        title="Night",
        room=room,
        starts_at=dt.datetime(2026, 12, 12, 1, 30, tzinfo=dt.UTC),
        ends_at=dt.datetime(2026, 12, 12, 2, 0, tzinfo=dt.UTC),
    )
    conference.starts_on = dt.date(2027, 3, 28)
    update_settings(conference=conference, fields=["starts_on"], sessions="clock", by=chair, at=NOW)
    night.refresh_from_db()
    assert night.starts_at == dt.datetime(2027, 3, 28, 1, 30, tzinfo=dt.UTC)
    assert night.ends_at - night.starts_at == dt.timedelta(minutes=30)
