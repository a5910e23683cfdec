"""The time grid in a browser: by mouse, by keys only, by two people at once, on a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from effgenai.conferences.core.states import Role
from program.core.models import Room, Session
from tests.program.conftest import HOUR, NOON
from tests.support.accessibility import faults
from tests.support.factories import make_member, make_user
from tests.support.signing_in import sign_in

PASSWORD = "a long enough passphrase"
GRID = "/ws/chair/program/grid/"


@pytest.fixture
def loft(transactional_db, conference, session) -> Room:
    return Room.objects.create(conference=conference, name="Loft", position=1)


@pytest.fixture
def editor(live_site, loft, conference):
    """Open the grid as an editor of one's own."""

    def open_grid(email: str = "grid@example.org", **screen: object) -> Page:
        make_member(conference, Role.CHAIR, make_user("Grid Editor", email, password=PASSWORD))
        page = sign_in(live_site.new_person(**screen), email, PASSWORD)
        page.goto(GRID)
        return page

    return open_grid


def standing(session: Session) -> tuple[object, ...]:
    session.refresh_from_db()
    return session.room and session.room.name, session.starts_at, session.ends_at


def test_a_session_is_arranged_by_keys_only(editor, session) -> None:
    page = editor()
    said = page.locator("[data-grid-said]")
    page.locator(f"#session-{session.key} [data-grid-handle]").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(said).to_contain_text("Sat 12:30–13:30, Hall")
    page.keyboard.press("ArrowRight")
    expect(said).to_contain_text("Loft")
    page.keyboard.press("Shift+ArrowDown")
    expect(said).to_contain_text("Sat 12:30–13:45, Loft")
    assert standing(session) == ("Loft", NOON + HOUR / 2, NOON + 1.75 * HOUR)
    expect(page.locator(f"#session-{session.key} [data-grid-handle]")).to_be_focused()
    page.keyboard.press("Control+z")
    expect(said).to_contain_text("Undone")
    page.keyboard.press("Control+Shift+Z")
    expect(said).to_contain_text("Done again")
    assert standing(session)[2] == NOON + 1.75 * HOUR
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Morning talks")


def drag(page: Page, session: Session, target: str, minutes: int) -> None:
    """Drag the block's upper part to as many minutes after the beginning of the lane that is shown."""
    block = page.locator(f"#session-{session.key}")
    block.scroll_into_view_if_needed()
    start = block.bounding_box()
    lane = page.locator(f'[data-room="{target}"]')
    box = lane.bounding_box()
    assert start
    assert box
    shown = int(lane.get_attribute("data-ends") or 0) - int(lane.get_attribute("data-begins") or 0)
    page.mouse.move(start["x"] + 60, start["y"] + 12)
    page.mouse.down()
    page.mouse.move(start["x"] + 63, start["y"] + 20)
    page.mouse.move(box["x"] + 30, box["y"] + minutes * box["height"] / shown + 12, steps=4)
    page.mouse.up()


def test_a_session_is_dragged_where_the_room_is_now_and_taken_back(editor, session, loft) -> None:
    page = editor(width=1920, height=1000)
    page.set_viewport_size({"width": 1280, "height": 1000})
    drag(page, session, str(loft.pk), 180)
    expect(page.locator("[data-grid-said]")).to_contain_text("Sat 11:00–12:00, Loft")
    assert standing(session) == ("Loft", NOON - HOUR, NOON)
    page.locator('[data-grid-history="undo"] button').click()
    expect(page.locator("[data-grid-said]")).to_contain_text("Undone")
    assert standing(session) == ("Hall", NOON, NOON + HOUR)


def test_what_is_refused_is_back_in_its_place(editor, session, loft, conference) -> None:
    taken = Session.objects.create(
        conference=conference, title="Taken", room=loft, starts_at=NOON, ends_at=NOON + HOUR
    )
    page = editor(width=1280, height=1000)
    before = page.locator(f"#session-{session.key}").bounding_box()
    drag(page, session, str(loft.pk), 4 * 60)
    expect(page.locator("[data-grid-said]")).to_contain_text("Another session is in this room")
    after = page.locator(f"#session-{session.key}").bounding_box()
    assert (after["x"], after["height"]) == (before["x"], before["height"])
    assert standing(session)[0] == "Hall"
    assert standing(taken)[1] == NOON


def test_two_editors_see_each_other_and_cannot_overwrite(editor, session) -> None:
    one, other = editor(), editor("other@example.org")
    handle = f"#session-{session.key} [data-grid-handle]"
    one.locator(handle).focus()
    other.route("**/grid/state/**", lambda route: route.abort())
    one.keyboard.press("ArrowDown")
    expect(one.locator("[data-grid-said]")).to_contain_text("12:15")
    other.locator(handle).focus()
    other.keyboard.press("ArrowRight")
    expect(other.locator("[data-grid-said]")).to_contain_text("Somebody changed this session")
    assert standing(session) == ("Hall", NOON + HOUR / 4, NOON + 1.25 * HOUR)
    other.keyboard.press("ArrowRight")
    expect(other.locator("[data-grid-said]")).to_contain_text("Loft")
    expect(one.locator("[data-grid-said]")).to_contain_text("Somebody has changed", timeout=20_000)
    expect(one.locator(".grid-column", has_text="Loft")).to_contain_text("Morning talks")


def test_nothing_is_wrong_for_eyes_and_hands(editor, session) -> None:
    page = editor()
    assert faults(page, "grid", heading="Time grid") == []
    page.goto(f"{GRID}?day=2026-12-12&move={session.key}")
    assert faults(page, "move", heading="Time grid") == []


def test_on_a_phone_it_is_a_list_with_a_form(editor, session) -> None:
    page = editor(width=390, height=800, scripts=False)
    width = page.locator(".grid-block").bounding_box()["width"]
    assert 250 < width < 391
    page.get_by_role("link", name="Move Morning talks").click()
    expect(page.get_by_role("heading", name="Move “Morning talks”")).to_be_visible()
    page.get_by_label("Begins").fill("15:00")
    page.get_by_label("Ends").fill("16:00")
    page.get_by_role("button", name="Move it").click()
    expect(page.get_by_role("status").first).to_contain_text("Sat 15:00–16:00")
    assert standing(session)[1] == NOON + 3 * HOUR
