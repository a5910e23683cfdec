"""Delivery of the outbox by SMTP. A worker killed anywhere repeats at most the mail it was sending.

A mail is claimed (one at a time, under a lease), sent outside any transaction, and marked at once, in one
commit with the claim of the next. So a worker that dies leaves at most one claimed row behind; once its lease
is over another one sends it again, under the same Message-ID.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
import logging
import smtplib
import time
from collections.abc import Callable
from typing import Any, NamedTuple

from django.core.mail import get_connection
from django.db import connections
from django.db.models import Case, F, TextField, Value, When

from effgenai.accounts.names.made_up import is_made_up
from effgenai.conferences.core.models import Conference
from effgenai.mail.delivery.envelope import write_mail
from effgenai.mail.models import OutboundEmail, OutboundEmailQuerySet
from effgenai.mail.services import settle_mailings
from effgenai.mail.states import EmailState
from effgenai.transitions import Given, Prepared, make, prepare_all, prepare_first, take, transition_all

logger = logging.getLogger(__name__)

# Longer than any single sending may take: each step of the SMTP dialogue gives up after EMAIL_TIMEOUT.
LEASE = dt.timedelta(minutes=5)
# A round ends after this many, so that one worker process does not keep other work waiting.
MAX_PER_ROUND = 200
AFTER_OUTAGE = dt.timedelta(minutes=1)
DELAYS = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720, 720, 720))

Clock = Callable[[], dt.datetime]


class Round(NamedTuple):
    """What one round of delivery did; `has_more` if it stopped before everything due was tried."""

    sent: int
    has_more: bool


class Trouble(NamedTuple):
    """Why a mail did not leave: `is_final` if trying again cannot help."""

    sentence: str
    is_final: bool = False


NOWHERE = Trouble("The address was made up by an import. Nothing was sent.", is_final=True)


def deliver_due_mail(*, at: dt.datetime, lease: dt.timedelta = LEASE, most: int = MAX_PER_ROUND) -> Round:
    """Deliver what is due, over one connection; stop early if the mail server cannot be reached."""
    clock = _clock(at)
    connection = get_connection()
    conferences: dict[int | None, Conference | None] = {None: None}
    sent, left = 0, None
    _queue_orphans(at=at)
    _sort_never()
    try:
        for _ in range(most):
            mail, left = claim_mail(at=clock(), lease=lease, sent=left), None
            if mail is None:
                return Round(sent, has_more=False)
            if is_made_up(mail.to_address):
                _note_trouble(mail, NOWHERE, at=clock())
                continue
            outage = _connect(connection)
            if outage:
                _put_back(mail, outage, at=clock())
                return Round(sent, has_more=False)
            mail.conference = _conference_of(mail, conferences)
            if _deliver(mail, connection, clock):
                sent, left = sent + 1, mail.pk
        return Round(sent, has_more=True)
    finally:
        _disconnect(connection)
        _note_sent(left, at=clock())
        _sort_as_usual()
        settle_mailings()


def _sort_never() -> None:
    """Have each claim walk along the index `mail_in_order`.

    What PostgreSQL knows of the queue is from before the mailing: it takes it for short, and would sort
    all of it for each mail.
    """
    with connections["default"].cursor() as cursor:
        cursor.execute("SET enable_sort = off; SET enable_bitmapscan = off; SET enable_seqscan = off")


def _sort_as_usual() -> None:
    with connections["default"].cursor() as cursor:
        cursor.execute("RESET enable_sort; RESET enable_bitmapscan; RESET enable_seqscan")


def _conference_of(mail: OutboundEmail, known: dict[int | None, Conference | None]) -> Conference | None:
    """The conference in whose name it goes out, read once a round."""
    if mail.conference_id not in known:
        known[mail.conference_id] = mail.conference
    return known[mail.conference_id]


def _clock(at: dt.datetime) -> Clock:
    """The time that passes while a round runs, counted from the time that was passed in."""
    began = time.monotonic()
    return lambda: at + dt.timedelta(seconds=time.monotonic() - began)


def claim_mail(*, at: dt.datetime, lease: dt.timedelta, sent: int | None = None) -> OutboundEmail | None:
    """Take the mail that has waited longest; nobody else gets it before the lease is over.

    The mail of the key `sent` has left: both are written together, in one statement and one commit. The index
    `mail_in_order` hands out the first, and nothing is sorted.
    """
    return take(OutboundEmail, _step(), at=at, until=at + lease, sent=sent)


@functools.cache
def _step() -> Prepared:
    queued = OutboundEmail.objects.queued(Given("at")).order_by("due_at", "id")
    claims = {"leased_until": Given("until"), "attempts": F("attempts") + 1}
    return prepare_first(queued, EmailState.SENDING, after=_noting(), **claims)


def _note_sent(left: int | None, *, at: dt.datetime) -> None:
    """Write down that the last mail of a round has left, after which none is claimed."""
    if left is not None:
        make(_noting(), at=at, sent=left)


@functools.cache
def _noting() -> Prepared:
    """A mail stopped while it was being sent has left all the same, and the row tells the truth."""
    row = OutboundEmail.objects.filter(pk=Given("sent"))
    body = Case(When(is_secret=True, then=Value("")), default=F("body"), output_field=TextField())
    noted = {"sent_at": Given("at"), "leased_until": None, "last_error": "", "body": body}
    return prepare_all(row, EmailState.SENT, **noted)


def _queue_orphans(*, at: dt.datetime) -> None:
    """Put the mails of senders that died back where they stood; they have waited longest."""
    transition_all(OutboundEmail.objects.orphaned(at), EmailState.QUEUED, leased_until=None)


def _connect(connection: Any) -> str:
    """Open the connection unless it is; return what went wrong, in words, or nothing."""
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as error:
        _disconnect(connection)
        return f"The mail server cannot be reached: {_words(error)}"
    return ""


def _disconnect(connection: Any) -> None:
    """Close the connection; the next `open` makes a new one. A server that is gone already is no matter."""
    with contextlib.suppress(OSError, smtplib.SMTPException):
        connection.close()


def _deliver(mail: OutboundEmail, connection: Any, clock: Clock) -> bool:
    """Send one claimed mail; True if it left, which is written down before another is sent."""
    try:
        connection.send_messages([write_mail(mail, connection)])
    except (OSError, smtplib.SMTPException, ValueError) as error:
        _disconnect(connection)
        _note_trouble(mail, trouble_of(error), at=clock())
        return False
    return True


def trouble_of(error: Exception) -> Trouble:
    """What an error of SMTP means for the mail that was being sent."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, text = next(iter(error.recipients.values()))
        return Trouble(f"The mail server refused the address: {_answer(code, text)}", code >= 500)
    if isinstance(error, smtplib.SMTPDataError):
        return Trouble(f"The mail server refused the mail: {_words(error)}", error.smtp_code >= 500)
    if isinstance(error, smtplib.SMTPNotSupportedError | ValueError):
        return Trouble(f"The address cannot be written to: {_words(error)}", is_final=True)
    return Trouble(f"Sending broke off: {_words(error)}")


