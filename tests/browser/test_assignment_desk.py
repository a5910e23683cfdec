"""A chair makes drafts, compares two, changes one by hand, applies it after the preview, and undoes it."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone

from effgenai.conferences.core.states import Role
from reviews import tasks
from reviews.assignment.models import Assignment
from reviews.assignment_drafts.models import AssignmentDraft
from reviews.assignment_drafts.services.computing import work_on_draft
from reviews.expertise.models import Reviewer
from tests.support.accessibility import faults
from tests.support.factories import NOW, make_conference, make_member, make_submission, make_user
from tests.support.signing_in import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "a long password of Cecily"
DESK = "/effgenai/chair/assignment/"
TITLES = ["Alpha: pruning", "Beta: decoding", "Gamma: caching"]


@pytest.fixture
def conference():
    found = make_conference("effgenai", reviews_per_paper=1)
    for title in TITLES:
        make_submission(found, title=title).topics.set(found.topics.all()[:1])
    for name in ("Ada", "Ben", "Cora", "Dora"):
        person = make_member(found, Role.REVIEWER, make_user(name))
        row = Reviewer.objects.create(conference=found, user=person, load_max=1, joined_at=NOW)
        row.topics.set(found.topics.all()[: name < "D"])
    make_member(found, Role.CHAIR, make_user("Cecily", "cecily@example.org", password=PASSWORD))
    return found


@pytest.fixture(autouse=True)
def quick_worker(monkeypatch):
    """A worker that is done before the page is drawn."""

    def make(key, **_):
        work_on_draft(key=key, at=timezone.now())

    monkeypatch.setattr(tasks.make_draft, "delay", make)


def make_draft(page, name, aim=None):
    page.goto(f"{DESK}propose/")
    page.get_by_label("Name", exact=True).fill(name)
    if aim:
        page.get_by_label(aim).check()
    page.get_by_role("button", name="Make the draft").click()
    page.get_by_role("link", name="Apply…").wait_for()


def test_a_chair_makes_compares_changes_applies_and_undoes(live_site, conference):
    page = sign_in(live_site.new_person(width=390, dark=True), "cecily@example.org", PASSWORD)
    make_draft(page, "First")
    make_draft(page, "Second", "The worst-served paper as good as possible")

    page.goto(f"{DESK}drafts/")
    page.get_by_label("Compare First").check()
    page.get_by_label("Compare Second").check()
    page.get_by_role("button", name="Compare the two that are ticked").click()
    assert faults(page, "the comparison", heading="Compare drafts") == []

    page.get_by_role("link", name="First").first.click()
    assert faults(page, "the draft", heading="First") == []
    page.get_by_role("link", name="Alpha: pruning").click()
    assert faults(page, "a paper of the draft", heading="Alpha: pruning") == []
    page.get_by_role("link", name=re.compile("What would move.*Dora")).click()
    page.get_by_text("The total falls by 1.000").wait_for()
    assert faults(page, "a paper of the draft with a move") == []
    page.get_by_role("button", name="Do all of it").click()
    page.get_by_text("The draft is changed.").wait_for()
    page.get_by_role("button", name="Undo the last change").click()
    page.get_by_text("is taken back").wait_for()
    page.get_by_role("button", name=re.compile("Swap in.*Dora")).click()
    page.get_by_text("The draft is changed.").wait_for()
    assert not Assignment.objects.exists()

    page.get_by_role("link", name="First").click()
    page.get_by_text("below the most that was proven possible").wait_for()
    page.get_by_role("link", name="Apply…").click()
    assert faults(page, "applying", heading="Apply First") == []
    page.get_by_role("button", name="Apply: add 3").click()
    page.get_by_text("3 tasks assigned on 3 papers.").wait_for()
    assert Assignment.objects.filter(reviewer__name="Dora", submission__title=TITLES[0]).exists()

    page.goto(f"{DESK}runs/{AssignmentDraft.objects.get(name='First').key}/")
    page.get_by_role("link", name="Undo…").click()
    assert faults(page, "undoing", heading="Undo First") == []
    page.get_by_role("button", name="Undo it").click()
    page.get_by_text("Undone: 3 tasks taken off 3 papers.").wait_for()
    assert not Assignment.objects.exists()
