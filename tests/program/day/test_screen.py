"""The screen at a door: it always says something, costs little to ask again, and shows what is released."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from effgenai.conferences.core.viewer import viewer_for
from program.core.models import Room, Session, Talk
from program.day.queries.screen import screen_of
from program.day.services.corrections import cancel_talk
from program.releases.services import release_schedule
from tests.program.conftest import HOUR, NOON
from tests.support.factories import NOW, make_conference

pytestmark = pytest.mark.django_db
SCREEN = "/ws/program/screen/"


def titles(conference, at: dt.datetime, room: str = "Hall") -> tuple[str, list[str], list[str]]:
    page = screen_of(conference, room, at)
    return page.state, [one.session.title for one in page.now], [one.session.title for one in page.next]


def test_it_says_what_runs_and_what_comes_next(conference, released) -> None:
    assert titles(conference, NOON + HOUR / 2) == ("running", ["Morning talks"], ["Second"])
    page = screen_of(conference, "Hall", NOON + HOUR / 2)
    assert page.now[0].talk.title == "Talk Bo"
    assert [talk.title for talk in page.now[0].coming] == ["Talk Di"]


def test_a_break_for_everyone_is_at_every_door(conference, released) -> None:
    assert titles(conference, NOON + 3.6 * HOUR) == ("running", ["Coffee"], ["Late"])


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        (-5, ("waiting", [], ["Morning talks"])),
        (-30, ("waiting", [], ["Morning talks"])),
        (2.2, ("waiting", [], ["Third"])),
        (5, ("ended", [], [])),
        (500, ("ended", [], [])),
    ],
)
def test_it_always_says_something(conference, released, hours, expected) -> None:
    assert titles(conference, NOON + hours * HOUR) == expected


def test_in_the_morning_before_it_names_the_day(released) -> None:
    page = " ".join(Client().get(f"{SCREEN}?room=Hall").content.decode().split())
    assert 'Saturday 12 December, <span class="num">12:00–13:00</span>' in page


def test_before_a_release_it_says_so(conference, session) -> None:
    assert "The programme is not published yet." in Client().get(SCREEN).content.decode()
    assert "Morning talks" not in Client().get(SCREEN).content.decode()


def test_ten_past_midnight_belongs_to_what_runs(conference, chair, session) -> None:
    late = NOON + 11.5 * HOUR  # 23:30 in Vienna
    Session.objects.filter(pk=session.pk).update(starts_at=late, ends_at=late + HOUR)
    release_schedule(conference=conference, name="Night", by=chair, at=NOW)
    assert titles(conference, late + HOUR * 2 / 3) == ("running", ["Morning talks"], [])


def test_the_hour_that_comes_twice_is_told_by_the_instant(db) -> None:
    """On the last Sunday of October 02:30 in Vienna comes twice; the session is in the first of them."""
    conference = make_conference("night", time_zone="Europe/Vienna")
    from effgenai.conferences.core.states import Role
    from tests.support.factories import make_member

    start = dt.datetime(2027, 10, 31, 0, 15, tzinfo=dt.UTC)
    Session.objects.create(conference=conference, title="Twice", starts_at=start, ends_at=start + HOUR / 2)
    release_schedule(conference=conference, name="N", by=make_member(conference, Role.CHAIR), at=NOW)
    assert titles(conference, start + HOUR / 4, "")[0] == "running"
    assert titles(conference, start + 1.25 * HOUR, "")[0] == "ended"


def test_a_room_that_is_none_shows_all(conference, released) -> None:
    page = Client().get(f"{SCREEN}?room=Nowhere<b>").content.decode()
    assert "There is no room of this name" in page
    assert "<b>Nowhere" not in page


def test_unchanged_it_is_not_sent_again(conference, chair, session, talks, released) -> None:
    client = Client()
    first = client.get(f"{SCREEN}?room=Hall")
    again = client.get(f"{SCREEN}?room=Hall", HTTP_IF_NONE_MATCH=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    viewer = viewer_for(user=chair, conference=conference, at=NOW)
    cancel_talk(viewer=viewer, talk=talks[0], is_cancelled=True, tell=False)
    changed = client.get(f"{SCREEN}?room=Hall", HTTP_IF_NONE_MATCH=first["ETag"])
    assert changed.status_code == 200


def test_corrections_of_the_day_are_told_there_and_on_the_programme(
    conference, chair, talks, released
) -> None:
    viewer = viewer_for(user=chair, conference=conference, at=NOON)
    cancel_talk(viewer=viewer, talk=talks[0], is_cancelled=True, tell=False)
    sentences = [one.sentence for one in screen_of(conference, "Hall", NOON + HOUR).changes]
    assert sentences == ["Changed: Morning talks: “Talk Al” is cancelled"]
    assert screen_of(conference, "Hall", NOON + 24 * HOUR).changes == []


def test_the_draft_is_not_on_it(conference, released) -> None:
    Session.objects.filter(title="Second").update(title="Secret")
    Room.objects.create(conference=conference, name="Secret room")
    page = Client().get(SCREEN).content.decode()
    assert "Secret" not in page


def test_many_sessions_cost_no_more(conference, chair, released) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            screen_of(conference, "", NOON)
        return len(caught)

    few = queries()
    for number in range(20):
        start = NOON + (8 + number) * HOUR
        made = Session.objects.create(
            conference=conference, title=f"S{number}", starts_at=start, ends_at=start + HOUR
        )
        Talk.objects.create(session=made, title="T", speaker="S")
    release_schedule(conference=conference, name="More", by=chair, at=NOW)
    assert queries() == few
