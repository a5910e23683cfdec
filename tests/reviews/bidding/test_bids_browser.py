"""A reviewer bids by keyboard alone in a real browser, loses the connection, and bids without scripts."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from effgenai.conferences.core.states import Role
from reviews.bidding.models import Bid, BiddingRound
from tests.support.accessibility import faults
from tests.support.factories import make_conference, make_member, make_submission, make_user
from tests.support.signing_in import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "a long password of Rita"
LIST = "/effgenai/reviewing/bids/"
TITLES = ["Alpha: pruning of very large language models", "Beta: decoding", "Gamma: caching"]


@pytest.fixture
def conference():
    found = make_conference("effgenai")
    BiddingRound.objects.create(conference=found, is_enabled=True, least_bids=2)
    for title in TITLES:
        paper = make_submission(found, title=title, abstract="What we did, and why it is fast. " * 12)
        paper.topics.set(found.topics.all())
    make_member(found, Role.REVIEWER, make_user("Rita", "rita@example.org", password=PASSWORD))
    make_member(found, Role.CHAIR, make_user("Cecily", "cecily@example.org", password=PASSWORD))
    return found


def bids():
    return dict(Bid.objects.values_list("submission__title", "value"))


def announced(page, sentence):
    page.locator("[data-bids-said]", has_text=sentence).wait_for(state="attached")


def look(page, name):
    """Keep a picture where somebody asks for it."""
    folder = os.environ.get("PICTURES")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def test_a_reviewer_bids_by_keyboard(live_site, conference):
    page = sign_in(live_site.new_person(), "rita@example.org", PASSWORD)
    page.goto(LIST)
    assert not page.get_by_role("button", name="Save these bids").is_visible()
    page.get_by_role("button", name="Search").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("1")
    announced(page, "Paper 1: Eager. 1 of at least 2.")
    page.keyboard.press("j")
    page.keyboard.press("o")
    assert page.locator("details[open]").count() == 1
    page.keyboard.press("4")
    announced(page, "Paper 2: Not mine.")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("j")
    announced(page, "The last paper of this page.")
    page.keyboard.press("3")
    announced(page, "Paper 3: In a pinch. 2 of at least 2.")
    page.keyboard.press("k")
    page.keyboard.press("k")
    page.keyboard.press("0")
    announced(page, "Paper 1: No bid. 1 of at least 2.")
    assert bids() == {TITLES[1]: -1, TITLES[2]: 1}
    page.reload()
    assert page.locator("input[name=bid-2]:checked").get_attribute("value") == "-1"
    assert page.locator("[data-bids-progress]").inner_text() == "1 of at least 2"


def test_keys_outside_the_list_do_nothing(live_site, conference):
    page = sign_in(live_site.new_person(), "rita@example.org", PASSWORD)
    page.goto(LIST)
    page.locator("input[name=q]").press("1")
    page.keyboard.press("j")
    assert page.locator("input[name=q]").input_value() == "1j"
    assert bids() == {}


def test_a_bid_that_is_not_saved_says_so_and_can_be_sent_again(live_site, conference):
    page = sign_in(live_site.new_person(), "rita@example.org", PASSWORD)
    page.goto(LIST)
    page.route("**/reviewing/bids/*/", lambda route: route.abort())
    page.get_by_label("Willing").first.check()
    announced(page, "This bid is not saved")
    assert bids() == {}
    page.unroute("**/reviewing/bids/*/")
    page.get_by_role("button", name="Save these bids").click()
    page.get_by_text("1 bid saved.").wait_for()
    assert bids() == {TITLES[0]: 2}


def test_without_scripts_the_page_is_a_form(live_site, conference):
    page = sign_in(live_site.new_person(scripts=False), "rita@example.org", PASSWORD)
    page.goto(LIST)
    page.get_by_label("Eager").nth(1).check()
    page.get_by_role("button", name="Save these bids").click()
    page.get_by_text("1 bid saved.").wait_for()
    assert bids() == {TITLES[1]: 3}


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (390, True)])
def test_both_pages_are_accessible_and_fit(live_site, conference, width, dark):
    found = []
    for email, path, name in [
        ("rita@example.org", LIST, "list"),
        ("cecily@example.org", "/effgenai/chair/assignment/bids/", "desk"),
        ("cecily@example.org", "/effgenai/chair/assignment/propose/", "propose"),
    ]:
        page = sign_in(live_site.new_person(width=width, dark=dark), email, PASSWORD)
        assert page.goto(path).status == 200
        found += faults(page, path)
        look(page, f"{name}-{width}")
    assert found == []


@pytest.mark.parametrize(("touch", "least"), [(False, 24), (True, 44)])
def test_what_is_pressed_is_large_enough_on_a_phone(live_site, conference, touch, least):
    page = sign_in(live_site.new_person(width=390, touch=touch), "rita@example.org", PASSWORD)
    page.goto(LIST)
    pressed = page.locator(".bid-paper :is(summary, .bid label, .bid-conflict a)")
    assert pressed.count() == 7 * len(TITLES)
    heights = pressed.evaluate_all("found => found.map(each => each.getBoundingClientRect().height)")
    assert min(heights) >= least
