"""Feedback on talks in a browser, on a phone, with scripts and without."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from program.core.models import Talk
from program.feedback.models import FeedbackSwitch, TalkFeedback
from program.releases.services import release_schedule
from tests.program.conftest import HOUR
from tests.support.accessibility import faults
from tests.support.factories import NOW
from tests.support.signing_in import sign_in


@pytest.fixture
def talk(transactional_db, conference, chair, session, paper) -> Talk:
    """A talk whose session has ended."""
    session.starts_at, session.ends_at = timezone.now() - 2 * HOUR, timezone.now() - HOUR
    session.save()
    made = Talk.objects.create(session=session, submission=paper)
    FeedbackSwitch.objects.create(conference=conference)
    release_schedule(conference=conference, name="First", by=chair, at=NOW)
    return made


@pytest.mark.parametrize("scripts", [True, False])
def test_a_visitor_gives_feedback_on_a_phone(live_site, talk, scripts) -> None:
    page = live_site.new_person(width=390, height=800, scripts=scripts)
    page.goto(f"/ws/program/talks/{talk.key}/")
    page.get_by_role("link", name="Give feedback").click()
    expect(page.get_by_role("heading", name="Feedback on")).to_be_visible()
    if scripts:
        assert faults(page, "feedback", heading=f"Feedback on “{talk.submission.title}”") == []
    page.get_by_label("5: very good").check()
    page.get_by_label("What do you want to say").fill("A clear talk")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Thank you. The presenters read your feedback")).to_be_visible()
    assert TalkFeedback.objects.get().words == "A clear talk"


def test_an_editor_hides_and_an_author_reads(live_site, talk, conference, chair, paper) -> None:
    author = paper.authorships.get().user
    for person in (chair, author):
        person.set_password("a long secret word")
        person.save()
    item = f"paper:{paper.number}"
    for words in ("A clear talk", "W" * 1000):
        TalkFeedback.objects.create(conference=conference, item=item, rating=2, words=words)
    desk = live_site.new_person(width=390, height=800)
    sign_in(desk, chair.email, "a long secret word")
    desk.goto("/ws/chair/program/")
    desk.get_by_role("link", name="Feedback", exact=True).click()
    expect(desk.get_by_role("heading", name="Feedback is on")).to_be_visible()
    assert faults(desk, "desk", heading="Feedback on talks") == []
    desk.get_by_role("link", name=paper.title).click()
    expect(desk.get_by_text("2 pieces of feedback")).to_be_visible()
    assert faults(desk, "pieces", heading=f"Feedback on “{paper.title}”") == []
    desk.locator("li", has_text="A clear talk").get_by_role("button", name="Hide").click()
    expect(desk.get_by_text("Hidden from the presenters.")).to_be_visible()
    reader = live_site.new_person(width=390, height=800)
    sign_in(reader, author.email, "a long secret word")
    reader.goto("/ws/program/feedback/")
    expect(reader.get_by_text("WWWW")).to_be_visible()
    expect(reader.get_by_text("A clear talk")).to_be_hidden()
    assert faults(reader, "own", heading="Feedback on your talks") == []
