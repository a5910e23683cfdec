from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.queries import NAMED_HERE
from effgenai.conferences.core.states import PublicState, Role
from reviews.committee.models import Invitation
from reviews.committee.states import InvitationState

OPEN_FOR = dt.timedelta(days=45)
REMIND_AFTER = dt.timedelta(days=1)


def open_until(invitation: Invitation) -> dt.datetime | None:
    """Until when it can be answered: a while after it was last sent; None while it was not."""
    return invitation.sent_at + OPEN_FOR if invitation.sent_at else None


def has_lapsed(invitation: Invitation, at: dt.datetime) -> bool:
    """True if it was withdrawn, or sent too long ago to be answered still."""
    until = open_until(invitation)
    return invitation.state == InvitationState.EXPIRED or (until is not None and at > until)


def is_organiser(role: str) -> bool:
    """Whether the role is one of those who run the conference, rather than of the committee."""
    return role in NAMED_HERE


def why_not_invite(conference: Conference, role: str = Role.REVIEWER) -> str | None:
    """The reason why no invitation to the role may go out now; None if it may.

    Who runs the conference is needed before the site is public; their link opens the page of it.
    """
    if conference.public_state == PublicState.DRAFT and not is_organiser(role):
        return "Publish the site first: until then those you invite cannot open the page they answer on."
    return None


def why_not_send(invitation: Invitation) -> str | None:
    """The reason why this invitation may not be sent, or sent again; None if it may."""
    if invitation.state == InvitationState.ACCEPTED:
        return f"{invitation.name or invitation.email} has accepted already."
    if invitation.state == InvitationState.DECLINED:
        return f"{invitation.name or invitation.email} has declined; write to them if things have changed."
    return None


def why_not_readdress(invitation: Invitation, email: str, known: Collection[str]) -> str | None:
    """The reason why it may not go to the address `email` instead; None if it may.

    `known` are the addresses of those who are invited to the role, or in it.
    """
    if invitation.state != InvitationState.SENT:
        return "Only an invitation that waits for an answer can go to another address."
    if email.lower() in known:
        return f"{email} is invited to this role already, or on the committee."
    return None


def why_not_correct(invitation: Invitation, email: str, known: Collection[str]) -> str | None:
    """The reason why its name and address may not be changed before it is sent; None if they may.

    `known` are the addresses of those who are invited to the role, or in it.
    """
    if invitation.state != InvitationState.PREPARED:
        return "This invitation was sent already. Its address can be corrected in the list of invitations."
    if email.lower() in known:
        return f"{email} is invited to this role already, or on the committee."
    return None


def why_not_remind(invitation: Invitation, at: dt.datetime) -> str | None:
    """The reason why its receiver may not be reminded; None if they may."""
    if invitation.state != InvitationState.SENT:
        return "Only invitations that wait for an answer can be reminded of."
    if invitation.sent_at and at - invitation.sent_at < REMIND_AFTER:
        return f"{invitation.name or invitation.email} got it less than a day ago."
    return None


def why_not_revoke(invitation: Invitation) -> str | None:
    """The reason why it may not be taken back; None if it may."""
    if invitation.state in {InvitationState.PREPARED, InvitationState.SENT}:
        return None
    return "Only an invitation that waits for an answer can be taken back."


def why_not_accept(invitation: Invitation, at: dt.datetime) -> str | None:
    """The reason why it may not be accepted; None if it may, also after a no, while it is open."""
    if invitation.state == InvitationState.ACCEPTED:
        return "This invitation was accepted already."
    return _why_closed(invitation, at)


def why_not_decline(invitation: Invitation, at: dt.datetime) -> str | None:
    """The reason why it may not be declined; None if it may."""
    if invitation.state in {InvitationState.ACCEPTED, InvitationState.DECLINED}:
        return "This invitation was answered already."
    return _why_closed(invitation, at)


def _why_closed(invitation: Invitation, at: dt.datetime) -> str | None:
    if invitation.state == InvitationState.PREPARED or has_lapsed(invitation, at):
        return "This invitation is no longer open. Please write to the organisers."
    return None
