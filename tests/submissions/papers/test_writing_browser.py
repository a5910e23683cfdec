"""Writing a paper in the real browser, with and without scripts."""

from __future__ import annotations

import re
from urllib.parse import quote, quote_plus

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from demo.drawing.pdf import make_pdf
from submissions.authors.services import AuthorLine, write_authors
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
    first.fill("[name=title]", "From the first tab")
    saved(first)
    second.fill("[name=title]", "From the second tab")
    expect(second.locator("[data-autosave-state]")).to_contain_text("This was saved elsewhere")
    draft.refresh_from_db()
    assert draft.title == "From the first tab"
    second.get_by_role("button", name="Keep this text").click()
    saved(second)
    draft.refresh_from_db()
    assert draft.title == "From the second tab"


def test_text_typed_into_a_submitted_paper_survives_a_lost_tab(writer, submitted) -> None:
    page = writer()
    page.fill("[name=title]", "Typed and not saved")
    expect(page.locator("[data-autosave-state]")).to_contain_text("no new version yet")
    again = page.context.new_page()
    page.close()
    again.goto(edit_url(submitted))
    expect(again.locator("[name=title]")).to_have_value("Typed and not saved")
    expect(again.get_by_text("Not saved as a version yet")).to_be_visible()
    again.get_by_role("button", name="Save a new version").click()
    expect(again.locator("h1")).to_contain_text("Typed and not saved")
    submitted.refresh_from_db()
    assert submitted.title == "Typed and not saved"


def test_who_is_signed_out_reads_it_where_they_write_and_signs_in_beside(writer, draft) -> None:
    page = writer()
    state, buttons = page.locator("[data-autosave-state]"), page.get_by_role("button", name="Save the draft")
    place = buttons.bounding_box()
    cookies = page.context.cookies()
    page.context.clear_cookies(name="sessionid")
    page.fill("[name=title]", "Typed while signed out")
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


def save_typed(page: Page, field: str, text: str) -> None:
    """Type, and wait until the server has kept this very text: what stood before may just have been saved.

    It answers 422 where something still needs a look, and has kept it all the same.
    """
    sent = quote_plus(text)
    with page.expect_response(
        lambda answer: answer.status in {200, 422} and sent in (answer.request.post_data or "")
    ):
        page.fill(field, text)


def test_authors_who_saved_themselves_are_still_there_after_a_reload_and_a_save(writer, draft) -> None:
    page = writer()
    page.get_by_role("button", name="Add an author").click()
    save_typed(page, "input[name=authors-1-name]", "Bo Li")
    page.reload()
    expect(page.locator("input[name=authors-1-name]")).to_have_value("Bo Li")
    save_typed(page, "input[name=authors-1-email]", "bo@lab.example")
    page.reload()
    expect(page.locator("input[name=authors-1-email]")).to_have_value("bo@lab.example")
    page.get_by_role("button", name="Save the draft").click()
    page.get_by_text("Saved.", exact=True).wait_for()
    assert [line.name for line in draft.authorships.all()] == ["Ada Nwosu", "Bo Li"]


def test_sixty_authors_are_moved_in_place_with_focus_and_words(writer, draft, author) -> None:
    lines = [AuthorLine(f"Person {number}", f"p{number}@lab.example") for number in range(2, 61)]
    first = AuthorLine(str(author), author.email, is_contact=True)
    write_authors(submission=draft, lines=[first, *lines], by=author, at=timezone.now())
    page = writer()
    said = page.locator("[data-authors-said]")
    button = page.get_by_role("button", name=re.compile(r"^Earlier.*author 60$"))
    button.focus()
    page.keyboard.press("Enter")
    expect(said).to_have_text("Person 60 is now author 59 of 60.")
    moved = page.get_by_role("button", name=re.compile(r"^Earlier.*author 59$"))
    expect(moved).to_be_focused()
    expect(moved).to_be_in_viewport()
    page.get_by_role("button", name="Add an author").click()
    expect(page.locator("input[name=authors-60-name]")).to_be_focused()
    page.keyboard.type("Zoë Last")
    page.fill("input[name=authors-60-email]", "zoe@lab.example")
    page.get_by_role("button", name=re.compile(r"^Remove.*author 2$")).click()
    expect(said).to_have_text("Person 2 is removed. Authors: 60.")
    expect(page.get_by_role("button", name=re.compile(r"^Remove.*author 2$"))).to_be_focused()
    page.get_by_role("button", name="Save the draft").click()
    page.get_by_text("Saved.", exact=True).wait_for()
    names = [line.name for line in draft.authorships.all()]
    assert names == [
        str(author),
        *(f"Person {n}" for n in range(3, 59)),
        "Person 60",
        "Person 59",
        "Zoë Last",
    ]


def test_a_text_with_more_authors_comes_back_whole(writer, draft) -> None:
    page = writer()
    page.route("**/save/", lambda route: route.abort())
    page.get_by_role("button", name="Add an author").click()
    page.keyboard.type("Bo Li")
    page.fill("input[name=authors-1-email]", "bo@lab.example")
    expect(page.locator("[data-autosave-state]")).to_contain_text("Not saved")
    page.unroute("**/save/")
    page.goto(edit_url(draft))
    page.get_by_role("button", name="Bring it back").click()
    expect(page.locator("input[name=authors-1-name]")).to_have_value("Bo Li")
    expect(page.locator("[data-autosave-state]")).to_contain_text(re.compile(r"^Saved \d"))
    assert [line.name for line in draft.authorships.all()] == ["Ada Nwosu", "Bo Li"]


def test_what_is_pasted_is_not_cut_and_a_long_title_is_seen_whole(writer, draft) -> None:
    page = writer(width=390)
    title = page.locator("[name=title]")
    title.fill("long words " * 40)
    assert len(title.input_value()) == 440
    count = page.locator(f"[data-count-for={title.get_attribute('id')}]")
    expect(count).to_have_text("140 characters too many")
    assert title.evaluate("field => field.scrollHeight <= field.clientHeight + 1")
    title.fill("Short")
    expect(count).to_be_hidden()


def test_what_is_missing_leads_into_its_field(writer, draft) -> None:
    page = writer()
    page.get_by_role("button", name="Check and submit").click()
    page.get_by_role("link", name="Write an abstract.").click()
    expect(page.locator("textarea[name=abstract]")).to_be_focused()
