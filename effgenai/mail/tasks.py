from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from effgenai.mail import delivery


@shared_task
def deliver_due_mail() -> None:
    """Deliver what is due, until nothing is."""
    delivery.deliver_due_mail(at=timezone.now())
