"""The whole way of a plan in a browser: asked for, looked at, applied, undone; on a phone without scripts."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from effgenai.conferences.core.states import Role
from program.core.models import Talk
from program.proposals.models import ProgramProposal
from program.proposals.services.computing import work_on_proposal
from program.proposals.states import ProposalState
from tests.program.proposals.conftest import make_paper
from tests.support.accessibility import faults
from tests.support.factories import make_member, make_user
from tests.support.signing_in import sign_in

PASSWORD = "a long enough passphrase"
PLANNER = "/ws/chair/program/planner/"


@pytest.fixture
def editor(live_site, transactional_db, conference, sessions):
    """Open the planner as an editor of one's own, with six papers that wait."""
    for number in range(6):
        make_paper(conference, f"{'Whales singing' if number % 2 else 'Lasers cooling'} {number}")

    def open_planner(**screen: object) -> Page:
        email = "plan@example.org"
        make_member(conference, Role.CHAIR, make_user("Plan Editor", email, password=PASSWORD))
        page = sign_in(live_site.new_person(**screen), email, PASSWORD)
        page.goto("/ws/chair/program/")
        page.get_by_role("link", name="Planner").click()
        expect(page.get_by_role("heading", name="Planner", exact=True)).to_be_visible()
        return page

    return open_planner


def make_it() -> None:
    """What a worker does meanwhile."""
    work_on_proposal(key=ProgramProposal.objects.get(state=ProposalState.WAITING).key, at=timezone.now())


@pytest.mark.parametrize(
    "screen", [{"width": 1280}, {"width": 390, "scripts": False}], ids=["desktop", "phone"]
)
def test_a_plan_from_its_choices_to_the_draft_and_back(editor, screen) -> None:
    page = editor(height=900, **screen)
    expect(page.get_by_text("6 papers into 2 sessions")).to_be_visible()
    if screen.get("scripts", True):
        assert faults(page, "planner", heading="Planner") == []
    page.get_by_label("Boards of a poster session, in walking order").fill("1-3, 3")
    page.get_by_role("button", name="Check these choices").click()
    expect(page.get_by_text("Board 3 stands there twice.").first).to_be_visible()
    page.get_by_label("Boards of a poster session, in walking order").fill("1-3")
    page.get_by_role("button", name="Make a plan").click()
    expect(page.get_by_role("button", name="Cancel")).to_be_visible()
    make_it()
    expect(page.get_by_role("button", name="Apply what is ticked")).to_be_visible(timeout=60_000)
    expect(page.get_by_text("papers placed")).to_be_visible()
    if screen.get("scripts", True):
        assert faults(page, "plan", heading="Plan of the programme") == []
    assert Talk.objects.count() == 0
    page.get_by_role("button", name="Apply what is ticked").click()
    expect(page.get_by_text("Visitors see it with the next release")).to_be_visible()
    assert Talk.objects.count() == 6
    page.get_by_role("button", name="Undo all of it").click()
    expect(page.get_by_role("status").first).to_contain_text("Undone")
    assert Talk.objects.count() == 0


def test_a_plan_is_cancelled_and_another_one_discarded(editor) -> None:
    page = editor(width=1280, height=900)
    page.get_by_role("button", name="Make a plan").click()
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_text("Nothing of this plan was kept")).to_be_visible()
    page.get_by_role("link", name="To the planner").click()
    page.get_by_role("button", name="Make a plan").click()
    expect(page.get_by_role("button", name="Cancel")).to_be_visible()
    make_it()
    page.get_by_role("button", name="Discard this plan").click(timeout=60_000)
    expect(page.get_by_text("The plan is discarded")).to_be_visible()
    assert Talk.objects.count() == 0
