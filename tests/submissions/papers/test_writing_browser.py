"""Writing a paper in the real browser, with and without scripts."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from demo.drawing.pdf import make_pdf
from submissions.core.models import Revision
from tests.submissions.conftest import edit_url

PDF = {"name": "paper.pdf", "mimeType": "application/pdf", "buffer": make_pdf("T", "Text.")}


@pytest.fixture
def writer(live_site, transactional_db, draft, client_of_author):
    """A page on which the author of the draft is signed in."""

    def writer(**options):
        page = live_site.new_person(**options)
        cookie = client_of_author.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_site.url}])
        page.goto(edit_url(draft))
        return page

    return writer


def saved(page):
    page.get_by_role("status").get_by_text("Saved").wait_for()


def test_a_draft_saves_itself_and_a_second_tab_is_told(writer, draft) -> None:
    first = writer()
    second = first.context.new_page()
    second.goto(edit_url(draft))
    first.fill("input[name=title]", "From the first tab")
    saved(first)
    second.fill("input[name=title]", "From the second tab")
    expect(second.locator("[data-autosave-state]")).to_contain_text("This was saved elsewhere")
    draft.refresh_from_db()
    assert draft.title == "From the first tab"
    second.get_by_role("button", name="Keep this text").click()
    saved(second)
    draft.refresh_from_db()
    assert draft.title == "From the second tab"


def test_who_is_signed_out_reads_it_where_they_write_and_signs_in_beside(writer, draft) -> None:
    page = writer()
    state, buttons = page.locator("[data-autosave-state]"), page.get_by_role("button", name="Save the draft")
    place = buttons.bounding_box()
    cookies = page.context.cookies()
    page.context.clear_cookies(name="sessionid")
    page.fill("input[name=title]", "Typed while signed out")
    expect(state).to_contain_text("Not saved: you are signed out.")
    expect(state).to_be_in_viewport()
    link = page.get_by_role("link", name="Sign in (new tab)")
    expect(link).to_have_attribute("href", re.compile(re.escape(quote(edit_url(draft), safe=""))))
    assert buttons.bounding_box() == place
    page.context.add_cookies(cookies)
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(state).to_contain_text("Saved")
    expect(state).not_to_contain_text("Not saved")
    assert buttons.bounding_box() == place
    draft.refresh_from_db()
    assert draft.title == "Typed while signed out"


def test_text_that_saved_itself_is_submitted_once_however_often_one_presses(writer, draft) -> None:
    page = writer()
    page.fill("textarea[name=abstract]", "We study $x^2$.")
    saved(page)
    page.set_input_files("input[name=manuscript]", PDF)
    page.get_by_role("button", name="Check and submit").click()
    page.get_by_role("heading", name=f"Submit paper {draft.number}").wait_for()
    assert page.locator("math").count() == 1
    page.get_by_role("button", name="Submit the paper").dblclick()
    page.get_by_text("Your paper is in. Every author gets the receipt by mail.").wait_for()
    assert Revision.objects.count() == 1


def test_without_scripts_authors_are_arranged_and_the_chosen_file_is_not_lost(writer, draft) -> None:
    page = writer(scripts=False, width=390)
    page.fill("textarea[name=abstract]", "Words")
    page.set_input_files("input[name=manuscript]", PDF)
    page.get_by_role("button", name="Add an author").click()
    expect(page.get_by_text("“paper.pdf” (1 page")).to_have_count(1)
    page.fill("input[name=authors-1-name]", "Bo Li")
    page.fill("input[name=authors-1-email]", "bo@lab.example")
    page.get_by_role("button", name=re.compile("Earlier.*author 2")).click()
    expect(page.locator("input[name=authors-0-name]")).to_have_value("Bo Li")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="Check and submit").click()
    page.get_by_role("button", name="Submit the paper").click()
    page.get_by_text("Your paper is in. Every author gets the receipt by mail.").wait_for()
    assert [author["name"] for author in Revision.objects.get().authors] == ["Bo Li", "Ada Nwosu"]
    assert Revision.objects.get().manuscript is not None


def test_authors_who_saved_themselves_are_still_there_after_a_reload_and_a_save(writer, draft) -> None:
    page = writer()
    page.get_by_role("button", name="Add an author").click()
    page.fill("input[name=authors-1-name]", "Bo Li")
    saved(page)
    page.reload()
    expect(page.locator("input[name=authors-1-name]")).to_have_value("Bo Li")
    with page.expect_response(lambda answer: answer.url.endswith("/save/") and answer.status == 200):
        page.fill("input[name=authors-1-email]", "bo@lab.example")
    page.reload()
    expect(page.locator("input[name=authors-1-email]")).to_have_value("bo@lab.example")
    page.get_by_role("button", name="Save the draft").click()
    page.get_by_text("Saved.", exact=True).wait_for()
    assert [line.name for line in draft.authorships.all()] == ["Ada Nwosu", "Bo Li"]
