"""Telling workers that there is work. A lost word costs time only.

What is to be done stands in the database, where a round finds each kind of it: see CELERY_BEAT_SCHEDULE.
"""

from __future__ import annotations

import logging
from functools import partial
from typing import Any

from celery import Task
from django.db import transaction
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from effgenai.resilience.breaker import Breaker

PAUSE_SECONDS = 10.0

logger = logging.getLogger(__name__)
breaker = Breaker("The queue of the workers", pause=PAUSE_SECONDS, logger=logger)


def nudge_on_commit(task: Task[..., Any], *args: Any, **kwargs: Any) -> None:
    """Ask a worker for the task once the transaction is committed; never fails what was saved by it."""
    transaction.on_commit(partial(nudge, task, *args, **kwargs), robust=True)


def nudge(task: Task[..., Any], *args: Any, **kwargs: Any) -> bool:
    """Ask a worker for the task; False if the broker cannot be told, which the next round makes up for."""
    if not breaker.lets_through():
        return False
    try:
        task.delay(*args, **kwargs)
    except (OperationalError, RedisError, OSError) as error:
        breaker.failed(error)
        return False
    breaker.answered()
    return True
