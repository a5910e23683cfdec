"""What the small scripts promise in docs/ui.md, in a real browser."""

from __future__ import annotations

import json
import re
from itertools import pairwise

import pytest
from playwright.sync_api import Route, expect

from effgenai.ui.templatetags.ui import bundle_url


@pytest.fixture(autouse=True)
def _with_styleguide(settings):
    settings.ROOT_URLCONF = "tests.effgenai.ui.styleguide_urls"


FORM = """<!doctype html><title>Form</title><script type="module" src="{script}"></script>
<form method="post" action="/sent/" data-guard data-autosave-url="/save/" data-autosave-version="{version}">
<label>Text <textarea name="text">{text}</textarea></label>
<button>Send</button><p data-autosave-state></p><p data-autosave-offer></p>
<p role="status" data-autosave-said></p></form>"""


class Desk:
    """A server that keeps drafts the way the contract of autosaving says, and notes what it was sent."""

    def __init__(self, page) -> None:
        self.page = page
        self.kept: list[str] = []
        self.version = 1
        self.online = True
        self.refusals = 0
        self.asked = 0
        page.route("**/save/", self.answer)
        page.route("**/form/", self.show)

    def show(self, route) -> None:
        text = self.kept[-1] if self.kept else ""
        page = FORM.format(script=bundle_url("work.js"), version=self.version, text=text)
        route.fulfill(content_type="text/html", body=page)

    def answer(self, route) -> None:
        if not self.online:
            route.abort()
            return
        self.asked += 1
        if self.refusals:
            self.refusals -= 1
            route.fulfill(status=503, headers={"Retry-After": "20"}, json={"error": "Please try again."})
            return
        sent = dict(re.findall(r"([a-z]+)=([^&]*)", route.request.post_data))
        clash = int(sent["version"]) != self.version and "force" not in sent
        if not clash:
            self.kept.append(sent["text"])
            self.version += 1
        answer = {"version": self.version, "saved_at": "2026-08-20T12:03:00Z"}
        route.fulfill(status=409 if clash else 200, content_type="application/json", body=json.dumps(answer))

    @property
    def offer(self):
        return self.page.locator("[data-autosave-offer]")

    @property
    def announced(self):
        return self.page.get_by_role("status")

    def open(self):
        self.page.goto("/form/")
        return self.page.get_by_label("Text"), self.page.locator("[data-autosave-state]")


@pytest.fixture
def desk(live_site) -> Desk:
    return Desk(live_site.new_person())


def test_what_is_typed_is_saved_after_a_pause(desk):
    text, state = desk.open()
    text.press_sequentially("Sound", delay=20)
    expect(state).to_have_text(re.compile(r"^Saved \d"))
    assert desk.kept == ["Sound"]


def test_what_is_typed_is_saved_on_leaving_the_field(desk):
    text, state = desk.open()
    text.fill("Sound")
    text.blur()
    expect(state).to_have_text(re.compile("^Saved"))
    assert desk.kept == ["Sound"]


def test_nothing_is_sent_while_nothing_changes(desk):
    text, _ = desk.open()
    text.focus()
    text.blur()
    desk.page.wait_for_timeout(1000)
    assert desk.kept == []


def test_a_text_typed_offline_comes_back(desk):
    text, state = desk.open()
    desk.online = False
    text.fill("Typed-in-a-tunnel")
    expect(state).to_contain_text("Not saved")
    desk.online = True
    text, state = desk.open()
    expect(desk.offer).to_contain_text("is kept in this browser")
    desk.page.get_by_role("button", name="Bring it back").click()
    expect(text).to_have_value("Typed-in-a-tunnel")
    expect(state).to_have_text(re.compile("^Saved"))
    assert desk.kept == ["Typed-in-a-tunnel"]


def test_a_server_that_cannot_save_is_asked_again_later_and_the_writer_is_told(desk):
    desk.page.clock.install()
    text, state = desk.open()
    desk.refusals = 2
    text.fill("Sound")
    text.blur()
    expect(state).to_contain_text("Not saved yet: the server does not answer. Kept here; we try again.")
    desk.page.clock.run_for(19_000)  # it had asked for twenty seconds
    assert desk.asked == 1
    with desk.page.expect_response("**/save/"):
        desk.page.clock.run_for(12_000)
    expect(state).to_contain_text("Not saved yet")
    with desk.page.expect_response("**/save/"):
        desk.page.clock.run_for(61_000)
    expect(state).to_have_text(re.compile("^Saved"))
    assert desk.kept == ["Sound"]


