"""Chairs and editors are invited by mail, and have their role once they accept."""

from __future__ import annotations

import datetime as dt

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from effgenai.audit.models import AuditLine
from effgenai.conferences.core.models import Membership
from effgenai.conferences.core.states import PublicState, Role
from effgenai.mail.models import OutboundEmail
from reviews.committee.models import Invitation
from reviews.committee.states import InvitationState
from reviews.expertise.models import Reviewer
from tests.support.factories import make_conference, make_member, make_user

pytestmark = pytest.mark.django_db

ADDRESS = "mona@uni.example"
RUNS = [Role.CHAIR, Role.SITE_EDITOR, Role.PROGRAM_EDITOR]


@pytest.fixture
def conference():
    return make_conference("effgenai", contact_email="chairs@example.org", public_state=PublicState.DRAFT)


@pytest.fixture
def chair(conference):
    return make_member(conference, Role.CHAIR)


def page(conference, name, *args):
    return reverse(f"reviews:{name}", args=[conference.slug, *args])


def browser(user=None) -> Client:
    client = Client()
    if user:
        client.force_login(user)
    return client


def invite(conference, chair, role) -> Invitation:
    """Invite Mona through the pages, the letter included."""
    client = browser(chair)
    client.post(page(conference, "invite"), {"people": f"Mona Lind <{ADDRESS}>", "role": role, "load": ""})
    prepared = Invitation.objects.get()
    assert prepared.state == InvitationState.PREPARED
    client.post(page(conference, "send_invitations"), {"invitation": prepared.pk})
    return Invitation.objects.get()


def letters(kind):
    return OutboundEmail.objects.filter(kind=kind)


def accept(invitation, user):
    return browser(user).post(page(invitation.conference, "accept_invitation", invitation.token))


def roles(user):
    return set(user.memberships.values_list("role", flat=True))


@pytest.mark.parametrize("role", RUNS)
def test_who_has_no_account_is_invited_while_the_site_is_a_draft(conference, chair, role):
    invitation = invite(conference, chair, role)
    letter = letters("committee.invitation").get()
    assert (letter.to_address, invitation.state) == (ADDRESS, InvitationState.SENT)
    assert "help run" in letter.subject
    assert "paper." not in letter.body
    assert "number of papers" not in letter.body
    assert not Membership.objects.filter(role=role).exclude(user=chair).exists()

    visitor = browser()
    assert "Help run" in visitor.get(page(conference, "invitation", invitation.token)).content.decode()
    assert visitor.get(reverse("conferences:home", args=[conference.slug])).status_code == 404
    to_sign_up = visitor.post(page(conference, "enter_invitation", invitation.token), {"way": "sign_up"})
    assert "/account/signup/" in to_sign_up["Location"]

    mona = make_user("Mona Lind", ADDRESS)
    answer = accept(invitation, mona)
    assert answer.url == reverse("conferences:desk", args=[conference.slug])
    assert roles(mona) == {role}
    assert not Reviewer.objects.exists()
    assert browser(mona).get(answer.url).status_code == 200


@pytest.mark.parametrize("role", RUNS)
def test_other_secrets_open_no_draft(conference, chair, role):
    invitation = invite(conference, chair, role)
    reviewer = Invitation.objects.create(
        conference=conference, email="r@example.org", role=Role.REVIEWER, state=InvitationState.SENT,
        created_at=invitation.created_at, sent_at=invitation.sent_at, sendings=1,
    )  # fmt: skip
    for token in (reviewer.token, "unknown", ""):
        address = page(conference, "invitation", token or "-")
        assert browser().get(address).status_code == 404
    accept(reviewer, mona := make_user("Mona", ADDRESS))
    assert roles(mona) == set()


def test_beside_other_chairs_one_of_them_has_to_agree(conference, chair):
    other = make_member(conference, Role.CHAIR)
    invitation = invite(conference, chair, Role.CHAIR)
    mona = make_user("Mona Lind", ADDRESS)
    waits = browser(mona).get(accept(invitation, mona).url).content.decode()
    assert "Another chair has to agree" in waits
    assert roles(mona) == set()
    proposal = conference.chair_proposals.get()
    assert (proposal.user, proposal.proposed_by) == (mona, chair)
    agree = reverse("conferences:agree_to_chair", args=[conference.slug, proposal.pk])
    browser(chair).post(agree)
    assert roles(mona) == set()
    browser(other).post(agree)
    assert roles(mona) == {Role.CHAIR}


