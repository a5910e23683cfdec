"""What a delay moves: the room and the day, up to what is fixed, by minutes that really pass."""

from __future__ import annotations

import datetime as dt

import pytest

from program.core.models import Room, Session
from program.core.times import conference_day
from program.day.delays import Way, delay_of
from tests.program.conftest import HOUR, NOON
from tests.support.factories import make_conference

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)


def moved(conference, session, minutes: int, way: Way) -> dict[str, tuple[float, float]]:
    """By how many minutes each session begins and ends later."""
    delay = delay_of(conference, list(conference.sessions.all()), session, minutes, way)
    return {
        shift.session.title: (
            (shift.starts_at - shift.session.starts_at) / MINUTE,
            (shift.ends_at - shift.session.ends_at) / MINUTE,
        )
        for shift in delay.shifts
    }


def test_all_up_to_the_break_move_along_and_nothing_after_it(conference, session, after) -> None:
    assert moved(conference, session, 10, Way.ALONG) == {
        "Morning talks": (10, 10),
        "Second": (10, 10),
        "Third": (10, 10),
    }


def test_free_time_is_used_up_first(conference, session, after) -> None:
    assert moved(conference, session, 20, Way.GAPS) == {"Morning talks": (20, 20), "Second": (20, 20)}
    assert moved(conference, session, 40, Way.GAPS)["Third"] == (10, 10)


def test_a_session_can_end_as_planned(conference, session, after) -> None:
    assert moved(conference, session, 10, Way.SHORTER) == {"Morning talks": (10, 0)}
    delay = delay_of(conference, list(conference.sessions.all()), session, 60, Way.SHORTER)
    assert delay.why_not == "The session is not longer than its delay."


def test_what_runs_into_the_break_is_counted(conference, session, after) -> None:
    sessions = list(conference.sessions.all())
    delay = delay_of(conference, sessions, session, 10, Way.ALONG)
    assert (delay.stop.title, delay.overrun, delay.why_not) == ("Coffee", 10, "")
    assert delay_of(conference, sessions, session, 20, Way.GAPS).overrun == 0


def test_a_keynote_in_the_room_cannot_be_run_into(conference, room, session, after) -> None:
    Session.objects.filter(title="Coffee").update(kind="keynote", room=room)
    delay = delay_of(conference, list(conference.sessions.all()), session, 10, Way.ALONG)
    assert "would still be in the room when “Coffee” begins" in delay.why_not


@pytest.mark.parametrize(
    ("title", "fixed", "last"), [("Coffee", False, "Late"), ("Second", True, "Morning talks")]
)
def test_a_session_may_be_marked_otherwise_than_its_kind(
    conference, session, after, title, fixed, last
) -> None:
    Session.objects.filter(title=title).update(fixed=fixed)
    assert list(moved(conference, session, 10, Way.ALONG))[-1] == last


def test_other_rooms_days_and_earlier_sessions_stay(conference, session, after) -> None:
    loft = Room.objects.create(conference=conference, name="Loft")
    Session.objects.filter(title="Second").update(room=loft)
    day = dt.timedelta(days=1)
    Session.objects.filter(title="Third").update(starts_at=NOON + day, ends_at=NOON + day + HOUR)
    Session.objects.create(
        conference=conference, title="Early", room=session.room, starts_at=NOON - HOUR, ends_at=NOON
    )
    assert list(moved(conference, session, 10, Way.ALONG)) == ["Morning talks"]


def test_a_night_is_part_of_the_day_it_began_on(conference, session, room) -> None:
    midnight = dt.datetime(2026, 12, 12, 23, 0, tzinfo=dt.UTC)  # 00:00 in Vienna
    Session.objects.filter(pk=session.pk).update(starts_at=midnight - HOUR / 2, ends_at=midnight + HOUR / 2)
    session.refresh_from_db()
    for title, hours in (("Song", 0.5), ("Breakfast", 7)):
        start = midnight + hours * HOUR
        Session.objects.create(
            conference=conference, title=title, room=room, starts_at=start, ends_at=start + HOUR
        )
    assert list(moved(conference, session, 10, Way.ALONG)) == ["Morning talks", "Song"]
    assert conference_day(conference, midnight + HOUR) == dt.date(2026, 12, 12)


def test_minutes_pass_where_the_clocks_change(db) -> None:
    """At 01:55 in Vienna a session of that night is delayed by ten minutes: the clocks then show 03:05."""
    conference = make_conference("night", time_zone="Europe/Vienna")
    start = dt.datetime(2027, 3, 28, 0, 55, tzinfo=dt.UTC)
    session = Session.objects.create(
        conference=conference, title="Night", starts_at=start, ends_at=start + HOUR
    )
    assert moved(conference, session, 10, Way.ALONG) == {"Night": (10, 10)}
