"""Invitations: the one somebody holds, and the chairs' list of how each stands."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Sequence

from allauth.account.models import EmailAddress
from django.db.models import QuerySet
from django.db.models.functions import Lower
from django.urls import reverse

from effgenai.accounts.models import User
from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.viewer import Viewer
from effgenai.conferences.web.todos import Todo
from effgenai.mail.delivery.undelivered import Undelivered, undelivered_by_key
from effgenai.ui.navigation import Chip
from effgenai.ui.tables import Column
from effgenai.ui.text.numbers import counted
from reviews.committee.emails import mail_key
from reviews.committee.models import Invitation
from reviews.committee.rules import invitations as rules
from reviews.committee.rules.invitations import has_lapsed
from reviews.committee.states import InvitationState

INVITATION_COLUMNS = (
    Column("Invited"),
    Column("As", phone=False),
    Column("Papers asked", look="num", phone=False),
    Column("State"),
    Column("Since", phone=False),
    Column("Action"),
)

RECEIVER_COLUMNS = (
    Column("Name"),
    Column("Address"),
    Column("As", phone=False),
    Column("Papers asked", look="num", phone=False),
)
WORDS = {
    InvitationState.PREPARED: ("quiet", "not sent yet"),
    InvitationState.SENT: ("info", "waits for an answer"),
    InvitationState.ACCEPTED: ("good", "accepted"),
    InvitationState.DECLINED: ("bad", "declined"),
    InvitationState.EXPIRED: ("quiet", "taken back"),
}
FILTERS = (
    ("state:failed", "Not delivered"),
    ("state:prepared", "Not sent yet"),
    ("state:sent", "Wait for an answer"),
    ("state:accepted", "Accepted"),
    ("state:declined", "Declined"),
)


def find_invitation(conference: Conference, token: str) -> Invitation | None:
    """The invitation of this secret address; one that was never sent is not there yet."""
    sent = conference.invitations.exclude(state=InvitationState.PREPARED)
    return sent.select_related("conference", "user").filter(token=token).first()


def is_invitation_open(invitation: Invitation, at: dt.datetime) -> bool:
    """True while it can be answered, or a no be turned into a yes."""
    return invitation.state in {InvitationState.SENT, InvitationState.DECLINED} and not has_lapsed(
        invitation, at
    )


def _waiting_for(user: User) -> QuerySet[Invitation]:
    """Those sent to any of the person's verified addresses and not answered."""
    mine = EmailAddress.objects.filter(user=user, verified=True).values(address=Lower("email"))
    sent = Invitation.objects.filter(state=InvitationState.SENT)
    return sent.alias(address=Lower("email")).filter(address__in=mine)


def conferences_inviting(user: User) -> Iterable[int]:
    """The conferences that wait for the person's answer."""
    return _waiting_for(user).values_list("conference", flat=True).distinct()


def invitation_todos(viewer: Viewer) -> Iterable[Todo]:
    """Invitations to any verified address of the viewer that wait for an answer; one query."""
    if viewer.user is None:
        return
    for invitation in _waiting_for(viewer.user).filter(conference=viewer.conference):
        if is_invitation_open(invitation, viewer.at):
            yield Todo(
                title=f"You are invited as {invitation.get_role_display().lower()}",
                url=reverse("reviews:invitation", args=[viewer.conference.slug, invitation.token]),
                action="Answer the invitation",
                note="" if not invitation.load else f"About {counted(invitation.load, 'paper')} to review.",
            )


@dataclasses.dataclass(frozen=True, slots=True)
class InvitationRow:
    """An invitation with its state in words and what can be done with it now."""

    invitation: Invitation
    kind: str
    words: str
    since: dt.datetime | None
    may_revoke: bool
    may_resend: bool
    may_remind: bool
    undelivered: Undelivered | None

    @property
    def is_failed(self) -> bool:
        """Whether it never arrived, and never will at this address."""
        return self.undelivered is not None and self.undelivered.is_final


def invitation_rows(viewer: Viewer) -> list[InvitationRow]:
    """All invitations of the conference; two queries."""
    return _rows(list(viewer.conference.invitations.all()), viewer.at)


def _rows(invitations: Sequence[Invitation], at: dt.datetime) -> list[InvitationRow]:
    waiting = [row for row in invitations if row.state == InvitationState.SENT]
    undelivered = undelivered_by_key([mail_key(row) for row in waiting])
    return [_row(row, undelivered.get(mail_key(row)), at) for row in invitations]


def _row(invitation: Invitation, undelivered: Undelivered | None, at: dt.datetime) -> InvitationRow:
    kind, words = _look(invitation, undelivered, at)
    is_failed = undelivered is not None and undelivered.is_final
    return InvitationRow(
        invitation=invitation,
        kind=kind,
        words=words,
        since=invitation.answered_at or invitation.sent_at,
        may_revoke=rules.why_not_revoke(invitation) is None,
        may_resend=invitation.state != InvitationState.PREPARED and rules.why_not_send(invitation) is None,
        may_remind=rules.why_not_remind(invitation, at) is None and not is_failed,
        undelivered=undelivered,
    )


def _look(invitation: Invitation, undelivered: Undelivered | None, at: dt.datetime) -> tuple[str, str]:
    if undelivered is not None:
        return undelivered.look
    if invitation.state == InvitationState.SENT and rules.has_lapsed(invitation, at):
        return "attention", "no answer; no longer open"
    if invitation.state == InvitationState.SENT and invitation.sendings > 1:
        return "info", f"waits, sent {invitation.sendings} times"
    return WORDS[InvitationState(invitation.state)]


def invitation_chips(rows: Sequence[InvitationRow]) -> list[Chip]:
    """The filters of the list with how many fit each."""
    return [Chip(label, query, sum(fits(row, query) for row in rows)) for query, label in FILTERS]


def fits(row: InvitationRow, text: str) -> bool:
    """True if each word of the search is in name or address, or names how the invitation stands."""
    return all(_fits_word(row, word) for word in text.lower().split())


def _fits_word(row: InvitationRow, word: str) -> bool:
    key, _, value = word.partition(":")
    if key == "state" and value:
        return value == ("failed" if row.is_failed else row.invitation.state)
    return word in f"{row.invitation.name} {row.invitation.email}".lower()


def to_send(viewer: Viewer, *, is_reminder: bool) -> list[Invitation]:
    """The invitations that the next sending, or reminder, is about; of dead addresses nobody is reminded."""
    rows = list(viewer.conference.invitations.select_related("conference"))
    meant = (
        [row.invitation for row in _rows(rows, viewer.at) if row.may_remind]
        if is_reminder
        else [row for row in rows if row.state == InvitationState.PREPARED]
    )
    return [row for row in meant if rules.why_not_invite(row.conference, row.role) is None] or meant


def failed_invitations(viewer: Viewer) -> list[InvitationRow]:
    """Those that could not be delivered; two queries."""
    return [row for row in invitation_rows(viewer) if row.is_failed]
