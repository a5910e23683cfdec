"""Stars in a browser, and heads of the grid that stay in view."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from program.core.models import Room, Session, Talk
from program.releases.services import release_schedule
from tests.program.conftest import HOUR, NOON
from tests.support.accessibility import faults
from tests.support.factories import NOW


@pytest.fixture
def released(transactional_db, conference, chair, session, paper):
    foyer = Room.objects.create(conference=conference, name="Foyer", position=1)
    Talk.objects.create(session=session, submission=paper)
    for place in range(14):
        Session.objects.create(
            conference=conference,
            title=f"Session {place}",
            room=foyer,
            starts_at=NOON - (place + 1) * HOUR / 2,
            ends_at=NOON - place * HOUR / 2,
        )
    posters = Session.objects.create(
        conference=conference,
        title="Posters",
        kind="poster",
        room=foyer,
        starts_at=NOON,
        ends_at=NOON + 9 * HOUR,
    )
    Talk.objects.bulk_create(
        Talk(session=posters, title=f"Poster {place}", speaker="Bo Li", position=place) for place in range(30)
    )
    release_schedule(conference=conference, name="First", by=chair, at=NOW)
    return session


@pytest.mark.parametrize("scripts", [True, False])
def test_a_star_is_pressed_and_stands_in_my_schedule(live_site, released, paper, scripts) -> None:
    page = live_site.new_person(width=390, height=800, scripts=scripts)
    page.goto("/ws/program/")
    star = page.get_by_role("button", name=f"Star {paper.title}")
    back = page.get_by_role("button", name=f"Take back the star of {paper.title}")
    expect(star).to_be_visible()
    expect(back).to_be_hidden()
    if scripts:
        assert faults(page, "programme", heading="Programme") == []
    star.click()
    expect(back).to_be_visible()
    expect(star).to_be_hidden()
    page.goto("/ws/program/mine/")
    expect(page.get_by_role("link", name=paper.title)).to_be_visible()
    if scripts:
        assert faults(page, "my schedule", heading="My schedule") == []
    page.get_by_role("button", name=f"Remove {paper.title}").click()
    expect(page.get_by_text("Nothing is starred yet")).to_be_visible()


def test_rooms_stay_in_view_while_one_scrolls(live_site, released) -> None:
    page = live_site.new_person()
    page.goto("/ws/program/")
    page.evaluate("scrollTo(0, 2000)")
    assert page.evaluate("scrollY") == 2000
    box = page.locator(".schedule-room", has_text="Foyer").bounding_box()
    assert 0 <= box["y"] < 100
