from __future__ import annotations

import datetime as dt

from django.core.cache import cache

from effgenai.observing.masking import without_people
from effgenai.operations.models import FailedTask

RETENTION = dt.timedelta(days=30)
LAST_BEAT = "last-beat"


def note_failure(*, task: str, error: BaseException, request_id: str, at: dt.datetime) -> FailedTask:
    """Write down that a task failed."""
    return FailedTask.objects.create(
        task=task[:200],
        failed_at=at,
        error=type(error).__name__[:200],
        message=without_people(str(error))[:300],
        request_id=request_id[:64],
    )


def clear_failures(*, at: dt.datetime) -> int:
    """Drop failures that nobody looks for any longer; return how many."""
    return FailedTask.objects.filter(failed_at__lt=at - RETENTION).delete()[0]


def note_beat(*, at: dt.datetime) -> None:
    """Remember that the clock of periodic tasks runs, and that a worker does what it asks."""
    cache.set(LAST_BEAT, at, timeout=None)


def last_beat() -> dt.datetime | None:
    """When that was noted last; None if never, or if the cache is empty or down."""
    found = cache.get(LAST_BEAT)
    return found if isinstance(found, dt.datetime) else None
