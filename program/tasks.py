from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from program.stars.services import forget_unused


@shared_task
def forget_unused_stars() -> int:
    """Delete what visitors starred who have not come back for long."""
    return forget_unused(timezone.now())
