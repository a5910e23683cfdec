"""A written page saves itself beside its preview; visitors see it once it is published."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from demo.people import PASSWORD, SIGN_INS
from effgenai.conferences.site.models import Page, SiteVersion
from tests.plugins.demo import lay_out_demo
from tests.support.accessibility import faults
from tests.support.signing_in import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CHAIR = dict(SIGN_INS)["chair"]


@pytest.fixture
def editor(live_site):
    lay_out_demo()
    page = live_site.new_person()
    sign_in(page, CHAIR, PASSWORD)
    page.goto(
        f"/effgenai/chair/setup/pages/{Page.objects.get(conference__slug='effgenai', slug='venue').pk}/"
    )
    return page


def test_a_page_is_written_beside_its_preview_and_published(live_site, editor) -> None:
    preview = editor.frame_locator("iframe")
    expect(preview.locator("h1")).to_have_text("Venue and travel")
    editor.get_by_label("Text").fill("Take the **night train**.")
    editor.get_by_text(re.compile(r"Saved \d")).wait_for()
    expect(preview.locator("strong")).to_have_text(["night train"])
    assert faults(editor, "the editor") == []

    visitor = live_site.new_person(width=390, dark=True)
    visitor.goto("/effgenai/venue/")
    expect(visitor.locator("h1")).to_have_text("Venue and travel")
    expect(visitor.locator("strong", has_text="night train")).to_have_count(0)

    editor.reload()
    expect(editor.get_by_label("Text")).to_have_value("Take the **night train**.")
    editor.get_by_role("button", name="Save and publish").click()
    editor.get_by_text("is saved.").wait_for()
    visitor.goto("/effgenai/venue/?")
    expect(visitor.locator("strong", has_text="night train")).to_have_count(1)
    assert SiteVersion.objects.filter(published_at=None, page__slug="venue").count() == 0


def test_two_windows_of_a_page_notice_each_other(editor) -> None:
    other = editor.context.new_page()
    other.goto(editor.url)
    editor.get_by_label("Text").fill("The first.")
    expect(editor.get_by_text(re.compile(r"Saved \d"))).to_be_visible()
    text = other.get_by_label("Text")
    text.fill("The second.")
    expect(other.get_by_text("This was saved elsewhere")).to_be_visible()
    expect(text).to_have_value("The second.")
    assert SiteVersion.objects.get(published_at=None).content["body"] == "The first."
    other.get_by_role("button", name="Keep this text").click()
    expect(other.get_by_text(re.compile(r"Saved \d"))).to_be_visible()
    assert SiteVersion.objects.get(published_at=None).content["body"] == "The second."


@pytest.mark.parametrize("look", [{"width": 1280}, {"width": 390, "dark": True}], ids=["wide", "narrow"])
def test_co_organisers_come_to_a_draft_by_the_link(live_site, editor, look) -> None:
    editor.get_by_label("Text").fill("Take the **night train**.")
    expect(editor.get_by_text(re.compile(r"Saved \d"))).to_be_visible()
    editor.goto("/effgenai/chair/setup/home/")
    editor.get_by_role("button", name="Make a preview link").click()
    link = editor.locator("#preview-link")
    expect(link).to_be_visible()

    guest = live_site.new_person(**look)
    guest.goto(link.inner_text())
    guest.get_by_role("note").get_by_role("link", name="Venue and travel").click()
    expect(guest.locator("h1")).to_have_text("Venue and travel")
    expect(guest.locator("strong", has_text="night train")).to_be_visible()
    assert faults(guest, "the draft") == []
