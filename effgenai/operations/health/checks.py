"""Each part that the site needs, looked at once, with an end to waiting, and told in one word."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

import psycopg
import redis
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from redis.exceptions import RedisError

from effgenai.mail.models import OutboundEmail
from effgenai.resilience.database.base import bound

OK, DOWN, BEHIND, MISSING, FULL, UNKNOWN = "ok", "down", "behind", "missing", "full", "unknown"
TIME_LIMIT_SECONDS = 2
CACHED_SECONDS = 2.0


class Readiness:
    """The words for all parts, looked at anew when they are older than two seconds, however many ask."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self._lock = threading.Lock()
        self._parts: dict[str, str] = {}
        self._until = float("-inf")

    def parts(self, at: dt.datetime) -> dict[str, str]:
        """The word for each part."""
        with self._lock:
            if self.clock() >= self._until:
                self._parts = look(at)
                self._until = self.clock() + CACHED_SECONDS
            return self._parts


def look(at: dt.datetime) -> dict[str, str]:
    """Look at every part."""
    cache, broker = _cache_url(), settings.CELERY_BROKER_URL
    answers = {url: _valkey(url) for url in {cache, broker}}
    return {**_in_database(at), "cache": answers[cache], "broker": answers[broker], "disk": _disk()}


def _in_database(at: dt.datetime) -> dict[str, str]:
    try:
        with _database() as asked:
            return {"database": OK, "migrations": _migrations(asked), "queue": _queue(asked, at)}
    except psycopg.errors.UndefinedTable:
        return {"database": OK, "migrations": MISSING, "queue": UNKNOWN}
    except (psycopg.Error, OSError):
        return {"database": DOWN, "migrations": UNKNOWN, "queue": UNKNOWN}


@contextmanager
def _database() -> Iterator[psycopg.Connection[Any]]:
    """A connection of its own: the one of a page may be waiting for the very server that is asked about."""
    given = connection.get_connection_params()
    wanted = {name: given[name] for name in given.keys() - {"cursor_factory", "context"}}
    with psycopg.connect(**{**wanted, "connect_timeout": TIME_LIMIT_SECONDS}, autocommit=True) as opened:
        bound(opened, TIME_LIMIT_SECONDS)
        yield opened


def _migrations(asked: psycopg.Connection[Any]) -> str:
    applied = set(asked.execute("SELECT app, name FROM django_migrations").fetchall())
    return OK if applied >= _known_migrations() else MISSING


@lru_cache(maxsize=1)
def _known_migrations() -> frozenset[tuple[str, str]]:
    return frozenset(MigrationLoader(None).disk_migrations)


def _queue(asked: psycopg.Connection[Any], at: dt.datetime) -> str:
    """Behind if a mail is due for longer than it should be: no worker takes it, or no beat tells of it."""
    late = at - dt.timedelta(minutes=settings.READY_QUEUE_MINUTES)
    query = OutboundEmail.objects.due(late).order_by().values("pk")[:1].query
    statement, values = query.sql_with_params()
    return OK if asked.execute(statement, values).fetchone() is None else BEHIND


def _cache_url() -> str:
    location = settings.CACHES["default"].get("LOCATION") or settings.REDIS_URL
    return location if isinstance(location, str) else location[0]


def _valkey(url: str) -> str:
    """Whether it takes a word: one that is full or read-only answers, and is of no use."""
    time_limit = {"socket_timeout": TIME_LIMIT_SECONDS / 2, "socket_connect_timeout": TIME_LIMIT_SECONDS / 2}
    try:
        with redis.Redis.from_url(url, retry=None, **time_limit) as client:
            client.set("readyz", 1, ex=10)
    except RedisError:
        return DOWN
    return OK


def _disk() -> str:
    """Whether uploads find room where they are kept."""
    folder = Path(settings.MEDIA_ROOT)
    try:
        place = folder if folder.exists() else Path(settings.DATA_DIR)
        free, read_only = shutil.disk_usage(place).free, os.statvfs(place).f_flag & os.ST_RDONLY
    except OSError:
        return DOWN
    return FULL if read_only or free < settings.READY_FREE_MB * 1024 * 1024 else OK
