"""Delivery of the outbox by SMTP. A worker killed anywhere repeats at most the mail it was sending."""

from __future__ import annotations

import datetime as dt


def deliver_due_mail(*, at: dt.datetime) -> int:
    """Deliver every mail that is due; return how many were sent."""
    raise NotImplementedError
