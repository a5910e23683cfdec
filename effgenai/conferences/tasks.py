from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from effgenai.conferences.web import once


# The name on the queue stays, as workers of two releases run side by side during an upgrade.
@shared_task(name="effgenai.conferences.tasks.forget_sent_forms")
def clear_sent_forms() -> None:
    """Keep the table of forms that came small."""
    once.clear_sent_forms(at=timezone.now())
