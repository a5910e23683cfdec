"""Every kind of page of the example workshop, as its people see it: axe finds nothing, nothing overflows."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

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
        answer = page.goto(f"/effgenai/{path}")
        assert answer.status == 200, path
        result = Axe().run(page, options=RULES)
        found += _reports(path, result.response["violations"])
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(f"{path}: wider than the screen")
    assert "\n".join(found) == ""


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