def test_a_second_tab_is_noticed_and_the_writer_decides(desk):
    text, state = desk.open()
    desk.version, desk.kept = 7, ["from-the-other-tab"]
    text.fill("from-this-tab")
    expect(state).to_contain_text("saved elsewhere")
    assert desk.kept == ["from-the-other-tab"]
    desk.page.get_by_role("button", name="Keep this text").click()
    expect(state).to_have_text(re.compile("^Saved"))
    assert desk.kept == ["from-the-other-tab", "from-this-tab"]


def test_the_newer_text_can_be_fetched(desk):
    text, state = desk.open()
    desk.version, desk.kept = 7, ["from-the-other-tab"]
    text.fill("from-this-tab")
    expect(state).to_contain_text("saved elsewhere")
    desk.page.get_by_role("button", name="Show the newer text").click()
    expect(desk.page.get_by_label("Text")).to_have_value("from-the-other-tab")


def test_the_text_that_gave_way_is_still_there(desk):
    text, state = desk.open()
    desk.version, desk.kept = 7, ["from-the-other-tab"]
    text.fill("from-this-tab")
    desk.page.get_by_role("button", name="Keep this text").click()
    expect(state).to_have_text(re.compile("^Saved"))
    text.press_sequentially("-and-on")
    desk.page.get_by_role("button", name="Bring it back").click()
    expect(text).to_have_value("from-the-other-tab")
    desk.page.get_by_role("button", name="Bring it back").click()
    expect(text).to_have_value("from-this-tab-and-on")
    desk.page.get_by_role("button", name="Discard it").click()
    expect(desk.offer).to_be_empty()


def test_the_text_of_this_page_is_there_beside_the_newer_one(desk):
    text, state = desk.open()
    desk.version, desk.kept = 7, ["from-the-other-tab"]
    text.fill("from-this-tab")
    desk.page.get_by_role("button", name="Show the newer text").click()
    text, state = desk.page.get_by_label("Text"), desk.page.locator("[data-autosave-state]")
    expect(text).to_have_value("from-the-other-tab")
    desk.page.get_by_role("button", name="Bring it back").wait_for()  # until then nobody listens to keys
    text.press_sequentially("!")
    expect(state).to_have_text(re.compile("^Saved"))
    desk.page.get_by_role("button", name="Bring it back").click()
    expect(text).to_have_value("from-this-tab")


def test_the_next_key_overwrites_nothing_that_is_kept(desk):
    text, state = desk.open()
    desk.online = False
    text.fill("Typed-in-a-tunnel")
    expect(state).to_contain_text("Not saved")
    text, state = desk.open()
    text.fill("Something-else")
    expect(state).to_contain_text("Not saved")
    desk.online = True
    desk.page.get_by_role("button", name="Bring it back").click()
    expect(text).to_have_value("Typed-in-a-tunnel")


def test_that_it_was_saved_is_announced_once_and_after_each_problem(desk):
    text, state = desk.open()
    desk.page.evaluate("""() => {
        window.heard = [];
        const live = document.querySelector("[role=status]");
        new MutationObserver(() => heard.push(live.textContent)).observe(live, { childList: true });
    }""")
    for word in ("One", "Two", "Three"):
        with desk.page.expect_response("**/save/"):
            text.fill(word)
            text.blur()
        expect(state).to_have_text(re.compile("^Saved"))
    assert len(desk.page.evaluate("heard")) == 1
    desk.online = False
    text.fill("Four")
    expect(desk.announced).to_contain_text("Not saved")
    desk.online = True
    text.fill("Five")
    expect(desk.announced).to_contain_text("Saved")
    assert len(desk.page.evaluate("heard")) == 3


def test_a_form_is_sent_once(desk):
    desk.open()
    sent: list[str] = []

    def take(route: Route) -> None:
        sent.append(route.request.method)
        route.fulfill(status=204)  # no content: the browser stays on the page, as while it waits

    desk.page.route("**/sent/", take)
    button = desk.page.get_by_role("button", name="Send")
    button.click()
    expect(button).to_have_attribute("aria-busy", "true")
    button.click()
    desk.page.wait_for_timeout(300)
    assert sent == ["POST"]


