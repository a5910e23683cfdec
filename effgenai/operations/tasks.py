from __future__ import annotations

import logging
from typing import Any

from celery import Task, shared_task
from django.db import DatabaseError
from django.utils import timezone

from effgenai.observing.request_ids import current_id
from effgenai.operations import services

logger = logging.getLogger(__name__)


@shared_task
def note_beat() -> None:
    """Say that beat and worker live."""
    services.note_beat(at=timezone.now())


# The name on the queue stays, as workers of two releases run side by side during an upgrade.
@shared_task(name="effgenai.operations.tasks.forget_failures")
def clear_failures() -> None:
    """Delete old rows of failed tasks."""
    services.clear_failures(at=timezone.now())


def write_down(sender: Task[Any, Any], exception: BaseException, **_: object) -> None:
    """Write a row about a task that failed. Where the database is what failed, the log has to do."""
    try:
        services.note_failure(
            task=str(sender.name), error=exception, request_id=current_id(), at=timezone.now()
        )
    except DatabaseError:
        logger.warning("The failure of %s could not be written down.", sender.name)
