"""States of invitations and applications."""

from __future__ import annotations

from django.db.models import TextChoices


class InvitationState(TextChoices):
    """An invitation to the committee."""

    PREPARED = "prepared", "Prepared"
    SENT = "sent", "Sent"
    ACCEPTED = "accepted", "Accepted"
    DECLINED = "declined", "Declined"
    EXPIRED = "expired", "Expired"


INVITATION_TRANSITIONS: dict[str, set[str]] = {
    InvitationState.PREPARED: {InvitationState.SENT},
    InvitationState.SENT: {InvitationState.ACCEPTED, InvitationState.DECLINED, InvitationState.EXPIRED},
    InvitationState.DECLINED: {InvitationState.ACCEPTED},
    InvitationState.EXPIRED: {InvitationState.SENT},
    InvitationState.ACCEPTED: set(),
}


class ApplicationState(TextChoices):
    """Somebody's offer to review, made on the public call for reviewers."""

    APPLIED = "applied", "Waits for an answer"
    APPROVED = "approved", "Approved"
    DECLINED = "declined", "Declined"
    WITHDRAWN = "withdrawn", "Withdrawn"


# A chair may take a refusal back, and who withdrew may offer again. What follows from an approval is undone
# where roles are given.
APPLICATION_TRANSITIONS: dict[str, set[str]] = {
    ApplicationState.APPLIED: {
        ApplicationState.APPROVED,
        ApplicationState.DECLINED,
        ApplicationState.WITHDRAWN,
    },
    ApplicationState.DECLINED: {ApplicationState.APPLIED},
    ApplicationState.WITHDRAWN: {ApplicationState.APPLIED},
    ApplicationState.APPROVED: set(),
}


class CareerStage(TextChoices):
    """Where somebody stands, as far as it tells how they review."""

    STUDENT = "student", "Student"
    DOCTORAL = "doctoral", "Doctoral student"
    POSTDOC = "postdoc", "Postdoc"
    FACULTY = "faculty", "Faculty, or leading a group"
    INDUSTRY = "industry", "Researcher or engineer outside a university"
    OTHER = "other", "Something else"
