"""The session ends while somebody writes: in a real browser the text reaches the site after all."""

from __future__ import annotations

import html

import pytest
from playwright.sync_api import expect

from effgenai.conferences.core.states import Role
from effgenai.conferences.news.models import News
from tests.support.factories import make_conference, make_member, make_user
from tests.support.signing_in import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "a long enough word"
TEXT = "An hour's work:\n\n* with <b>signs</b>\n* and “quotes” & ampersands"


def test_who_was_signed_out_signs_in_beside_and_sends_the_text_again(live_site) -> None:
    chair = make_member(
        make_conference("effgenai"), Role.CHAIR, make_user("Cecily", "chair@example.org", password=PASSWORD)
    )
    page = live_site.new_person()
    sign_in(page, chair.email, PASSWORD, start="/account/login/?next=/effgenai/chair/setup/news/new/")
    page.get_by_label("Title").fill("Rooms are known")
    page.get_by_label("Text").fill(TEXT)
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Save").first.click()
    expect(page.get_by_role("heading", name="You are signed out")).to_be_visible()
    expect(page.get_by_role("textbox", name="Body")).to_have_value(TEXT)

    with page.expect_popup() as opened:
        page.get_by_role("link", name="Sign in in a new tab").click()
    beside = opened.value
    sign_in(beside, chair.email, PASSWORD, start="")
    assert beside.url.endswith("/effgenai/chair/setup/news/new/")

    page.get_by_role("button", name="Send it again").click()
    page.get_by_role("button", name="Send it once more").click()
    page.wait_for_url("**/chair/setup/news/**")
    piece = News.objects.get()
    assert (piece.title, piece.body.replace("\r\n", "\n")) == ("Rooms are known", html.unescape(TEXT))
