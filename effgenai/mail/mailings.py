"""The state of mailings, as it follows from the states of their mails."""

from __future__ import annotations

from django.db.models import Exists, OuterRef

from effgenai.mail.models import Mailing, OutboundEmail
from effgenai.mail.states import EmailState, MailingState

WAITING = (EmailState.HELD, EmailState.QUEUED, EmailState.SENDING)


def settle_mailings() -> None:
    """Move approved mailings on: to sending once a mail has left, to sent once none waits any longer."""
    mails = OutboundEmail.objects.filter(mailing=OuterRef("pk"))
    running = Mailing.objects.filter(state__in=[MailingState.APPROVED, MailingState.SENDING])
    running.filter(~Exists(mails.filter(state__in=WAITING))).update(state=MailingState.SENT)
    left = Exists(mails.filter(state=EmailState.SENT))
    Mailing.objects.filter(left, state=MailingState.APPROVED).update(state=MailingState.SENDING)
