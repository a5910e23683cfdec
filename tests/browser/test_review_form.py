"""The page of a review in a real browser: what is saved, on a phone, and on paper."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from effgenai.conferences.core.states import Role
from effgenai.files.models import StoredFile
from reviews.assignment.models import Assignment
from reviews.reviewing.models import Review
from reviews.reviewing.services.form import install_default_review_form
from tests.support.accessibility import faults
from tests.support.factories import NOW, make_conference, make_member, make_submission, make_user
from tests.support.signing_in import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "a long password of Rita"


@pytest.fixture
def assignment():
    conference = make_conference("effgenai")
    install_default_review_form(conference, NOW)
    rita = make_member(conference, Role.REVIEWER, make_user("Rita", "rita@example.org", password=PASSWORD))
    facts = {"conference": conference, "sha256": "0" * 64, "pages": 9, "size": 1, "stored_at": NOW}
    copy = StoredFile.objects.create(name="copy.pdf", path="none/copy.pdf", **facts)
    file = StoredFile.objects.create(name="a.pdf", path="none/a.pdf", reviewer_copy=copy, **facts)
    paper = make_submission(conference, [make_user()], title="Words " * 50, manuscript=file)
    return Assignment.objects.create(
        submission=paper, reviewer=rita, pseudonym="Reviewer A1", assigned_at=timezone.now()
    )


def open_review(live_site, assignment, **options):
    page = live_site.new_person(**options)
    address = f"/effgenai/reviewing/{assignment.key}/"
    return sign_in(page, "rita@example.org", PASSWORD, start=f"/account/login/?next={address}")


def test_on_a_phone_the_form_comes_before_the_manuscript_and_the_state_is_in_sight(
    live_site, assignment
) -> None:
    page = open_review(live_site, assignment, width=390)
    form, frame = page.locator("form[data-autosave-url]"), page.locator(".split-pane iframe")
    assert form.bounding_box()["y"] < frame.bounding_box()["y"]
    expect(page.get_by_role("heading", name=re.compile("^Words"))).to_be_visible()
    page.get_by_label("Summary").fill("Sound.")
    state = page.locator("[data-autosave-state]")
    expect(state).to_contain_text(re.compile(r"^Saved \d+.* not submitted"))
    expect(state).to_be_in_viewport()
    assert faults(page, "review on a phone") == []


def test_on_paper_there_is_no_empty_frame(live_site, assignment) -> None:
    page = open_review(live_site, assignment)
    expect(page.locator(".split-pane iframe")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.locator(".split-pane iframe")).to_be_hidden()
    expect(page.locator(".split-handle")).to_be_hidden()
    expect(page.locator("[data-autosave-state]")).to_be_hidden()


def test_a_review_that_is_not_complete_says_that_it_is_saved(live_site, assignment) -> None:
    page = open_review(live_site, assignment, scripts=False)
    page.get_by_label("Summary").fill("Sound.")
    page.get_by_role("button", name="Submit the review").click()
    expect(page.get_by_role("alert")).to_contain_text("Your review is saved, but not submitted.")
    assert "Nothing is saved yet" not in page.content()
    assert Review.objects.get().draft["summary"] == "Sound."
