from __future__ import annotations

from celery import shared_task
from django.core.management import call_command


@shared_task
def forget_ended_sessions() -> None:
    """Delete the sessions that have run out, which nobody can use any more."""
    call_command("clearsessions")
