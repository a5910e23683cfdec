from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from submissions.papers.services.reminders import remind_authors


@shared_task
def remind_authors_of_drafts() -> None:
    """Write the reminders that are due."""
    remind_authors(at=timezone.now())
