"""Notices that rows were written, so that what was counted from them and is kept in the cache can be dropped.

Every statement passes here, whatever sent it: a service, a bulk update, a worker. Nothing has to be told, and
so nothing can be forgotten. The stamp is new once the transaction is committed; what was read before is filed
under the old one, where nobody looks.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import transaction

STAMP_KEY = "rows-stamp"
STAMP_LIFE_SECONDS = 7 * 24 * 3600
# What is written while people read or type: no page counts these rows.
OF_NO_ACCOUNT = frozenset({"conferences_unfinishedform", "django_session"})
_WRITES = re.compile(
    r'\s*(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM|TRUNCATE|MERGE\s+INTO|COPY)\s+(?:ONLY\s+)?"?(\w+)',
    re.IGNORECASE,
)


def rows_stamp() -> str:
    """What changes with every write of the installation; another one each time while the cache is away."""
    return str(cache.get(STAMP_KEY) or cache.get_or_set(STAMP_KEY, _new_stamp, STAMP_LIFE_SECONDS))


def notice_writes(execute: Callable[..., Any], sql: Any, *rest: Any) -> Any:
    """Send a statement on, and change the stamp if it wrote rows that count: a wrapper of Django's."""
    answer = execute(sql, *rest)
    if settings.KEEP_PAGES_SECONDS and _counts(sql):
        context = rest[-1]
        _change_after(context["connection"])
    return answer


def _counts(sql: Any) -> bool:
    found = _WRITES.match(sql) if isinstance(sql, str) else None
    return found is not None and found[1] not in OF_NO_ACCOUNT


class _Change:
    """A new stamp for all that one transaction writes: made once, after the first of its statements."""

    def __init__(self) -> None:
        self.is_made = False

    def make(self) -> None:
        if not self.is_made:
            self.is_made = True
            # While the cache is away this is lost. So old may counts get then: a minute (KEEP_PAGES_SECONDS).
            cache.set(STAMP_KEY, _new_stamp(), STAMP_LIFE_SECONDS)


def _change_after(connection: Any) -> None:
    # Each statement says so for itself: its savepoint may be taken back and others not.
    change = getattr(connection, "stamp_change", None)
    if change is None or change.is_made:
        change = connection.stamp_change = _Change()
    transaction.on_commit(change.make, using=connection.alias, robust=True)


def _new_stamp() -> str:
    return secrets.token_hex(8)
