"""Every kind of page of the example workshop, as its people see it: axe finds nothing, nothing overflows."""

from __future__ import annotations

from urllib.parse import urljoin

import pytest

from demo.people import PASSWORD, SIGN_INS
from reviews.assignment.models import Assignment
from tests.plugins.demo import lay_out_demo
from tests.support.accessibility import faults
from tests.support.signing_in import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

EMAILS = dict(SIGN_INS)
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
        *("chair/setup/archive/", "chair/submissions/6/more-time/"),
        *(
            "chair/submissions/",
            "submissions/6/",
            "chair/submissions/6/more-time/",
            "chair/committee/",
            "chair/committee/invite/",
        ),
        *("chair/setup/policies/", "chair/setup/files/", "chair/setup/files/new/"),
        *("chair/committee/applications/", "chair/committee/applications/call/"),
        *("chair/assignment/", "chair/assignment/13/", "chair/assignment/propose/"),
        "chair/assignment/drafts/",
        *("chair/submissions/import/", "chair/committee/invitations/", "chair/committee/send/"),
        "/conferences/mine/",
        *("chair/reviews/", "chair/reviews/form/", "chair/decisions/", "chair/decisions/release/"),
        *("chair/conflicts/", "chair/conflicts/papers/", "chair/conflicts/people/", "chair/conflicts/add/"),
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
        found += faults(page, path)
    assert "\n".join(found) == ""


@pytest.mark.parametrize("look", LOOKS, ids=["wide and light", "narrow and dark"])
def test_what_stands_between_a_form_and_its_end_is_accessible_and_fits(live_site, look) -> None:
    lay_out_demo()
    page = live_site.new_person(**look)
    sign_in(page, EMAILS["chair"], PASSWORD)
    found = []

    page.goto("/effgenai/chair/committee/invite/")
    page.fill("main textarea", "Grace Hopper <grace@navy.example>")
    page.locator("main button.primary").click()
    page.get_by_role("link", name="Correct").click()
    found += faults(page, "correcting an invitation", heading="Correct Grace Hopper")

    page.goto("/frugal-2025/chair/decisions/")
    page.get_by_text("Released, and nobody was written to").wait_for()
    found += faults(page, "decisions without letters")
    page.get_by_role("button", name="Prepare the letters").click()
    page.get_by_role("link", name="Discard").click()
    found += faults(page, "discarding mails", heading="Discard")

    page.goto("/effgenai/submissions/new/")
    page.eval_on_selector("main form", "form => { form.action = '/effgenai/call/'; form.submit(); }")
    found += faults(page, "a form sent to a page that takes none", heading="There is no page at this address")

    page.goto("/effgenai/submissions/new/")
    page.fill("input[name=title]", "Words that are not lost")
    page.context.clear_cookies(name="sessionid")
    page.locator("main button.primary").click()
    found += faults(page, "signed out", heading="You are signed out")
    sign_in(page.context.new_page(), EMAILS["chair"], PASSWORD)
    page.get_by_role("button", name="Send it again").click()
    found += faults(page, "a form of before the sign-in", heading="Please send that once more")
    assert "\n".join(found) == ""


def _reviews_of(role: str) -> list[str]:
    """The review page of an open task, for the reviewer."""
    if role != "reviewer":
        return []
    tasks = Assignment.objects.filter(reviewer__email=EMAILS[role])
    return [f"reviewing/{task.key}/" for task in tasks[:2]]
