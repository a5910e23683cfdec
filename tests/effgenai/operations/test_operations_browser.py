"""The status page and failed invitations in a real browser: nothing is cut off, at any width or theme."""

import pytest
from django.utils import timezone

from effgenai.conferences.core.states import Role
from effgenai.mail.models import OutboundEmail
from effgenai.mail.states import EmailState
from effgenai.operations import services
from reviews.committee.models import Invitation
from reviews.committee.states import InvitationState
from tests.support.factories import make_conference, make_member, make_user

PASSWORD = "quite-a-long-password"
PATHS = ("/admin/status/", "/admin/mail/", "/admin/tasks/", "/effgenai/chair/committee/invitations/",
         "/effgenai/chair/mail/")  # fmt: skip
SAID = "The mail server refused the address: 550 5.1.1 Recipient address rejected: user unknown"
IS_WIDER = "document.documentElement.scrollWidth > window.innerWidth"


@pytest.fixture
def failures(transactional_db):
    conference = make_conference("effgenai", is_current=True)
    admin = make_user("Grace Hopper", "grace@example.org", password=PASSWORD, is_staff=True)
    make_member(conference, Role.CHAIR, admin)
    at = timezone.now()
    row = Invitation.objects.create(
        conference=conference, email="a-very-long-address.of.somebody@department.university.example",
        state=InvitationState.SENT, created_at=at, sent_at=at, sendings=1,
    )  # fmt: skip
    mail = {"to_address": row.email, "subject": "Invitation", "body": "", "is_secret": True}
    mail |= {"last_error": SAID, "state": EmailState.FAILED, "created_at": at, "due_at": at}
    OutboundEmail.objects.create(
        conference=conference, kind="committee.invitation", dedupe_key=f"invitation:{row.pk}:1",
        message_id="<1@x>", listed_for="chairs", **mail,
    )  # fmt: skip
    OutboundEmail.objects.create(kind="account.signup", dedupe_key="a", message_id="<2@x>", **mail)
    services.note_failure(
        task="reviews.tasks.make_draft",
        error=OSError("No space left on device"),
        request_id="0123456789ab",
        at=at,
    )


def test_what_failed_is_readable_on_a_phone_and_on_a_desk_by_day_and_by_night(live_site, failures):
    page = live_site.new_person()
    page.goto("/admin/status/")
    page.fill("input[name=login]", "grace@example.org")
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.get_by_text("all applied").wait_for()
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        for width in (360, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            for path in PATHS:
                page.goto(path)
                assert not page.evaluate(IS_WIDER), (path, width)
