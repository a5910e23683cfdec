"""An invitation that was refused says so beside the invitation, in every count, and offers a way out."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import viewer_for
from effgenai.conferences.desk.guide import guide_of
from effgenai.mail.delivery.sending import deliver_due_mail
from effgenai.mail.models import OutboundEmail
from effgenai.mail.states import EmailState
from reviews.committee.invitees import Invitee
from reviews.committee.models import Invitation
from reviews.committee.queries.invitations import to_send
from reviews.committee.queries.members import committee_page, committee_stage
from reviews.committee.services.invitations import (
    decline_invitation,
    prepare_invitations,
    readdress_invitation,
    revoke_invitation,
    send_invitations,
)
from reviews.committee.states import InvitationState
from tests.support.factories import NOW, make_conference, make_member

pytestmark = pytest.mark.django_db
GONE = "gone@typo.example"
DAY = dt.timedelta(days=1)


@pytest.fixture
def conference():
    return make_conference("effgenai")


@pytest.fixture
def chair(conference):
    return make_member(conference, Role.CHAIR)


@pytest.fixture
def invite(conference, chair, mail_catcher):
    """Invite these addresses; the mail server answers as told."""

    def _invite(*addresses, answer="550 5.1.1 No such user"):
        for address in addresses:
            if "gone" in address:
                mail_catcher.answers[address] = answer
        prepare_invitations(
            conference=conference, invitees=[Invitee(address, "") for address in addresses],
            role=Role.REVIEWER, load=3, by=chair, at=NOW,
        )  # fmt: skip
        rows = [Invitation.objects.get(email=address) for address in addresses]
        send_invitations(conference=conference, invitations=[row.pk for row in rows], by=chair, at=NOW)
        deliver_due_mail(at=NOW)
        return [Invitation.objects.get(email=address) for address in addresses]

    return _invite


def viewer_of(user, conference, at=NOW):
    return viewer_for(user=user, conference=conference, at=at)


def list_of(client, chair, conference, query=""):
    client.force_login(chair, backend="django.contrib.auth.backends.ModelBackend")
    return client.get(reverse("reviews:invitations", args=[conference.slug]) + query).content.decode()


def test_a_refused_invitation_does_not_wait_for_an_answer(client, conference, chair, invite):
    invite(GONE, "there@good.example")
    page = committee_page(viewer_of(chair, conference), "")
    assert (page.waiting, page.failed) == (1, 1)
    assert committee_stage(viewer_of(chair, conference)).note == "1 failed"
    shown = list_of(client, chair, conference, "?q=state:failed")
    assert "550 5.1.1 No such user" in shown
    assert "there@good.example" not in shown
    assert shown.count("waits for an answer") == 1  # in the numbers above the table
    assert "there@good.example" in list_of(client, chair, conference, "?q=state:sent")
    assert GONE not in list_of(client, chair, conference, "?q=state:sent")


def test_the_guide_makes_it_a_to_do_with_the_words_of_the_server(client, conference, chair, invite):
    invite(GONE, "gone@other.example")
    (item,) = [item for item in guide_of(viewer_of(chair, conference)).open if "delivered" in item.title]
    assert item.title == "2 invitations could not be delivered"
    assert "550 5.1.1 No such user" in item.why
    assert item.url.endswith("?q=state:failed")


def test_the_outbox_counts_it(client, conference, chair, invite):
    invite(GONE)
    client.force_login(chair, backend="django.contrib.auth.backends.ModelBackend")
    desk = client.get(reverse("mail:desk", args=[conference.slug]) + "?q=state:failed").content.decode()
    assert GONE in desk
    assert "550 5.1.1 No such user" in desk


def test_a_trouble_that_may_pass_is_tried_again_and_says_since_when(client, conference, chair, invite):
    invite(GONE, answer="450 4.2.2 Mailbox full")
    shown = list_of(client, chair, conference)
    assert "trying again" in shown
    assert "450 4.2.2 Mailbox full" in shown
    assert OutboundEmail.objects.get().state == EmailState.QUEUED
    page = committee_page(viewer_of(chair, conference), "")
    assert (page.waiting, page.failed) == (1, 0)


def test_nobody_is_reminded_at_a_dead_address(conference, chair, invite):
    gone, there = invite(GONE, "there@good.example")
    later = viewer_of(chair, conference, NOW + 2 * DAY)
    assert to_send(later, is_reminder=True) == [there]
    assert committee_page(later, "").remindable == 1
    assert gone.state == InvitationState.SENT


def test_a_corrected_address_gets_a_link_of_its_own_and_the_old_one_is_void(
    client, conference, chair, invite, mail_catcher
):
    (row,) = invite(GONE)
    client.force_login(chair, backend="django.contrib.auth.backends.ModelBackend")
    address = reverse("reviews:readdress_invitation", args=[conference.slug, row.pk])
    form = client.get(address).content.decode()
    assert GONE in form
    assert "550 5.1.1 No such user" in form
    client.post(address, {"email": "right@good.example"})
    old = row.token
    row.refresh_from_db()
    assert (row.email, row.state, row.sendings) == ("right@good.example", InvitationState.SENT, 2)
    deliver_due_mail(at=OutboundEmail.objects.latest("pk").due_at)
    (mail,) = mail_catcher.mails(to="right@good.example")
    assert row.token in mail.text
    assert old not in mail.text
    page = committee_page(viewer_of(chair, conference), "")
    assert (page.waiting, page.failed) == (1, 0)
    assert not OutboundEmail.objects.filter(state=EmailState.FAILED).exists()


def test_an_address_that_is_invited_already_is_refused_and_nothing_changes(client, conference, chair, invite):
    gone, there = invite(GONE, "there@good.example")
    client.force_login(chair, backend="django.contrib.auth.backends.ModelBackend")
    address = reverse("reviews:readdress_invitation", args=[conference.slug, gone.pk])
    answer = client.post(address, {"email": "There@good.example"}).content.decode()
    assert "is invited to this role already" in answer
    gone.refresh_from_db()
    assert (gone.email, gone.sendings) == (GONE, 1)
    assert OutboundEmail.objects.count() == 2
    decline_invitation(invitation=there, reason="", user=None, at=NOW)
    with pytest.raises(Refused):
        readdress_invitation(invitation=there, email="new@good.example", by=chair, at=NOW)


def test_taking_it_back_settles_it(conference, chair, invite):
    (row,) = invite(GONE)
    revoke_invitation(invitation=row, by=chair, at=NOW)
    assert OutboundEmail.objects.get().state == EmailState.STOPPED
    assert committee_page(viewer_of(chair, conference), "").failed == 0


def test_the_list_of_invitations_makes_as_many_queries_for_many_as_for_one(conference, chair, invite):
    invite(GONE)
    with CaptureQueriesContext(connection) as one:
        committee_page(viewer_of(chair, conference), "")
    invite("gone2@typo.example", "gone3@typo.example", "there@good.example")
    with CaptureQueriesContext(connection) as many:
        committee_page(viewer_of(chair, conference), "")
    assert len(many) == len(one)
