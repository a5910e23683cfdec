"""What may be done with mails now; None, or the sentence that says why not."""

from __future__ import annotations

from effgenai.mail.models import OutboundEmail
from effgenai.mail.states import EmailState


def why_not_approve(held: int, unwritten: int) -> str | None:
    """The reason why a mailing with so many mails that wait for the viewer cannot be approved, or None.

    `unwritten` is on how many papers its letters are still to be written.
    """
    if unwritten:
        return "Some of these letters are still being written. Approve them once all are there to be read."
    return None if held else "No mail of this mailing waits for approval; it was approved or stopped before."


def why_not_stop(waiting: int) -> str | None:
    """The reason why a mailing of which so many mails have not left cannot be stopped, or None."""
    return None if waiting else "All mails of this mailing have left or been stopped already."


def why_not_retry(mail: OutboundEmail) -> str | None:
    """The reason why a mail cannot be sent once more, or None."""
    if mail.state != EmailState.FAILED:
        return "Only a mail that could not be delivered can be tried again."
    if mail.is_secret:
        return "Its text held a personal link and is not kept. Send it anew from where it was sent."
    return None


def why_not_leave(mail: OutboundEmail) -> str | None:
    """The reason why a mail that failed cannot be left at that, or None."""
    return None if mail.state == EmailState.FAILED else "Only a mail that was not delivered can be let be."
