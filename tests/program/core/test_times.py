"""Sessions over midnight, on far days, and of posters."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from effgenai.conferences.core.models import Conference
from program.core.models import Room, Session, Talk
from program.core.states import SessionKind
from program.core.times import span_words
from program.releases.services import release_schedule
from program.schedule.queries.released import public_schedule
from tests.program.conftest import HOUR, NOON
from tests.support.factories import NOW, make_submission, make_user

pytestmark = pytest.mark.django_db
DESK = "/ws/chair/program/"
QUESTION = "the conference: save it anyway?"


def page(url: str = "/ws/program/") -> str:
    return Client().get(url).content.decode()


def make(client: Client, data: dict[str, object], **changes: object) -> str:
    return client.post(f"{DESK}sessions/", {**data, **changes}, follow=True).content.decode()


# --- Midnight --------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("begins", "ends", "hours", "shown"),
    [("20:00", "00:00", 4, "20:00–24:00"), ("22:00", "02:30", 4.5, "22:00–02:30 (Sun)")],
)
def test_a_session_may_go_to_midnight_and_over_it(
    chair_client, form_data, begins, ends, hours, shown
) -> None:
    make(chair_client, form_data, begins=begins, ends=ends)
    session = Session.objects.get()
    assert session.ends_at - session.starts_at == hours * HOUR
    edited = chair_client.get(f"{DESK}sessions/{session.key}/").content.decode()
    assert shown in edited
    assert f'value="{ends}"' in edited
    assert shown in chair_client.get(DESK).content.decode()
    assert shown in chair_client.get(f"{DESK}release/").content.decode()


def test_saving_a_session_over_midnight_again_leaves_its_times(chair_client, form_data) -> None:
    make(chair_client, form_data, begins="22:00", ends="02:00")
    before = Session.objects.values("starts_at", "ends_at").get()
    url = f"{DESK}sessions/{Session.objects.get().key}/"
    chair_client.post(url, {**form_data, "begins": "22:00", "ends": "02:00", "title": "Party", "version": 0})
    assert Session.objects.get().title == "Party"
    assert Session.objects.values("starts_at", "ends_at").get() == before


def test_no_session_takes_more_than_a_night(chair_client, form_data) -> None:
    for begins, ends in (("14:00", "14:00"), ("10:00", "09:00"), ("12:00", "00:30")):
        shown = make(chair_client, form_data, begins=begins, ends=ends)
        assert "A session must end after it begins." in shown
    assert not Session.objects.exists()


@pytest.fixture
def party(conference, chair, session) -> Session:
    """It begins at 22:00 in Vienna and ends at half past one, with a talk on either side of midnight."""
    made = Session.objects.create(
        conference=conference,
        title="Party",
        kind=SessionKind.SOCIAL,
        room=session.room,
        starts_at=NOON + 10 * HOUR,
        ends_at=NOON + 13.5 * HOUR,
    )
    for position in range(2):
        Talk.objects.create(session=made, title=f"Song {position}", minutes=150, position=position)
    Session.objects.create(
        conference=conference,
        title="Early",
        starts_at=NOON - 11.5 * HOUR,
        ends_at=NOON - 10.5 * HOUR,
    )
    release_schedule(conference=conference, name="First", by=chair, at=NOW)
    return made


def test_the_grid_has_one_line_for_each_time_before_and_after_midnight(conference, party) -> None:
    schedule = public_schedule(conference, NOW)
    assert schedule is not None
    (day,) = schedule.days
    marks = [mark for mark, _ in day.marks]
    assert marks == ["0030", "0130", "1200", "1300", "2200", "2530"]
    place = {place.key: place for place in day.places}[party.key]
    assert (place.row_start, place.row_end) == (6, 7)
    css = page("/ws/program/grid.css")
    assert "#day-1 .at-2530 { grid-row: 7; }" in css
    assert 'class="schedule-time at-2530"' in page()


def test_visitors_read_on_which_day_it_ends(party) -> None:
    shown = page()
    assert ">01:30 (Sun)</time>" in shown
    assert ">00:30</span>" in shown
    assert "22:00–01:30 (Sun)" in page(f"/ws/program/{party.key}/")


def test_calendars_tell_both_days(party) -> None:
    calendar = page("/ws/program/calendar.ics")
    assert "DTSTART:20261212T210000Z\r\nDTEND:20261213T003000Z" in calendar
    assert "00:30 CET Song 1" in calendar


# --- Days far from the conference's ----------------------------------------------------------------------
@pytest.mark.parametrize(
    ("day", "distance"),
    [
        ("2026-01-12", "11 months before"),
        ("2026-12-01", "11 days before"),
        ("2027-12-12", "12 months after"),
        ("2062-12-12", "438 months after"),
    ],
)
def test_a_day_far_from_the_conference_is_questioned_once(chair_client, form_data, day, distance) -> None:
    shown = make(chair_client, form_data, day=day)
    assert f"This is {distance} {QUESTION}" in shown
    assert f'value="{day}"' in shown
    assert 'type="checkbox" name="is_meant"' in shown
    assert not Session.objects.exists()
    make(chair_client, form_data, day=day, is_meant="on")
    session = Session.objects.get()
    assert f"“Afternoon” is {distance} the conference." in chair_client.get(DESK).content.decode()
    sent = {**form_data, "day": day, "title": "Saved", "version": 0}
    chair_client.post(f"{DESK}sessions/{session.key}/", sent)
    assert Session.objects.get().title == "Saved"


def test_days_around_the_conference_are_not_questioned(chair_client, conference, form_data) -> None:
    Conference.objects.filter(pk=conference.pk).update(ends_on=dt.date(2026, 12, 14))
    assert "is_meant" in make(chair_client, form_data, day="2026-12-18")
    for day in ("2026-12-09", "2026-12-13", "2026-12-17"):
        assert QUESTION not in make(chair_client, form_data, day=day)
    assert Session.objects.count() == 3


def test_without_days_of_the_conference_nothing_is_far(chair_client, conference, form_data) -> None:
    Conference.objects.filter(pk=conference.pk).update(starts_on=None)
    make(chair_client, form_data, day="2030-01-01")
    assert Session.objects.count() == 1


# --- Posters ---------------------------------------------------------------------------------------------
@pytest.fixture
def posters(conference, session) -> Session:
    Session.objects.filter(pk=session.pk).update(kind=SessionKind.POSTER, title="All posters")
    for position in range(6):
        paper = make_submission(
            conference, [make_user()], state="accepted", title=f"Poster number {position}"
        )
        Talk.objects.create(session=session, submission=paper, position=position, minutes=15)
    return session


def test_posters_have_no_times_of_their_own_anywhere(
    chair_client, conference, chair, posters, settings
) -> None:
    desk = chair_client.get(DESK).content.decode()
    edited = chair_client.get(f"{DESK}sessions/{posters.key}/").content.decode()
    assert "take 30 minutes longer" not in desk
    assert 'type="number"' not in edited
    release_schedule(conference=conference, name="First", by=chair, at=NOW)
    calendar = page("/ws/program/calendar.ics")
    paper = Talk.objects.get(position=5).submission
    assert paper is not None
    for shown in (desk, edited, page(), page(f"/ws/program/{posters.key}/"), calendar):
        assert "Poster number 5" in shown
        assert "12:15" not in shown
        assert "15 minutes" not in shown
    assert "12:00" in page(f"/ws/papers/{paper.number}/")


def test_a_poster_gets_its_place_without_a_length(chair_client, conference, posters, paper) -> None:
    shown = chair_client.get(f"{DESK}sessions/{posters.key}/").content.decode()
    assert '<input type="hidden" name="paper-minutes" value="15"' in shown
    url = f"{DESK}sessions/{posters.key}/papers/"
    chair_client.post(url, {"paper-paper": paper.pk, "paper-minutes": 15})
    assert posters.talks.filter(submission=paper).exists()


# --- Rooms -----------------------------------------------------------------------------------------------
def test_a_room_gets_another_name_and_visitors_see_it_with_the_next_release(
    chair_client, conference, chair, session, room
) -> None:
    release_schedule(conference=conference, name="First", by=chair, at=NOW)
    url = f"{DESK}rooms/{room.pk}/"
    assert 'value="Hall"' in chair_client.get(url).content.decode()
    chair_client.post(url, {"name": "Great Hall", "note": "Second floor"})
    room.refresh_from_db()
    assert (room.name, room.note) == ("Great Hall", "Second floor")
    assert "Great Hall" not in page()
    assert "now in Great Hall (was Hall)" in chair_client.get(f"{DESK}release/").content.decode()
    release_schedule(conference=conference, name="Second", by=chair, at=NOW)
    assert "Great Hall" in page()


def test_a_room_does_not_take_the_name_of_another(chair_client, conference, room) -> None:
    other = Room.objects.create(conference=conference, name="Foyer", position=1)
    answer = chair_client.post(f"{DESK}rooms/{other.pk}/", {"name": "Hall", "note": "Kept"})
    assert "There is already a room of this name." in answer.content.decode()
    assert 'value="Kept"' in answer.content.decode()
    other.refresh_from_db()
    assert other.name == "Foyer"


def test_rooms_are_pasted_as_a_list_and_seen_before_they_are_added(chair_client, conference, room) -> None:
    url = f"{DESK}rooms/paste/"
    text = f"1. Foyer; First floor, left\nhall\n{'x' * 121}\nOnline"
    shown = chair_client.post(url, {"text": text}).content.decode()
    assert "Add 2 of 4 lines" in shown
    assert "First floor, left" in shown
    assert Room.objects.count() == 1
    chair_client.post(url, {"text": text, "add": "yes"})
    rooms = [(one.name, one.note) for one in conference.rooms.all()]
    assert rooms == [("Hall", ""), ("Foyer", "First floor, left"), ("Online", "")]


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("2026-12-12T00:00", "2026-12-13T00:00", "on Sat 12 Dec"),
        ("2026-12-12T00:00", "2026-12-15T00:00", "from Sat 12 Dec to Mon 14 Dec"),
        ("2026-12-12T09:00", "2026-12-12T13:30", "from Sat 12 Dec, 09:00 to 13:30"),
        ("2026-12-12T21:00", "2026-12-13T00:00", "from Sat 12 Dec, 21:00 to Sun 13 Dec, 00:00"),
    ],
)
def test_a_span_of_whole_days_names_days(start, end, words) -> None:
    assert span_words(dt.datetime.fromisoformat(start), dt.datetime.fromisoformat(end)) == words
