"""Errors as mails to ADMINS: what broke and where, without what anybody sent, and a few of a storm only."""

from __future__ import annotations

import contextlib
import logging
import smtplib
import threading
import time
import traceback
from collections import deque
from collections.abc import Callable

from django.core.mail import get_connection, mail_admins

from effgenai.observing.masking import mask_text
from effgenai.observing.request_ids import current_id

MAX_MAILS = 3
WITHIN_SECONDS = 600.0
TIME_LIMIT_SECONDS = 5
# Whatever strangers try on us is logged there as an error; it is none of ours.
OF_STRANGERS = "django.security"


class Limit:
    """Lets through a few in a while and counts the others."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._sent: deque[float] = deque(maxlen=MAX_MAILS)
        self._lock = threading.Lock()
        self._suppressed = 0

    def take(self) -> int | None:
        """How many were suppressed before this one, which may go; None if it is to be suppressed, too."""
        with self._lock:
            now = self._clock()
            if len(self._sent) == MAX_MAILS and now - self._sent[0] < WITHIN_SECONDS:
                self._suppressed += 1
                return None
            self._sent.append(now)
            suppressed, self._suppressed = self._suppressed, 0
            return suppressed


class AdminsHandler(logging.Handler):
    """Mails errors to ADMINS, at most a few in ten minutes from each process.

    It speaks to the mail server itself: the outbox may be what is broken.
    """

    def __init__(self, level: int = logging.ERROR, *, limit: Limit | None = None) -> None:
        super().__init__(level)
        self._limit = limit or Limit()

    def emit(self, record: logging.LogRecord) -> None:
        """Send the mail, or give up quietly: the error stands in the log as well."""
        if record.name.startswith(OF_STRANGERS):
            return
        suppressed = self._limit.take()
        if suppressed is None:
            return
        subject = f"{record.levelname}: {mask_text(record.getMessage())}".partition("\n")[0][:200]
        with contextlib.suppress(OSError, smtplib.SMTPException):
            connection = get_connection(timeout=TIME_LIMIT_SECONDS)
            mail_admins(subject, mail_text(record, suppressed), connection=connection)


def mail_text(record: logging.LogRecord, suppressed: int) -> str:
    """The text: the message, which request, and the traceback; no forms, cookies, headers or values."""
    parts = [mask_text(record.getMessage()), f"Logger: {record.name}"]
    if current_id():
        parts.append(f"Request: {current_id()} (the log has its lines)")
    if record.exc_info and record.exc_info[0]:
        parts.append(mask_text("".join(traceback.format_exception(*record.exc_info))))
    if suppressed:
        parts.append(f"{suppressed} more errors were logged since the last mail and not mailed.")
    return "\n\n".join(parts) + "\n"