def _words(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return _answer(error.smtp_code, error.smtp_error)
    return str(error) or type(error).__name__


def _answer(code: int, text: bytes | str) -> str:
    words = text.decode(errors="replace") if isinstance(text, bytes) else text
    return f"{code} {' '.join(words.split())}"


def _note_trouble(mail: OutboundEmail, trouble: Trouble, *, at: dt.datetime) -> None:
    error = trouble.sentence[:500]
    is_final = trouble.is_final or mail.attempts > len(DELAYS)
    _warn(mail, error, "is given up" if is_final else "is tried again later")
    if is_final:
        wiped = {"body": ""} if mail.is_secret else {}
        transition_all(_claimed(mail), EmailState.FAILED, leased_until=None, last_error=error, **wiped)
    else:
        due = at + DELAYS[mail.attempts - 1]
        queued = {"leased_until": None, "due_at": due, "last_error": error}
        transition_all(_claimed(mail), EmailState.QUEUED, **queued)


def _put_back(mail: OutboundEmail, outage: str, *, at: dt.datetime) -> None:
    """An outage of the server is no attempt: the mail waits a little and loses nothing by it."""
    _warn(mail, outage, "waits")
    transition_all(
        _claimed(mail),
        EmailState.QUEUED,
        leased_until=None,
        attempts=mail.attempts - 1,
        due_at=at + AFTER_OUTAGE,
        last_error=outage[:500],
    )


def _warn(mail: OutboundEmail, error: str, what_next: str) -> None:
    """Say it in the log: which mail and why, never to whom or what it says. Servers repeat the address."""
    said = error.replace(mail.to_address, "(the address)")
    logger.warning("Mail %s (%s) was not delivered and %s: %s", mail.key, mail.kind, what_next, said)


def _claimed(mail: OutboundEmail) -> OutboundEmailQuerySet:
    """The row, as long as it is still ours: not stopped, and not taken by another after our lease."""
    return OutboundEmail.objects.filter(pk=mail.pk, state=EmailState.SENDING, leased_until=mail.leased_until)
