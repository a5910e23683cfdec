"""The queues of background tasks, as the broker holds them."""

from __future__ import annotations

import dataclasses
import json
from contextlib import closing

from celery import current_app
from django.conf import settings
from redis import Redis
from redis.exceptions import RedisError

from effgenai.observing.tasks import QUEUED_AT

TIME_LIMIT_SECONDS = 2
TAKEN = "unacked"  # kombu's name for what workers have taken and not finished


@dataclasses.dataclass(frozen=True, slots=True)
class Queue:
    """All queues together: tasks that wait, tasks being done, and the wait of the oldest in seconds."""

    waiting: int
    taken: int
    oldest_seconds: float


def look_at_queue(*, now: float) -> Queue | None:
    """The queues at `now` (seconds since 1970); None if the broker does not answer."""
    try:
        with closing(_broker()) as broker:
            names = [queue.name for queue in current_app.conf.task_queues]
            waiting = sum(int(broker.llen(name)) for name in names)
            oldest = max(_age(broker.lindex(name, -1), now) for name in names)
            return Queue(waiting, int(broker.hlen(TAKEN)), oldest)
    except (RedisError, OSError):
        return None


def broker_version() -> str:
    """The name and version of the server; empty if it does not answer."""
    try:
        with closing(_broker()) as broker:
            facts = broker.info("server")
    except (RedisError, OSError):
        return ""
    if "valkey_version" in facts:
        return f"Valkey {facts['valkey_version']}"
    return f"Redis {facts.get('redis_version', '')}"


def _broker() -> Redis:
    return Redis.from_url(
        settings.CELERY_BROKER_URL,
        socket_timeout=TIME_LIMIT_SECONDS,
        socket_connect_timeout=TIME_LIMIT_SECONDS,
    )


def _age(message: bytes | str | None, now: float) -> float:
    """For how long it has waited; none if it does not say."""
    if message is None:
        return 0.0
    queued_at = json.loads(message).get("headers", {}).get(QUEUED_AT)
    return max(0.0, now - float(queued_at)) if queued_at else 0.0
