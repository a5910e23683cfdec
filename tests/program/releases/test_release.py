from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from program.core.models import Room, Session, Talk
from program.releases.models import Release
from program.releases.services import release_schedule
from program.schedule.queries.released import public_schedule
from submissions.core.models import Submission
from submissions.core.states import SubmissionState
from tests.program.conftest import HOUR, NOON
from tests.support.factories import NOW, make_submission, make_user

pytestmark = pytest.mark.django_db


def release(conference, chair, name: str = "First") -> Release:
    return release_schedule(conference=conference, name=name, by=chair, at=NOW)


def page(url: str = "/ws/program/") -> str:
    return Client().get(url).content.decode()


def test_before_the_first_release_visitors_learn_that_it_is_being_made(conference, session) -> None:
    assert "The programme is being made" in page()
    assert "Morning talks" not in page()


def test_a_release_shows_the_schedule_as_it_stood(conference, chair, session, paper) -> None:
    Talk.objects.create(session=session, submission=paper, minutes=20)
    release(conference, chair)
    session.title = "Changed later"
    session.save()
    shown = page()
    assert "Morning talks" in shown
    assert "Changed later" not in shown
    assert paper.title in shown
    assert "Ada Nwosu" in shown
    assert ">12:00</time>–<time" in shown


def test_releases_are_numbered_and_the_last_one_is_shown(chair_client, conference, session) -> None:
    for name in ("First", "Second"):
        Session.objects.filter(pk=session.pk).update(title=f"{name} talks")
        chair_client.post("/ws/chair/program/release/", {"name": name})
    assert list(conference.releases.values_list("number", flat=True)) == [2, 1]
    assert "Second" in page()


def test_what_is_public_already_is_not_released_again(chair_client, conference, session) -> None:
    for name in ("First", "First", "Second"):
        answer = chair_client.post("/ws/chair/program/release/", {"name": name}, follow=True)
    assert "Nothing changed since release 1, which is public." in answer.content.decode()
    assert [release.name for release in conference.releases.all()] == ["First"]


def test_an_empty_schedule_is_not_released(chair_client, conference) -> None:
    answer = chair_client.post("/ws/chair/program/release/", {"name": "Nothing"})
    assert "There is no session to release yet." in answer.content.decode()
    assert not Release.objects.exists()


def test_the_release_page_tells_what_visitors_will_notice(chair_client, conference, chair, session) -> None:
    release(conference, chair)
    Session.objects.create(conference=conference, title="Dinner", starts_at=NOON, ends_at=NOON + HOUR)
    session.title = "Renamed"
    session.save()
    shown = chair_client.get("/ws/chair/program/release/").content.decode()
    assert "New: Dinner" in shown
    assert "Changed: Renamed" in shown
    session.delete()
    assert "Gone: Morning talks" in chair_client.get("/ws/chair/program/release/").content.decode()


def test_a_paper_withdrawn_after_the_release_is_not_named_any_more(conference, chair, session, paper) -> None:
    Talk.objects.create(session=session, submission=paper)
    release(conference, chair)
    Submission.objects.filter(pk=paper.pk).update(state=SubmissionState.WITHDRAWN, withdrawn_at=NOW)
    for url in ("/ws/program/", f"/ws/program/{session.key}/", "/ws/program/calendar.ics"):
        assert paper.title not in page(url)


def test_sessions_stand_in_the_grid_where_their_times_and_rooms_are(conference, chair, session) -> None:
    foyer = Room.objects.create(conference=conference, name="Foyer", position=1)
    half = dt.timedelta(minutes=30)
    later = Session.objects.create(
        conference=conference, title="Posters", room=foyer, starts_at=NOON + half, ends_at=NOON + HOUR
    )
    lunch = Session.objects.create(
        conference=conference, title="Lunch", starts_at=NOON + HOUR, ends_at=NOON + 2 * HOUR
    )
    release(conference, chair)
    schedule = public_schedule(conference, NOW)
    assert schedule is not None
    places = {place.key: place for place in schedule.days[0].places}
    hall, posters, everywhere = places[session.key], places[later.key], places[lunch.key]
    assert (hall.row_start, hall.row_end, hall.column_start, hall.column_end) == (2, 4, 2, 3)
    assert (posters.row_start, posters.row_end, posters.column_start) == (3, 4, 3)
    assert (everywhere.column_start, everywhere.column_end) == (2, -1)
    css = page("/ws/program/grid.css")
    assert f"#session-{later.key} {{ grid-row: 3 / 4; grid-column: 3 / 4; }}" in css