def test_a_link_that_was_passed_on_makes_nobody_a_chair(conference, chair):
    invitation = invite(conference, chair, Role.CHAIR)
    stranger = make_user("Eve", "eve@elsewhere.example")
    accept(invitation, stranger)
    assert roles(stranger) == set()
    assert not EmailAddress.objects.filter(email=ADDRESS).exists()
    asked = letters("chairs.proposed").get()
    assert (asked.to_user, "eve@elsewhere.example" in asked.body) == (chair, True)
    members = browser(chair).get(reverse("conferences:members", args=[conference.slug])).content.decode()
    assert "Agree" in members
    proposal = conference.chair_proposals.get()
    browser(chair).post(reverse("conferences:agree_to_chair", args=[conference.slug, proposal.pk]))
    assert roles(stranger) == {Role.CHAIR}


@pytest.mark.parametrize("role", [Role.SITE_EDITOR, Role.PROGRAM_EDITOR])
def test_an_editor_is_told_by_mail_and_has_a_guide(conference, chair, role):
    mona = make_user("Mona Lind", ADDRESS)
    accept(invite(conference, chair, role), mona)
    told = letters("chairs.editor").get()
    assert (told.to_user, role.label.lower() in told.subject) == (mona, True)
    client = browser(mona)
    answer = client.get(reverse("conferences:desk", args=[conference.slug]))
    desk = answer.content.decode()
    name = {Role.SITE_EDITOR: "Site desk", Role.PROGRAM_EDITOR: "Programme desk"}[role]
    assert name in desk
    assert "Chair's desk" not in desk
    items = answer.context["page"].guide.items
    assert items
    assert all(item.title in desk for item in items)
    assert {client.get(item.url).status_code for item in items} == {200}


def test_who_declines_or_was_forgotten_gets_no_role(conference, chair):
    invitation = invite(conference, chair, Role.CHAIR)
    browser().post(page(conference, "decline_invitation", invitation.token), {"reason": "No time"})
    invitation.refresh_from_db()
    assert invitation.state == InvitationState.DECLINED
    told = letters("committee.declined").get()
    assert "cannot join the organisers as a chair" in told.body
    long_ago = invitation.sent_at - dt.timedelta(days=90)
    Invitation.objects.update(sent_at=long_ago)
    before = AuditLine.objects.count()
    mona = make_user("Mona", ADDRESS)
    assert accept(invitation, mona).status_code == 410
    assert (roles(mona), AuditLine.objects.count()) == (set(), before)


def test_one_that_was_taken_back_gives_nothing_and_can_be_sent_again(conference, chair):
    invitation = invite(conference, chair, Role.CHAIR)
    client, mona = browser(chair), make_user("Mona", ADDRESS)
    client.post(page(conference, "revoke_invitation", invitation.pk))
    assert accept(invitation, mona).status_code == 410
    assert roles(mona) == set()
    client.post(page(conference, "resend_invitation", invitation.pk))
    accept(invitation, mona)
    assert roles(mona) == {Role.CHAIR}


def test_reviewers_still_wait_for_the_public_site(conference, chair):
    client = browser(chair)
    client.post(page(conference, "invite"), {"people": "r@example.org", "role": Role.REVIEWER, "load": "3"})
    client.post(page(conference, "invite"), {"people": ADDRESS, "role": Role.CHAIR})
    rows = list(Invitation.objects.values_list("pk", flat=True))
    client.post(page(conference, "send_invitations"), {"invitation": rows})
    assert not letters("committee.invitation").exists()
    shown = client.get(page(conference, "send_invitations")).context["rows"]
    assert [row.email for row in shown] == [ADDRESS]


def test_a_reviewer_is_asked_for_a_number_of_papers(conference, chair):
    answer = browser(chair).post(page(conference, "invite"), {"people": ADDRESS, "role": Role.REVIEWER})
    assert "Say how many papers" in answer.content.decode()
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("role", [Role.SITE_EDITOR, Role.PROGRAM_EDITOR, Role.AREA_CHAIR, Role.REVIEWER])
def test_only_chairs_invite(conference, chair, role):
    client = browser(make_member(conference, role))
    answer = client.post(page(conference, "invite"), {"people": ADDRESS, "role": Role.CHAIR})
    assert answer.status_code in {403, 404}
    assert not Invitation.objects.exists()
    assert not letters("committee.invitation").exists()
