"""Background tasks under the id of the request that asked for them, and workers that log as the web does."""

from __future__ import annotations

import logging.config
import time
from typing import Any

from celery import Task
from celery.signals import before_task_publish, setup_logging, task_postrun, task_prerun
from django.conf import settings

from effgenai.observing import request_ids

# Headers of a task's message: whose it is, and when it was queued (seconds since 1970).
REQUEST_ID, QUEUED_AT = "effgenai_request_id", "effgenai_queued_at"


def listen() -> None:
    """Join Celery's signals; once a process."""
    before_task_publish.connect(_mark, dispatch_uid="effgenai.observing.mark")
    task_prerun.connect(_begin, dispatch_uid="effgenai.observing.begin")
    task_postrun.connect(_end, dispatch_uid="effgenai.observing.end")
    setup_logging.connect(_log_as_the_web_does, dispatch_uid="effgenai.observing.logging")


def _mark(headers: dict[str, Any] | None = None, **_: object) -> None:
    if headers is not None:
        headers[QUEUED_AT] = time.time()
        headers[REQUEST_ID] = request_ids.current_id()


def _begin(task_id: str = "", task: Task[Any, Any] | None = None, **_: object) -> None:
    given = getattr(task.request, REQUEST_ID, "") if task else ""
    request_ids.begin(str(given or task_id))


def _end(**_: object) -> None:
    request_ids.end()


def _log_as_the_web_does(**_: object) -> None:
    """With this signal taken, Celery leaves the log to us: its own format knows neither ids nor masks."""
    logging.config.dictConfig(settings.LOGGING)