def test_days_of_more_rooms_than_a_sheet_has_space_for_are_printed_as_lists(
    conference, chair, session
) -> None:
    rooms = [Room.objects.create(conference=conference, name=f"Room {at}", position=at) for at in (1, 2)]
    tomorrow = NOON + dt.timedelta(days=1)
    for start, room in (
        (NOON, rooms[0]),
        (tomorrow, rooms[0]),
        (tomorrow, rooms[1]),
        (tomorrow, session.room),
    ):
        Session.objects.create(
            conference=conference, title="More", room=room, starts_at=start, ends_at=start + HOUR
        )
    release(conference, chair)
    narrow, wide = page("/ws/program/grid.css").split("@media ")[1:]
    assert "#day-1 " in narrow
    assert narrow.partition("{")[0].strip().endswith(", print")
    assert "#day-2 " in wide
    assert "print" not in wide.partition("{")[0]


def test_an_hour_is_as_high_as_any_other_and_only_beginnings_are_labelled(conference, chair, session) -> None:
    Session.objects.create(
        conference=conference, title="Later", starts_at=NOON + 1.5 * HOUR, ends_at=NOON + 2 * HOUR
    )
    release(conference, chair)
    css = page("/ws/program/grid.css")
    heights = " ".join(f"minmax(calc({minutes} * var(--minute)), auto)" for minutes in (60, 30, 30))
    assert f"grid-template-rows: auto {heights} auto;" in css
    assert "#day-1 .at-1300 { grid-row: 3; display: none; }" in css
    assert "#day-1 .at-1400 { grid-row: 5; }" in css


def test_sessions_without_a_room_never_lie_over_others(conference, chair, session) -> None:
    made = [
        Session.objects.create(
            conference=conference,
            title=title,
            kind="break",
            starts_at=NOON + begins * HOUR,
            ends_at=NOON + ends * HOUR,
        )
        for title, begins, ends in (
            ("Coffee", 0, 0.5),
            ("Help desk", 0.25, 2),
            ("Tea", 0.5, 1),
            ("Dinner", 3, 4),
        )
    ]
    release(conference, chair)
    schedule = public_schedule(conference, NOW)
    assert schedule is not None
    day = schedule.days[0]
    columns = {place.key: (place.column_start, place.column_end) for place in day.places}
    assert [columns[one.key] for one in made] == [(3, 4), (4, 5), (3, 4), (2, -1)]
    assert columns[session.key] == (2, 3)
    assert day.columns == 3


def test_the_session_that_runs_is_marked(conference, chair, session) -> None:
    release(conference, chair)
    running = public_schedule(conference, NOON + dt.timedelta(minutes=5))
    over = public_schedule(conference, NOON + HOUR)
    assert running is not None
    assert over is not None
    assert running.sessions[0].is_now
    assert not over.sessions[0].is_now


def test_the_release_page_says_how_sessions_differ(chair_client, conference, chair, session, paper) -> None:
    talk = Talk.objects.create(session=session, submission=paper)
    release(conference, chair)
    talk.delete()
    other = make_submission(conference, [make_user()], state=SubmissionState.ACCEPTED, title="Another paper")
    Talk.objects.create(session=session, submission=other)
    foyer = Room.objects.create(conference=conference, name="Foyer", position=1)
    session.title, session.room, session.starts_at = "Talks", foyer, NOON + HOUR / 2
    session.save()
    shown = chair_client.get("/ws/chair/program/release/").content.decode()
    assert "Changed: Talks: it was called “Morning talks”; " in shown
    assert "now Sat 12 Dec, 12:30–13:00 (was Sat 12 Dec, 12:00–13:00)" in shown
    assert "now in Foyer (was Hall); with “Another paper”; without one talk" in shown
    assert paper.title not in shown


def test_a_session_page_shows_its_talks_and_an_unknown_one_is_not_found(
    conference, chair, session, paper
) -> None:
    Talk.objects.create(session=session, submission=paper)
    Talk.objects.create(session=session, title="Invited", speaker="E. Rojas", position=1)
    release(conference, chair)
    shown = page(f"/ws/program/{session.key}/")
    assert f"/ws/papers/{paper.number}/" in shown
    assert "E. Rojas" in shown
    assert Client().get("/ws/program/nothing/").status_code == 404


def test_the_schedule_asks_as_often_for_three_sessions_as_for_one(conference, chair, room) -> None:
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
        release(conference, chair, f"R{number}")
        with CaptureQueriesContext(connection) as queries:
            page()
        counts.append(len(queries))
    assert counts[0] == counts[2]
