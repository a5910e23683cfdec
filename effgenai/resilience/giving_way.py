"""A cache that gives way: while Valkey is down, hangs or is full, everything is a miss and nothing fails.

Nothing lives in the cache that is not in the database as well, but for the counts of the rate limits. These
go on in the memory of each process, so that guessing passwords does not become free with Valkey gone.
"""

from __future__ import annotations

import logging
from typing import Any

from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.dummy import DummyCache
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as NoConnectionError
from redis.exceptions import RedisError
from redis.retry import Retry

from effgenai.resilience.breaker import Breaker

TIME_LIMIT_SECONDS = 1.0
PAUSE_SECONDS = 5.0
MAX_COUNTS = 10_000
OF_LIMITS = "allauth:rl:"
COUNTS = "limits-while-away"

logger = logging.getLogger(__name__)
breaker = Breaker("The cache", pause=PAUSE_SECONDS, logger=logger)


class LastingClients(RedisCacheClient):
    """Django's client of Valkey, which makes the object that it asks once and not for each question."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._lasting: dict[bool, Any] = {}

    def get_client(self, key: Any = None, *, write: bool = False) -> Any:
        """The client of our one server; threads may share it, each with a connection of the pool."""
        if write not in self._lasting:
            self._lasting[write] = super().get_client(key, write=write)
        return self._lasting[write]


class GivingWayCache(RedisCache):
    """Django's cache on Valkey, which answers like an empty one where Valkey does not answer in time."""

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        given = params.get("OPTIONS", {})
        super().__init__(server, {**params, "OPTIONS": {**_connection_options(), **given}})
        self._class = LastingClients
        self._nothing = DummyCache("", {})
        self._counts = LocMemCache(COUNTS, {"OPTIONS": {"MAX_ENTRIES": MAX_COUNTS}})

    def _stand_in(self, asked: Any) -> BaseCache:
        is_of_limits = isinstance(asked, str) and asked.startswith(OF_LIMITS)
        return self._counts if is_of_limits else self._nothing

    def _ask(self, method: str, asked: Any, *args: Any, **kwargs: Any) -> Any:
        if breaker.lets_through():
            try:
                answer = getattr(super(), method)(asked, *args, **kwargs)
            except RedisError as error:  # also one that answers but refuses: full, or read-only
                breaker.failed(error)
            else:
                breaker.answered()
                return answer
        return getattr(self._stand_in(asked), method)(asked, *args, **kwargs)

    def get(self, key: Any, *args: Any, **kwargs: Any) -> Any:
        """What is kept under the key, or the default."""
        return self._ask("get", key, *args, **kwargs)

    def add(self, key: Any, *args: Any, **kwargs: Any) -> bool:
        """Keep it if there is nothing yet. True while Valkey is away, as a lock that nobody else has."""
        return bool(self._ask("add", key, *args, **kwargs))

    def set(self, key: Any, *args: Any, **kwargs: Any) -> None:
        """Keep it, if that can be."""
        self._ask("set", key, *args, **kwargs)

    def touch(self, key: Any, *args: Any, **kwargs: Any) -> bool:
        """Keep it for longer."""
        return bool(self._ask("touch", key, *args, **kwargs))

    def delete(self, key: Any, *args: Any, **kwargs: Any) -> bool:
        """Forget it."""
        return bool(self._ask("delete", key, *args, **kwargs))

    def has_key(self, key: Any, *args: Any, **kwargs: Any) -> bool:
        """Whether it is kept."""
        return bool(self._ask("has_key", key, *args, **kwargs))

    def incr(self, key: Any, *args: Any, **kwargs: Any) -> int:
        """Count; ValueError if there is no count."""
        return int(self._ask("incr", key, *args, **kwargs))

    def get_many(self, keys: Any, *args: Any, **kwargs: Any) -> dict[Any, Any]:
        """What is kept of the keys."""
        return dict(self._ask("get_many", list(keys), *args, **kwargs))

    def set_many(self, data: Any, *args: Any, **kwargs: Any) -> list[Any]:
        """Keep all of it; the keys of what was not kept."""
        return list(self._ask("set_many", data, *args, **kwargs))

    def delete_many(self, keys: Any, *args: Any, **kwargs: Any) -> None:
        """Forget all of it."""
        self._ask("delete_many", list(keys), *args, **kwargs)

    def clear(self) -> None:
        """Forget everything, also what was counted meanwhile."""
        self._counts.clear()
        super().clear()


def _connection_options() -> dict[str, Any]:
    """Short patience. A connection that was cut is made anew once; a silent server is not asked twice."""
    return {
        "socket_connect_timeout": TIME_LIMIT_SECONDS,
        "socket_timeout": TIME_LIMIT_SECONDS,
        "retry": Retry(NoBackoff(), 1, supported_errors=(NoConnectionError,)),
    }
