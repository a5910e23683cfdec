"""What was done is said above the title of a page of the desk, in line with it and apart from it."""

from __future__ import annotations

import pytest
from playwright.sync_api import FloatRect, Locator

from effgenai.conferences.core.states import Role
from tests.support.factories import make_conference, make_member, make_user
from tests.support.signing_in import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "a long enough passphrase"
APART = 8  # pixels


@pytest.mark.parametrize("width", [390, 1280])
def test_a_message_stands_in_line_with_the_title_and_touches_nothing(live_site, width) -> None:
    conference = make_conference("ws")
    make_member(conference, Role.CHAIR, make_user("Chair", "chair@post.example", password=PASSWORD))
    page = sign_in(live_site.new_person(width=width), "chair@post.example", PASSWORD)
    page.goto("/ws/chair/program/unavailable/")
    page.get_by_label("E-mail").fill("away@post.example")
    page.get_by_label("From", exact=False).first.fill("2026-12-12")
    page.get_by_role("button", name="Note it").click()
    message = page.locator(".messages > *").first
    message.wait_for()
    said, crumbs, title = (_box(where) for where in (message, page.locator(".crumbs"), page.locator("h1")))
    assert crumbs["y"] - (said["y"] + said["height"]) >= APART
    assert abs(said["x"] - title["x"]) <= 1


def _box(where: Locator) -> FloatRect:
    box = where.bounding_box()
    assert box is not None
    return box
