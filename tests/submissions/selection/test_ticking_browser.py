"""Ticking papers with mouse and keys, and tagging them, in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from effgenai.conferences.core.states import Role
from submissions.tags.models import PaperTag
from tests.submissions.conftest import signed_in
from tests.support.accessibility import faults
from tests.support.factories import NOW, make_member, make_submission, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DESK = "/ws/chair/submissions/"


@pytest.fixture
def chair_at(live_site, conference):
    """A page of a chair on a screen of this width."""
    chair = make_member(conference, Role.CHAIR)

    def chair_at(**look):
        page = live_site.new_person(height=900, **look)
        cookie = signed_in(chair).cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_site.url}])
        return page

    return chair_at


@pytest.fixture
def papers(conference):
    return [make_submission(conference, [make_user()], title=f"Title {n}") for n in range(1, 7)]


@pytest.mark.parametrize("look", [{"width": 1280}, {"width": 390, "dark": True}])
def test_papers_are_ticked_in_ranges_and_tagged(chair_at, papers, look) -> None:
    page = chair_at(**look)
    page.goto(f"{DESK}?cols=tags")
    page.get_by_label("Select paper 2").click()
    page.get_by_label("Select paper 4").click(modifiers=["Shift"])
    page.keyboard.press("Shift+ArrowDown")
    page.get_by_text("4 selected").wait_for()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Space")
    page.get_by_text("3 selected").wait_for()
    assert faults(page, "list") == []
    page.get_by_role("button", name="Tag…").click()
    page.get_by_role("button", name="Tag 3 papers").wait_for()
    assert faults(page, "tag") == []
    page.get_by_label("Add").fill("theory best")
    page.get_by_role("button", name="Tag 3 papers").click()
    page.get_by_text("Tags changed on 3 papers.").wait_for()
    tagged = PaperTag.objects.filter(word="theory").values_list("submission__number", flat=True)
    assert sorted(tagged) == [2, 3, 5]
    page.goto(f"{DESK}tags/")
    page.get_by_text("Rename or remove").first.click()
    assert faults(page, "tags") == []
    page.goto("/ws/submissions/2/")
    page.get_by_role("button", name="Remove the tag best").wait_for()
    assert faults(page, "paper") == []


def test_all_shown_are_ticked_at_once_and_escape_clears(chair_at, papers) -> None:
    page = chair_at(width=1280)
    page.goto(f"{DESK}?numbers=2-5")
    page.get_by_label("Select all rows").click()
    page.get_by_text("4 selected").wait_for()
    ticked = page.locator("input[name=selected]:checked")
    assert ticked.count() == 4
    page.keyboard.press("Escape")
    page.get_by_text("4 selected").wait_for(state="hidden")
    assert ticked.count() == 0


def test_without_scripts_all_shown_have_a_tick_box(chair_at, papers) -> None:
    page = chair_at(width=390, scripts=False)
    page.goto(f"{DESK}?numbers=2-5")
    page.get_by_label("All 4 shown").check()
    page.get_by_role("button", name="Tag…").click()
    page.get_by_role("button", name="Tag 4 papers").wait_for()


def test_tags_are_suggested_once_somebody_goes_into_their_box(chair_at, papers) -> None:
    PaperTag.objects.create(submission=papers[1], word="theory", added_at=NOW)
    page = chair_at()
    page.goto("/ws/submissions/1/")
    page.get_by_label("Tags to add").wait_for()
    assert page.locator("#known-tags option").count() == 0
    page.get_by_label("Tags to add").focus()
    page.locator("#known-tags option[value=theory]").wait_for(state="attached")
    assert faults(page, "paper") == []


def test_tags_are_suggested_without_scripts(chair_at, papers) -> None:
    PaperTag.objects.create(submission=papers[1], word="theory", added_at=NOW)
    page = chair_at(scripts=False)
    page.goto("/ws/submissions/1/")
    page.get_by_role("link", name="Suggest tags").click()
    page.locator("#known-tags option[value=theory]").wait_for(state="attached")


def test_the_heading_of_a_wide_table_stays_in_view(chair_at, conference) -> None:
    for number in range(40):
        make_submission(conference, [make_user()], title=f"Title {number}")
    page = chair_at(width=1280)
    columns = "authors,track,state,submitted,topics,mean,spread,reviewers,conflicts,decision"
    page.goto(f"{DESK}?cols={columns}&view=all")
    last = page.get_by_role("link", name="Title 39")
    last.wait_for(state="attached")
    assert faults(page, "wide list") == []
    last.scroll_into_view_if_needed()
    expect(last).to_be_in_viewport()
    expect(page.get_by_role("columnheader", name="Authors")).to_be_in_viewport()
