"""Mail that cannot be delivered is told: in the log, to chairs who may know of it, and with a way out."""

import datetime as dt
import logging

import pytest
from django.urls import reverse

from effgenai.audit.models import AuditLine
from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import viewer_for
from effgenai.conferences.desk.guide import guide_of
from effgenai.mail.delivery.sending import deliver_due_mail
from effgenai.mail.delivery.undelivered import undelivered_by_address
from effgenai.mail.models import OutboundEmail
from effgenai.mail.states import EmailState, ListedFor
from submissions.conflicts.models import Conflict
from submissions.core.states import SubmissionState
from tests.support.factories import NOW, make_conference, make_member, make_submission, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def conference():
    return make_conference("effgenai")


@pytest.fixture
def chair(conference):
    return make_member(conference, Role.CHAIR)


def viewer_of(user, conference):
    return viewer_for(user=user, conference=conference, at=NOW)


def page(client, user, conference, query=""):
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client.get(reverse("mail:desk", args=[conference.slug]) + query).content.decode()


@pytest.mark.parametrize(
    ("answer", "words"), [("550 No such user", "is given up"), ("450 Try later", "is tried again later")]
)
def test_a_failure_is_warned_of_in_the_log_without_text_or_address(
    mail_catcher, make_mail, caplog, answer, words
):
    mail = make_mail(body="https://site.example/invitations/secret-token/\n", kind="committee.invitation")
    mail_catcher.answers[mail.to_address] = f"{answer} <{mail.to_address}>"
    with caplog.at_level(logging.INFO):
        deliver_due_mail(at=NOW)
    (line,) = [record for record in caplog.records if record.name == "effgenai.mail.delivery.sending"]
    assert line.levelno == logging.WARNING
    for part in (mail.key, "committee.invitation", answer, words):
        assert part in line.getMessage()
    assert mail.to_address not in line.getMessage()
    assert "secret-token" not in caplog.text


def test_an_outage_is_warned_of_too(make_mail, caplog, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    make_mail()
    deliver_due_mail(at=NOW)
    assert "cannot be reached" in caplog.text


def test_the_chair_reads_what_the_server_said_where_the_mail_is_listed(
    client, conference, chair, mail_catcher, make_mail
):
    gone, later = make_mail(conference), make_mail(conference)
    mail_catcher.answers[gone.to_address] = "550 No such user here"
    mail_catcher.answers[later.to_address] = "450 Mailbox full"
    deliver_due_mail(at=NOW)
    shown = page(client, chair, conference)
    assert "550 No such user here" in shown
    assert "not delivered" in shown
    assert "450 Mailbox full" in shown
    assert "trying again" in shown
    (item,) = [item for item in guide_of(viewer_of(chair, conference)).items if "could not be" in item.title]
    assert item.title == "1 mail could not be delivered"
    assert "550 No such user here" in item.why
    assert gone.to_address in client.get(item.url).content.decode()


def test_a_mail_that_is_let_be_is_a_to_do_no_longer(client, conference, chair, make_mail):
    mail = make_mail(conference, state=EmailState.FAILED, last_error="550 gone")
    client.force_login(chair, backend="django.contrib.auth.backends.ModelBackend")
    leave = reverse("mail:leave_mail", args=[conference.slug, mail.key])
    client.post(leave)
    mail.refresh_from_db()
    assert mail.state == EmailState.STOPPED
    assert AuditLine.objects.filter(action="mail.leave").count() == 1
    assert not [i for i in guide_of(viewer_of(chair, conference)).items if "could not be" in i.title]
    assert "was not delivered can be let be" in client.post(leave, follow=True).content.decode()
    assert AuditLine.objects.filter(action="mail.leave").count() == 1


def test_the_secret_text_of_a_listed_mail_is_shown_nowhere_and_cannot_be_sent_again(
    client, conference, chair, make_mail
):
    mail = make_mail(
        conference,
        kind="committee.invitation",
        is_secret=True,
        listed_for=ListedFor.CHAIRS,
        body="https://site.example/invitations/secret-token/\n",
        state=EmailState.FAILED,
        last_error="550 gone",
    )
    assert mail.subject in page(client, chair, conference, "?q=state:failed")
    shown = client.get(reverse("mail:mail", args=[conference.slug, mail.key])).content.decode()
    assert "secret-token" not in shown
    assert "is not kept" in shown
    assert reverse("reviews:invitations", args=[conference.slug]) + "?q=state:failed" in shown
    client.post(reverse("mail:retry_mail", args=[conference.slug, mail.key]))
    mail.refresh_from_db()
    assert mail.state == EmailState.FAILED


def test_who_is_in_conflict_with_a_paper_learns_nothing_of_mail_about_it(
    client, conference, chair, make_mail
):
    other = make_member(conference, Role.CHAIR)
    author = make_user(email="author@gone.example")
    paper = make_submission(conference, [author])
    Conflict.objects.create(submission=paper, user=other, source="chair", created_at=NOW)
    failed = {"state": EmailState.FAILED, "last_error": "550 gone", "to_address": "author@gone.example"}
    make_mail(conference, paper=paper.number, **failed)
    make_mail(conference, is_secret=True, listed_for=ListedFor.UNCONFLICTED, subject="Several", **failed)
    make_submission(conference, state=SubmissionState.DRAFT)
    assert "author@gone.example" in page(client, chair, conference)
    assert "Several" in page(client, chair, conference)
    assert set(undelivered_by_address(viewer_of(chair, conference))) == {"author@gone.example"}
    link = reverse("submissions:paper", args=[conference.slug, paper.number])
    assert "1 mail about this paper could not be delivered" in client.get(link).content.decode()

    hidden = page(client, other, conference)
    assert "author@gone.example" not in hidden
    assert "Several" not in hidden
    assert "failed" not in hidden.replace("state:failed", "")
    assert not undelivered_by_address(viewer_of(other, conference))
    assert not [i for i in guide_of(viewer_of(other, conference)).items if "could not be" in i.title]


def test_a_mail_whose_receivers_are_a_secret_is_listed_for_no_chair(client, conference, chair, make_mail):
    make_mail(conference, is_secret=True, state=EmailState.FAILED, last_error="550 gone", subject="Moved")
    assert "Moved" not in page(client, chair, conference)


def test_a_refusal_stands_before_a_trouble_that_may_pass(conference, chair, make_mail):
    day = dt.timedelta(days=1)
    make_mail(conference, to_address="A@x.example", state=EmailState.FAILED, last_error="550 gone")
    make_mail(conference, to_address="a@x.example", last_error="450 full", created_at=NOW + day)
    found = undelivered_by_address(viewer_of(chair, conference))
    assert found["a@x.example"].said == "550 gone"
    assert OutboundEmail.objects.count() == 2
