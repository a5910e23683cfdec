from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from effgenai.conferences.web import once


@shared_task
def forget_sent_forms() -> None:
    """Keep the table of forms that came small."""
    once.forget_sent_forms(at=timezone.now())
