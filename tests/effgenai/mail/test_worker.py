"""From a chair's press of the button to the receiver, with nothing in between replaced."""

import pytest
from django.urls import reverse
from django.utils import timezone

from effgenai.conferences.core.states import Role
from effgenai.mail.models import OutboundEmail
from effgenai.mail.services import Message, prepare_mailing
from effgenai.mail.states import EmailState
from tests.plugins.mail import wait_until
from tests.support.factories import make_conference, make_member

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]


def test_an_approved_mailing_is_sent_by_the_worker(celery_worker_process, mail_catcher, client):
    conference = make_conference("effgenai")
    chair = make_member(conference, Role.CHAIR)
    news = [
        Message(
            kind="news", dedupe_key=f"news:{n}", to_address=f"p{n}@example.org", subject="News", body="Hi.\n"
        )
        for n in range(3)
    ]
    mailing = prepare_mailing(
        conference=conference, kind="news", title="News", messages=news, by=chair, at=timezone.now()
    )
    client.force_login(chair, backend="django.contrib.auth.backends.ModelBackend")
    client.post(reverse("mail:approve", args=["effgenai", mailing.key]))
    mails = mail_catcher.wait_for(subject="News", count=3)
    assert {mail.recipients[0] for mail in mails} == {"p0@example.org", "p1@example.org", "p2@example.org"}
    wait_until(lambda: OutboundEmail.objects.filter(state=EmailState.SENT).count() == 3)
    page = reverse("mail:mailing", args=["effgenai", mailing.key])
    assert "sent" in client.get(page).content.decode()


def test_signing_up_by_the_page_brings_a_mail(celery_worker_process, mail_catcher, client):
    data = {"name": "Ada", "email": "ada@example.org", "password1": "quite-a-long-password"}
    client.post(reverse("account_signup"), data)
    (mail,) = mail_catcher.wait_for(to="ada@example.org")
    assert mail.subject == "Please confirm your e-mail address"
