from __future__ import annotations

from celery import shared_task
from django.core.management import call_command


# The name on the queue stays, as workers of two releases run side by side during an upgrade.
@shared_task(name="effgenai.accounts.tasks.forget_ended_sessions")
def clear_ended_sessions() -> None:
    """Delete the sessions that have run out, which nobody can use any more."""
    call_command("clearsessions")