def test_rows_are_ticked_in_ranges_and_cleared_with_escape(live_site):
    page = live_site.new_person()
    page.goto("/styleguide/desk/")
    bar = page.get_by_role("region", name="Selected rows")
    expect(bar).to_be_hidden()
    boxes = page.locator("input[name=selected]")
    boxes.nth(1).check()
    boxes.nth(4).click(modifiers=["Shift"])
    expect(bar).to_contain_text("4 selected")
    page.keyboard.press("Escape")
    expect(bar).to_be_hidden()
    assert page.locator("input[name=selected]:checked").count() == 0
    page.get_by_role("checkbox", name="Select all rows").check()
    expect(bar).to_contain_text("10 selected")


def test_enter_in_a_tick_box_leads_to_what_can_be_done_and_presses_nothing(live_site):
    page = live_site.new_person()
    page.goto("/styleguide/desk/")
    bar = page.get_by_role("region", name="Selected rows")
    box = page.locator("input[name=selected]").nth(2)
    box.check()
    box.press("Enter")
    actions = bar.locator(".bar-actions :is(button, a)")
    expect(actions.first).to_be_focused()
    assert page.url.endswith("/styleguide/desk/")
    sizes = [one.bounding_box() for one in actions.all()]
    assert all(size["height"] >= 44 for size in sizes)
    beside = [(one, other) for one, other in pairwise(sizes) if one["y"] == other["y"]]
    assert all(other["x"] - one["x"] - one["width"] >= 16 for one, other in beside)
    bar.get_by_role("button", name="Clear").focus()
    page.keyboard.press("Enter")
    expect(bar).to_be_hidden()
    expect(box).to_be_focused()
    expect(box).not_to_be_checked()


def test_the_readers_own_colours_show_the_current_page(live_site):
    page = live_site.new_person()
    page.emulate_media(forced_colors="active")
    page.goto("/styleguide/desk/")
    color = "element => getComputedStyle(element).borderLeftColor"
    stages = page.locator(".sidebar a.stage")
    current = page.locator(".sidebar a.stage[aria-current]").first.evaluate(color)
    others = {one.evaluate(color) for one in stages.all() if not one.get_attribute("aria-current")}
    assert current not in others


def test_the_divider_moves_with_the_keys_and_is_remembered(live_site):
    page = live_site.new_person()
    page.goto("/styleguide/review/")
    handle = page.get_by_role("separator")
    handle.focus()
    page.keyboard.press("ArrowRight")
    expect(handle).to_have_attribute("aria-valuenow", "52")
    page.keyboard.press("End")
    page.reload()
    expect(page.get_by_role("separator")).to_have_attribute("aria-valuenow", "75")


def test_typed_text_is_counted(live_site):
    page = live_site.new_person()
    page.goto("/styleguide/review/")
    page.get_by_label("Abstract").fill("x" * 1990)
    expect(page.locator("[data-count-for]")).to_have_text("10 characters left")


def test_the_readers_own_time_is_written_out(live_site):
    page = live_site.new_person()
    page.goto("/styleguide/home/")
    expect(page.locator(".reader-time")).to_have_text(re.compile(r"^(Sat|Sun) \d\d:\d\d your time$"))
    expect(page.locator("time.when").first).to_have_attribute("title", re.compile("your time$"))


def test_the_countdown_follows_the_clock_of_the_server(live_site):
    page = live_site.new_person()
    page.goto("/styleguide/home/")
    expect(page.locator("time.countdown")).to_have_text(re.compile(r"^3 days [67] h$"))


def test_the_theme_changes_at_once_and_stays(live_site):
    page = live_site.new_person()
    page.goto("/styleguide/home/")
    with page.expect_response("**/account/theme/"):
        page.get_by_role("button", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.get_by_role("button", name="Dark")).to_have_attribute("aria-pressed", "true")


def test_errors_take_the_focus(live_site):
    page = live_site.new_person()
    page.goto("/styleguide/")
    assert page.evaluate("document.activeElement.className").endswith("error-summary")
