"""What authors and chairs look at most, on the smallest phones that are still about."""

from __future__ import annotations

import pytest
from django.utils import timezone

from effgenai.conferences.core.states import Role
from effgenai.conferences.dates.states import MilestoneKind
from submissions.core.states import SubmissionState
from tests.submissions.conftest import DAY, signed_in
from tests.support.accessibility import faults
from tests.support.factories import make_member, make_milestone, make_submission

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = "Donaudampfschifffahrtselektrizitaetenhauptbetriebswerkbauunterbeamtengesellschaft"


@pytest.fixture
def person_at(live_site):
    """A page of a signed-in person on a screen of 360 pixels."""

    def person_at(user, **look):
        page = live_site.new_person(width=360, height=740, **look)
        cookie = signed_in(user).cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_site.url}])
        return page

    return person_at


def sticks_out(page) -> int:
    """By how many pixels the table is wider than its frame."""
    return page.eval_on_selector(".table-wrap", "frame => frame.scrollWidth - frame.clientWidth")


def test_the_table_of_papers_fits_whatever_stands_in_it(person_at, conference, author) -> None:
    for number, state in ((7, SubmissionState.DESK_REJECTED), (1234, SubmissionState.SUBMITTED)):
        make_submission(conference, [author], number=number, title=LONG, state=state)
    page = person_at(make_member(conference, Role.CHAIR))
    page.goto("/ws/chair/submissions/")
    page.get_by_role("heading", name="Submissions").wait_for()
    assert faults(page, "submissions") == []
    assert sticks_out(page) <= 0


@pytest.mark.parametrize("dark", [False, True])
def test_the_pages_of_authors_fit_and_are_accessible(person_at, conference, author, dark) -> None:
    make_milestone(conference, MilestoneKind.CAMERA_READY_DUE, timezone.now() + 20 * DAY)
    make_submission(conference, [author], title=LONG, state=SubmissionState.ACCEPTED, presentation="Oral")
    make_submission(conference, [author], title="", abstract="", state=SubmissionState.DRAFT)
    rejected = make_submission(conference, [author], state=SubmissionState.DESK_REJECTED)
    type(rejected).objects.filter(pk=rejected.pk).update(desk_reject_reason=f"It is {LONG}.")
    page, found = person_at(author, dark=dark), []
    for path in ("", "1/", "2/", "3/", "1/materials/"):
        page.goto(f"/ws/submissions/{path}")
        found += faults(page, path or "your papers")
    assert found == []
