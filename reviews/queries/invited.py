"""The chairs' list of invitations: how each stands, and whether its mail arrived."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence

from effgenai.conferences.viewer import Viewer
from effgenai.mail.undelivered import Undelivered, undelivered_by_key
from effgenai.ui.navigation import Chip
from reviews.emails.invitations import mail_key
from reviews.models import Invitation
from reviews.rules import invitations as rules
from reviews.states import InvitationState

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
    if not is_reminder:
        return [row for row in rows if row.state == InvitationState.PREPARED]
    return [row.invitation for row in _rows(rows, viewer.at) if row.may_remind]


def failed_invitations(viewer: Viewer) -> list[InvitationRow]:
    """Those that could not be delivered; two queries."""
    return [row for row in invitation_rows(viewer) if row.is_failed]
