from __future__ import annotations

from django.db.models import TextChoices


class MailingState(TextChoices):
    """A batch of mails prepared together."""

    DRAFT = "draft", "Being prepared"
    APPROVED = "approved", "Approved"
    SENDING = "sending", "Sending"
    SENT = "sent", "Sent"
    STOPPED = "stopped", "Stopped"


class EmailState(TextChoices):
    """One mail to one person."""

    HELD = "held", "Waits for approval"
    QUEUED = "queued", "Queued"
    SENDING = "sending", "Sending"
    SENT = "sent", "Sent"
    FAILED = "failed", "Could not be delivered"
    STOPPED = "stopped", "Stopped"


class ListedFor(TextChoices):
    """Which chairs meet a mail with a secret text as a row of the outbox; its text is never shown."""

    NOBODY = "nobody", "Nobody"
    UNCONFLICTED = "unconflicted", "Chairs from whom no paper is kept"
    CHAIRS = "chairs", "All chairs"


MAILING_TRANSITIONS: dict[str, set[str]] = {
    MailingState.DRAFT: {MailingState.APPROVED, MailingState.STOPPED},
    MailingState.APPROVED: {MailingState.SENDING, MailingState.SENT, MailingState.STOPPED},
    MailingState.SENDING: {MailingState.SENT, MailingState.STOPPED},
    MailingState.SENT: set(),
    MailingState.STOPPED: set(),
}

EMAIL_TRANSITIONS: dict[str, set[str]] = {
    EmailState.HELD: {EmailState.QUEUED, EmailState.STOPPED},
    EmailState.QUEUED: {EmailState.SENDING, EmailState.STOPPED},
    EmailState.SENDING: {EmailState.SENT, EmailState.QUEUED, EmailState.FAILED, EmailState.STOPPED},
    EmailState.FAILED: {EmailState.QUEUED, EmailState.STOPPED},
    EmailState.SENT: set(),
    EmailState.STOPPED: {EmailState.SENT},  # it had left when it was stopped
}
