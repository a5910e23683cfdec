"""The day on a phone: a delay, two talks swapped in two taps."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from effgenai.conferences.core.states import Role
from tests.program.conftest import HOUR, NOON
from tests.support.accessibility import faults
from tests.support.factories import make_member, make_user
from tests.support.signing_in import sign_in

PASSWORD = "a long enough passphrase"
DAY = "/ws/chair/program/day/"


@pytest.fixture
def phone(transactional_db, live_site, conference, released):
    """Open a page of the desk on a phone, as an editor."""

    def open_page(address: str, *, scripts: bool = True) -> Page:
        make_member(conference, Role.CHAIR, make_user("Day Editor", "day@example.org", password=PASSWORD))
        page = sign_in(
            live_site.new_person(width=390, height=800, scripts=scripts), "day@example.org", PASSWORD
        )
        page.goto(address)
        return page

    return open_page


@pytest.mark.parametrize("scripts", [True, False])
def test_a_session_is_delayed_on_a_phone(phone, session, scripts) -> None:
    page = phone(f"{DAY}?day=2026-12-12", scripts=scripts)
    page.get_by_role("link", name="Morning talks").click()
    page.get_by_role("button", name="10 min").click()
    expect(page.get_by_role("heading", name="10 minutes later")).to_be_visible()
    page.get_by_role("link", name="Move what comes later by as much").click()
    expect(page.get_by_text("Third: 14:40–15:40")).to_be_visible()
    page.get_by_role("button", name="Delay it, and show it at once").click()
    expect(page.get_by_role("status").first).to_contain_text("Visitors see it at once")
    session.refresh_from_db()
    assert session.starts_at == NOON + HOUR / 6
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("status").first).to_contain_text("Taken back.")
    session.refresh_from_db()
    assert session.starts_at == NOON


def test_two_talks_are_swapped_in_two_taps(phone, session, talks) -> None:
    page = phone(f"{DAY}{session.key}/")
    page.get_by_role("link", name="Swap … Talk Al").click()
    expect(page.get_by_text("With which talk does “Talk Al” change places?")).to_be_visible()
    page.get_by_role("button", name="Swap with this one: Talk Di").click()
    expect(page.get_by_role("status").first).to_contain_text("have changed places")
    assert [talk.title for talk in session.talks.all()] == ["Talk Di", "Talk Bo", "Talk Al"]


def test_nothing_is_wrong_for_eyes_and_hands(phone, session, talks) -> None:
    page = phone(f"{DAY}?day=2026-12-12")
    assert faults(page, "day", heading="On the day") == []
    for question in ("?minutes=10", f"?swap={talks[0].key}", f"?cancel={talks[0].key}"):
        page.goto(f"{DAY}{session.key}/{question}")
        assert faults(page, f"session{question}", heading="Morning talks") == []


def test_a_screen_keeps_what_it_knew_when_the_net_fails(live_site, transactional_db, released) -> None:
    page = live_site.new_person(width=1280, height=720)
    page.clock.install()
    page.goto("/ws/program/screen/?room=Hall")
    expect(page.get_by_role("heading", name="Morning talks")).to_be_visible()
    page.route("**/program/screen/**", lambda route: route.abort())
    page.clock.run_for(31_000)
    expect(page.locator("[data-screen-lost]")).to_contain_text("No connection. This is what was known at")
    expect(page.get_by_role("heading", name="Morning talks")).to_be_visible()
    page.unroute("**/program/screen/**")
    page.clock.run_for(31_000)
    expect(page.locator("[data-screen-lost]")).to_be_hidden()
    assert faults(page, "screen", heading="Hall") == []


def test_a_chair_ticks_who_is_here_and_starts_the_clock_on_a_phone(
    live_site, transactional_db, conference, session, talks, released
) -> None:
    make_user("Cy Roe", "cy@post.example", password=PASSWORD)
    page = sign_in(live_site.new_person(width=390, height=800), "cy@post.example", PASSWORD)
    page.clock.install()
    page.goto(f"/ws/program/chairing/{session.key}/")
    page.get_by_role("button", name="Presenter is here (Talk Al)").click()
    expect(page.get_by_role("button", name="Not here after all (Talk Al)")).to_be_visible()
    page.get_by_role("button", name="Start the clock (Talk Al)").click()
    left = page.locator("[data-clock-left]")
    expect(left).to_have_text("20:00")
    page.clock.run_for(15.5 * 60_000)
    expect(page.locator("[data-clock-said]")).to_have_text("5 minutes left")
    page.clock.run_for(4 * 60_000)
    expect(page.locator("[data-clock-said]")).to_have_text("1 minute left")
    page.clock.run_for(60_000)
    expect(page.locator("[data-clock-said]")).to_have_text("Time is up")
    assert faults(page, "chairing", heading="Morning talks") == []
    page.get_by_role("button", name="Not here after all (Talk Al)").click()
    expect(page.get_by_role("button", name="Presenter is here (Talk Al)")).to_be_visible()
