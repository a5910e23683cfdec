"""A chair reads, approves and follows a mailing in a real browser."""

import pytest
from django.utils import timezone

from effgenai.conferences.core.states import Role
from effgenai.mail.models import OutboundEmail
from effgenai.mail.services import Message, prepare_mailing
from effgenai.mail.states import EmailState
from tests.support.factories import make_conference, make_member, make_user

PASSWORD = "quite-a-long-password"


@pytest.fixture
def mailing(transactional_db):
    conference = make_conference("effgenai", is_current=True)
    chair = make_member(conference, Role.CHAIR, make_user("Grace", "grace@example.org", password=PASSWORD))
    news = [
        Message(
            kind="news",
            dedupe_key=f"n{n}",
            to_address=f"p{n}@example.org",
            subject=f"News {n}",
            body=f"Text {n}.",
        )
        for n in range(2)
    ]
    return prepare_mailing(
        conference=conference, kind="news", title="News", messages=news, by=chair, at=timezone.now()
    )


def test_a_mailing_is_read_approved_and_followed(live_site, mailing) -> None:
    page = live_site.new_person()
    page.goto(f"/effgenai/chair/mail/{mailing.key}/")
    page.fill("input[name=login]", "grace@example.org")
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.get_by_text("Text 0.").wait_for()
    page.get_by_text("News 1").click()
    page.get_by_text("Text 1.").wait_for()
    assert OutboundEmail.objects.filter(state=EmailState.HELD).count() == 2

    page.get_by_role("button", name="Approve and send 2 mails").click()
    page.get_by_text("2 mails on the way").wait_for()
    OutboundEmail.objects.update(state=EmailState.SENT, sent_at=timezone.now())
    page.get_by_text("2 mails on the way").wait_for(state="detached")
    page.get_by_role("button", name="Stop").wait_for(state="detached")
    assert "2 / 2" in page.locator("#progress").inner_text()
