"""Every kind of page of the example workshop, as its people see it: axe finds nothing, nothing overflows."""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from demo.people import PASSWORD, SIGN_INS
from reviews.assignment.models import Assignment
from tests.plugins.demo import lay_out_demo
from tests.support.signing_in import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

EMAILS = dict(SIGN_INS)
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
LOOKS = [{"width": 1280, "dark": False}, {"width": 390, "dark": True}]

PAGES = {
    "": ["", "call/", "review-with-us/", "dates/", "people/", "papers/", "papers/1/", "program/", "faq/"],
    "author": [
        "me/",
        "review-with-us/apply/",
        "submissions/",
        "submissions/new/",
        "submissions/1/",
        "submissions/11/edit/",
        "submissions/11/conflicts/",
    ],
    "reviewer": ["me/", "reviewing/", "reviewing/expertise/", "closeness/"],
    "area chair": ["me/", "reviewing/"],
    "chair": [
        *("chair/", "chair/setup/", "chair/setup/milestones/", "chair/setup/pages/", "chair/setup/members/"),
        "chair/setup/archive/",
        *("chair/submissions/", "submissions/6/", "chair/committee/", "chair/committee/invite/"),
        *("chair/setup/policies/", "chair/setup/files/", "chair/setup/files/new/"),
        *("chair/committee/applications/", "chair/committee/applications/call/"),
        *("chair/assignment/", "chair/assignment/13/", "chair/assignment/propose/"),
        "chair/assignment/drafts/",
        *("chair/submissions/import/", "chair/committee/invitations/", "chair/committee/send/"),
        "/conferences/mine/",
        *("chair/reviews/", "chair/reviews/form/", "chair/decisions/", "chair/decisions/release/"),
        *("chair/conflicts/", "chair/conflicts/add/"),
        *("chair/program/", "chair/program/sessions/", "chair/program/release/", "chair/mail/"),
        "chair/records/",
    ],
}


@pytest.mark.parametrize("look", LOOKS, ids=["wide and light", "narrow and dark"])
@pytest.mark.parametrize("role", PAGES, ids=lambda role: role or "visitor")
def test_pages_are_accessible_and_fit(live_site, role: str, look: dict[str, object]) -> None:
    lay_out_demo()
    page = live_site.new_person(**look)
    if role:
        sign_in(page, EMAILS[role], PASSWORD)
    found = []
    for path in [*PAGES[role], *_reviews_of(role)]:
        answer = page.goto(urljoin("/effgenai/", path))
        assert answer.status == 200, path
        found += _faults(page, path)
    assert "\n".join(found) == ""


@pytest.mark.parametrize("look", LOOKS, ids=["wide and light", "narrow and dark"])
def test_what_stands_between_a_form_and_its_end_is_accessible_and_fits(live_site, look) -> None:
    lay_out_demo()
    page = live_site.new_person(**look)
    _sign_in(page, EMAILS["chair"])
    found = []

    page.goto("/effgenai/chair/committee/invite/")
    page.fill("main textarea", "Grace Hopper <grace@navy.example>")
    page.locator("main button.primary").click()
    page.get_by_role("link", name="Correct").click()
    page.get_by_role("heading", name="Correct Grace Hopper").wait_for()
    found += _faults(page, "correcting an invitation")

    page.goto("/frugal-2025/chair/decisions/")
    page.get_by_text("Released, and nobody was written to").wait_for()
    found += _faults(page, "decisions without letters")
    page.get_by_role("button", name="Prepare the letters").click()
    page.get_by_role("link", name="Discard").click()
    page.get_by_role("heading", name="What will happen").wait_for()
    found += _faults(page, "discarding mails")

    page.goto("/effgenai/submissions/new/")
    page.eval_on_selector("main form", "form => { form.action = '/effgenai/call/'; form.submit(); }")
    page.get_by_role("heading", name="There is no page at this address").wait_for()
    found += _faults(page, "a form sent to a page that takes none")

    page.goto("/effgenai/submissions/new/")
    page.fill("input[name=title]", "Words that are not lost")
    page.context.clear_cookies(name="sessionid")
    page.locator("main button.primary").click()
    page.get_by_role("heading", name="You are signed out").wait_for()
    found += _faults(page, "signed out")
    _sign_in(page.context.new_page(), EMAILS["chair"])
    page.get_by_role("button", name="Send it again").click()
    page.get_by_role("heading", name="Please send that once more").wait_for()
    found += _faults(page, "a form of before the sign-in")
    assert "\n".join(found) == ""


def _faults(page: Page, path: str) -> list[str]:
    """What axe finds on the page, and whether it is wider than the screen."""
    found = _reports(path, Axe().run(page, options=RULES).response["violations"])
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        found.append(f"{path}: wider than the screen")
    return found


def _reports(path: str, violations: list[dict[str, Any]]) -> list[str]:
    """What axe says, with the part of the page it means."""
    return [
        f"{path}: {violation['id']}: {node['html'][:150]}"
        for violation in violations
        for node in violation["nodes"][:3]
    ]


def _reviews_of(role: str) -> list[str]:
    """The review page of an open task, for the reviewer."""
    if role != "reviewer":
        return []
    tasks = Assignment.objects.filter(reviewer__email=EMAILS[role])
    return [f"reviewing/{task.key}/" for task in tasks[:2]]
