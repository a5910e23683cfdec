"""Where sessions really stand on the screen."""

from __future__ import annotations

import pytest

from program.core.models import Room, Session
from program.releases.services import release_schedule
from tests.program.conftest import HOUR, NOON
from tests.support.factories import NOW


@pytest.fixture
def released(transactional_db, conference, chair, session):
    foyer = Room.objects.create(conference=conference, name="Foyer", position=1)
    made = [
        session,
        Session.objects.create(
            conference=conference, title="Posters", room=foyer, starts_at=NOON, ends_at=NOON + 2 * HOUR
        ),
        Session.objects.create(
            conference=conference, title="Dinner", starts_at=NOON + 2 * HOUR, ends_at=NOON + 3 * HOUR
        ),
    ]
    release_schedule(conference=conference, name="First", by=chair, at=NOW)
    return made


def boxes(page, sessions):
    page.goto("/ws/program/")
    found = [page.locator(f"#session-{one.key}").bounding_box() for one in sessions]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    return found


def test_on_a_desk_rooms_are_columns_and_time_runs_down(live_site, released) -> None:
    talks, posters, dinner = boxes(live_site.new_person(), released)
    assert posters["x"] >= talks["x"] + talks["width"]
    assert posters["y"] == pytest.approx(talks["y"], abs=1)
    assert posters["height"] > 1.8 * talks["height"]
    assert dinner["y"] >= posters["y"] + posters["height"]
    assert dinner["width"] > 1.9 * talks["width"]


def test_on_a_phone_it_is_a_list_by_time(live_site, released) -> None:
    talks, posters, dinner = boxes(live_site.new_person(width=390, height=800, scripts=False), released)
    assert talks["x"] == posters["x"] == dinner["x"]
    assert talks["y"] + talks["height"] <= posters["y"]
    assert posters["y"] + posters["height"] <= dinner["y"]
    assert talks["width"] == dinner["width"] > 300
