"""The home page is arranged by keyboard, written, seen beside the editor, published, and met by a visitor."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from demo.people import PASSWORD, SIGN_INS
from effgenai.conferences.site.models import SiteVersion
from tests.plugins.demo import lay_out_demo
from tests.support.accessibility import faults
from tests.support.signing_in import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CHAIR = dict(SIGN_INS)["chair"]
EDITOR = "/effgenai/chair/setup/home/"


@pytest.fixture
def chair(live_site):
    lay_out_demo()
    return sign_in(live_site.new_person(), CHAIR, PASSWORD)


def headings(page) -> list[str]:
    return page.locator("main h2").all_inner_texts()


def order_of(page) -> list[str]:
    return page.locator("[data-block]").evaluate_all("rows => rows.map(row => row.dataset.block)")


def open_block(page, name: str):
    block = page.locator(f'[data-block="{name}"]')
    block.locator("summary").press("Enter")
    return block


def test_a_chair_arranges_the_page_by_keyboard_and_a_visitor_sees_it(live_site, chair) -> None:
    chair.goto(EDITOR)
    preview = chair.frame_locator("iframe")
    preview.get_by_role("heading", name="Open questions").wait_for()

    up = chair.get_by_role("button", name="Move Dates up")
    up.focus()
    for _ in range(order_of(chair).index("Dates")):
        chair.keyboard.press("Enter")
    assert order_of(chair)[0] == "Dates"
    assert chair.evaluate("document.activeElement.textContent.trim()").endswith("Move Dates down")
    assert chair.locator("[data-blocks-said]").inner_text().startswith("Dates is now 1 of ")

    open_block(chair, "Abstract").get_by_label("Text").fill("A **new** text with $e^x$.")
    chair.get_by_role("checkbox", name="Show Topics of interest").press("Space")
    chair.get_by_text(re.compile(r"Saved \d")).wait_for()
    preview.locator("strong", has_text="new").wait_for()
    expect(preview.locator("h2").first).to_have_text("Dates")
    expect(preview.locator("h2", has_text="Topics")).to_have_count(0)

    visitor = live_site.new_person(width=390, dark=True)
    visitor.goto("/effgenai/")
    assert headings(visitor)[0] != "Dates"
    assert "Topics of interest" in headings(visitor)

    chair.get_by_role("button", name="Publish").press("Enter")
    chair.get_by_text("The home page is published.").wait_for()
    visitor.goto("/effgenai/?")
    assert headings(visitor)[0] == "Dates"
    assert "Topics of interest" not in headings(visitor)
    assert visitor.locator("strong", has_text="new").is_visible()
    assert SiteVersion.objects.filter(published_at=None).count() == 0
    assert SiteVersion.objects.count() == 2


def test_a_block_is_dragged_to_its_place(chair) -> None:
    chair.goto(EDITOR)
    grip = chair.locator('[data-block="Background and aims"] [data-grip]').bounding_box()
    goal = chair.locator('[data-block="Goals"]').bounding_box()
    chair.mouse.move(grip["x"] + 5, grip["y"] + 8)
    chair.mouse.down()
    chair.mouse.move(grip["x"] + 5, goal["y"] + goal["height"] - 6, steps=8)
    chair.mouse.up()
    blocks = order_of(chair)
    assert blocks[:4] == ["Abstract", "Open questions", "Goals", "Background and aims"]
    chair.get_by_text(re.compile(r"Saved \d")).wait_for()
    chair.reload()
    assert order_of(chair) == blocks


def test_two_windows_notice_each_other(live_site, chair) -> None:
    other = sign_in(live_site.new_person(), CHAIR, PASSWORD)
    for page in (chair, other):
        page.goto(EDITOR)
    open_block(chair, "Background and aims").get_by_label("Text").fill("The first.")
    chair.get_by_text(re.compile(r"Saved \d")).wait_for()
    text = open_block(other, "Background and aims").get_by_label("Text")
    text.fill("The second.")
    other.get_by_text("This was saved elsewhere").wait_for()
    assert text.input_value() == "The second."
    assert SiteVersion.objects.get(published_at=None).content["aims"] == "The first."
    other.get_by_role("button", name="Keep this text").click()
    other.get_by_text(re.compile(r"Saved \d")).wait_for()
    assert SiteVersion.objects.get(published_at=None).content["aims"] == "The second."


def test_without_scripts_the_buttons_do_the_same(live_site) -> None:
    lay_out_demo()
    page = sign_in(live_site.new_person(scripts=False), CHAIR, PASSWORD)
    page.goto(EDITOR)
    page.get_by_role("button", name="Move Background and aims up").click()
    page.wait_for_url(re.compile("#edit-aims$"))
    page.get_by_role("button", name="Publish").click()
    visitor = live_site.new_person(scripts=False)
    visitor.goto("/effgenai/")
    assert headings(visitor)[0] == "Background and aims"


LOOKS = [{"width": 1280}, {"width": 390, "dark": True}]


@pytest.mark.parametrize("look", LOOKS, ids=["wide and light", "narrow and dark"])
def test_the_pages_of_the_editor_are_accessible_and_fit(live_site, look) -> None:
    lay_out_demo()
    page = sign_in(live_site.new_person(**look), CHAIR, PASSWORD)
    page.goto(EDITOR)
    page.get_by_role("button", name="Add a free text").click()
    page.wait_for_url(re.compile("#edit-text-"))
    page.get_by_role("button", name="Make a preview link").click()
    page.wait_for_url(re.compile("#link$"))
    found = []
    for tail in ("", "preview/", "versions/", "versions/2/", "discard/"):
        page.goto(EDITOR + tail)
        found += faults(page, tail)
    assert found == []
