from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from effgenai.conferences.unfinished.services import clear_deserted_forms
from effgenai.conferences.web import once


# The name on the queue stays, as workers of two releases run side by side during an upgrade.
@shared_task(name="effgenai.conferences.tasks.forget_sent_forms")
def clear_sent_forms() -> None:
    """Keep the tables of forms small: of those that came, and of those that nobody goes on with."""
    now = timezone.now()
    once.clear_sent_forms(at=now)
    clear_deserted_forms(at=now)
