"""The outbox: mails are rows written with the event that causes them, and delivered afterwards."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid

from django.conf import settings
from django.db import transaction

from effgenai.accounts.models import User
from effgenai.conferences.models import Conference
from effgenai.mail.models import Mailing, OutboundEmail
from effgenai.mail.states import EmailState

MESSAGE_IDS = uuid.UUID("6f1f7c0e-7a0b-4b70-8f39-0d5b3b9c4f51")


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Message:
    """A rendered mail to one person.

    `dedupe_key` names the news for ever ("deadline:effgenai:<milestone>:<person>"): the same key never
    becomes a second mail. `paper` is the number of the submission it tells something about, if any.
    """

    kind: str
    dedupe_key: str
    to_address: str
    subject: str
    body: str
    to_name: str = ""
    to_user: User | None = None
    reply_to: str = ""
    paper: int | None = None
    is_secret: bool = False


def enqueue_mail(
    *, messages: list[Message], at: dt.datetime, conference: Conference | None, mailing: Mailing | None = None
) -> int:
    """Write mails to the outbox inside the caller's transaction; return how many are new.

    With a `mailing` they are held until it is approved; without one they go out after the commit.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("A mail belongs to the transaction of its event.")
    held = mailing is not None
    rows = [_row(message, at=at, conference=conference, mailing=mailing, held=held) for message in messages]
    known = set(
        OutboundEmail.objects.filter(dedupe_key__in=[row.dedupe_key for row in rows]).values_list(
            "dedupe_key", flat=True
        )
    )
    OutboundEmail.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    if not held:
        nudge_delivery()
    return len({row.dedupe_key for row in rows} - known)


def nudge_delivery() -> None:
    """Ask a worker to deliver what is due, once the surrounding transaction has been committed."""
    from effgenai.mail.tasks import deliver_due_mail  # tasks import services

    transaction.on_commit(deliver_due_mail.delay, robust=True)


def _row(
    message: Message, *, at: dt.datetime, conference: Conference | None, mailing: Mailing | None, held: bool
) -> OutboundEmail:
    identity = uuid.uuid5(MESSAGE_IDS, f"{settings.MAIL_DOMAIN}/{message.dedupe_key}")
    return OutboundEmail(
        conference=conference,
        mailing=mailing,
        kind=message.kind,
        dedupe_key=message.dedupe_key,
        message_id=f"<{identity.hex}@{settings.MAIL_DOMAIN}>",
        to_user=message.to_user,
        to_name=message.to_name,
        to_address=message.to_address,
        reply_to=message.reply_to,
        subject=" ".join(message.subject.split())[:300],
        body=message.body,
        is_secret=message.is_secret,
        paper=message.paper,
        state=EmailState.HELD if held else EmailState.QUEUED,
        created_at=at,
        due_at=at,
    )
