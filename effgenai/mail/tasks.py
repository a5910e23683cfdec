from __future__ import annotations

import datetime as dt

from celery import shared_task
from django.utils import timezone

from effgenai.mail.delivery import sending as delivery
from effgenai.mail.delivery import writing
from effgenai.resilience.nudges import nudge


@shared_task
def deliver_due_mail(lease_seconds: float = delivery.LEASE.total_seconds()) -> None:
    """Deliver a round of what is due, and ask for the next round if there is more."""
    lease = dt.timedelta(seconds=lease_seconds)
    done = delivery.deliver_due_mail(at=timezone.now(), lease=lease)
    if done.has_more:
        nudge(deliver_due_mail, lease_seconds)


@shared_task
def write_unwritten_letters() -> None:
    """Write the letters of large mailings that are not written yet."""
    writing.write_what_waits()
