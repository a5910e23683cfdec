from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from effgenai.storage import checks


@shared_task
def check_stored_files() -> None:
    """The nightly round."""
    checks.nightly_round(at=timezone.now())
