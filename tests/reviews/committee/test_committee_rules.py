"""What may become of an invitation and of an application, state by state."""

from __future__ import annotations

import datetime as dt

import pytest

from effgenai.accounts.models import User
from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.states import PublicState, Role
from effgenai.conferences.core.viewer import Viewer
from reviews.committee.models import Application, Invitation
from reviews.committee.rules import applications, invitations
from reviews.committee.states import ApplicationState, InvitationState
from tests.support.factories import NOW

DAY = dt.timedelta(days=1)
SENT, PREPARED = InvitationState.SENT, InvitationState.PREPARED
ACCEPTED, DECLINED = InvitationState.ACCEPTED, InvitationState.DECLINED


def invitation(state, sent_at=NOW - 2 * DAY):
    return Invitation(email="ada@example.org", name="Ada", state=state, sent_at=sent_at)


@pytest.mark.parametrize(
    ("asked", "allowed"),
    [
        (invitations.why_not_send, {PREPARED, SENT, InvitationState.EXPIRED}),
        (invitations.why_not_revoke, {PREPARED, SENT}),
        (lambda row: invitations.why_not_readdress(row, "bo@example.org", ()), {SENT}),
        (lambda row: invitations.why_not_remind(row, NOW), {SENT}),
        (lambda row: invitations.why_not_accept(row, NOW), {SENT, DECLINED}),
        (lambda row: invitations.why_not_decline(row, NOW), {SENT}),
    ],
    ids=["send", "revoke", "readdress", "remind", "accept", "decline"],
)
def test_each_thing_is_done_to_invitations_in_some_states_alone(asked, allowed):
    assert {state for state in InvitationState if asked(invitation(state)) is None} == allowed


def test_an_invitation_is_sent_to_another_address_only_if_that_is_new():
    reason = invitations.why_not_readdress(invitation(SENT), "BO@example.org", {"bo@example.org"})
    assert reason == "BO@example.org is invited to this role already, or on the committee."


def test_nobody_is_reminded_within_a_day():
    early = invitation(SENT, sent_at=NOW - DAY + dt.timedelta(seconds=1))
    assert invitations.why_not_remind(early, NOW) == "Ada got it less than a day ago."
    assert invitations.why_not_remind(invitation(SENT, sent_at=NOW - DAY), NOW) is None


def test_invitations_are_answered_until_they_lapse():
    row = invitation(SENT)
    until = invitations.open_until(row)
    for asked in (invitations.why_not_accept, invitations.why_not_decline):
        assert asked(row, until) is None
        assert "no longer open" in asked(row, until + dt.timedelta(seconds=1))
    assert not invitations.has_lapsed(row, until)


def test_nobody_is_invited_to_a_site_that_they_cannot_open():
    for state in PublicState:
        reason = invitations.why_not_invite(Conference(public_state=state))
        assert (reason is not None) == (state == PublicState.DRAFT)


def look(*roles, **fields):
    values = {"calls_for_reviewers": True, "public_state": PublicState.PUBLISHED, **fields}
    return Viewer(User(), Conference(**values), frozenset(roles), NOW)


@pytest.mark.parametrize(
    ("viewer", "state", "is_verified", "reason"),
    [
        (look(), None, True, None),
        (look(), ApplicationState.APPLIED, True, None),
        (look(), ApplicationState.WITHDRAWN, True, None),
        (look(), ApplicationState.APPROVED, True, "has been answered"),
        (look(), ApplicationState.DECLINED, True, "has been answered"),
        (look(Role.REVIEWER), None, True, "on the committee already"),
        (look(calls_for_reviewers=False), None, True, "is closed"),
        (look(public_state=PublicState.ARCHIVED), None, True, "is closed"),
        (look(), None, False, "Verify one of your e-mail addresses"),
    ],
)
def test_people_offer_to_review_while_the_call_is_open(viewer, state, is_verified, reason):
    application = state and Application(state=state)
    found = applications.why_not_apply(viewer, application, is_verified=is_verified)
    assert (found is None) == (reason is None)
    assert (reason or "") in (found or "")


@pytest.mark.parametrize(
    ("asked", "allowed"),
    [
        (applications.why_not_withdraw, {ApplicationState.APPLIED}),
        (applications.why_not_decide, {ApplicationState.APPLIED}),
        (applications.why_not_reconsider, {ApplicationState.DECLINED}),
    ],
)
def test_each_thing_is_done_to_applications_in_some_states_alone(asked, allowed):
    rows = [Application(state=state, user=User(name="Ada")) for state in ApplicationState]
    assert {row.state for row in rows if asked(row) is None} == allowed


def test_an_application_is_changed_only_so_often():
    assert applications.why_too_often(applications.MAX_CHANGES - 1) is None
    assert "many times within an hour" in applications.why_too_often(applications.MAX_CHANGES)
