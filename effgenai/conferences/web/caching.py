"""What is kept in the cache: public pages for visitors, and what the desk counted for one person.

Every write leaves a line in the record; the audit log calls `touch`, which gives the conference a
new stamp once the transaction is committed. A cached page is filed under the stamp that it was drawn with, so
one drawn from old rows is never served after the change. Pages also speak of time ("in 3 days"): hence their
short life.

What is counted for a person on the desk ends with any row that is written (`rows_stamp`), also by workers and
by deeds that no visitor can see. It is filed under the person and their roles: what another may not count is
never looked up.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable
from typing import Generic, TypeVar

from django import get_version
from django.conf import settings
from django.core.cache import cache
from django.db import transaction

from effgenai import VERSION
from effgenai.accounts.keys import new_key
from effgenai.conferences.core.viewer import Viewer
from effgenai.resilience.database.writes import rows_stamp

STAMP_LIFE_SECONDS = 7 * 24 * 3600
OF_ALL = 0
T = TypeVar("T")


@dataclasses.dataclass(frozen=True, slots=True)
class Counted(Generic[T]):
    """Plain values that can be kept, and until when they hold if nothing is written (None: for ever)."""

    values: T
    until: dt.datetime | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class CachedPage:
    """A drawn page: its bytes, and the headers that belong to them."""

    body: bytes
    headers: dict[str, str]


def touch(conference_pk: int | None) -> None:
    """Make cached pages of a conference (None: of all) stale once the running transaction is committed."""
    transaction.on_commit(lambda: _new_stamp(conference_pk or OF_ALL), robust=True)


def _new_stamp(pk: int) -> None:
    # While the cache is away this is lost. So old may pages get then: a minute (KEEP_PAGES_SECONDS).
    cache.set(_stamp_key(pk), new_key(), STAMP_LIFE_SECONDS)


def _stamp_key(pk: int) -> str:
    return f"site-stamp:{pk}"


def page_key(conference_pk: int, *parts: str) -> str | None:
    """The key under which a page drawn now is cached; None if pages are not cached."""
    if not settings.KEEP_PAGES_SECONDS:
        return None
    return ":".join(["page", str(conference_pk), *_stamps(conference_pk), *parts])


def stamp_of(conference_pk: int) -> str:
    """What changes with every write of the conference, and of the installation as a whole."""
    return "-".join(_stamps(conference_pk))


def _stamps(conference_pk: int) -> list[str]:
    """Of the installation and of the conference, in one question to the cache."""
    keys = [_stamp_key(pk) for pk in (OF_ALL, conference_pk)]
    known = cache.get_many(keys)
    return [str(known.get(key) or cache.get_or_set(key, new_key, STAMP_LIFE_SECONDS)) for key in keys]


def cached_page(key: str | None) -> CachedPage | None:
    """The page cached under the key, if there is one."""
    found = cache.get(key) if key else None
    return CachedPage(*found) if found else None


def cache_page(key: str | None, page: CachedPage) -> None:
    """Cache a page for as long as the settings say."""
    if key:
        cache.set(key, (page.body, page.headers), settings.KEEP_PAGES_SECONDS)


def cached_for(viewer: Viewer, name: str, count: Callable[[], Counted[T]]) -> T:
    """What `count` answers for this viewer, kept until a row is written or its own end has come.

    Without the cache it is counted each time.
    """
    if not settings.KEEP_PAGES_SECONDS or viewer.user is None:
        return count().values
    roles = ",".join(sorted(viewer.roles))
    key = f"{_of_now(viewer, name)}:{viewer.user.pk}:{roles}"
    found = cache.get(key)
    if found:
        since, until, values = found
        if since <= viewer.at and (until is None or viewer.at < until):
            cached: T = values
            return cached
    counted = count()
    cache.set(key, (viewer.at, counted.until, counted.values), settings.KEEP_PAGES_SECONDS)
    return counted.values


def cached_rows(viewer: Viewer, name: str, read: Callable[[], T]) -> T:
    """Rows of the conference that are the same for everybody, kept until a row is written.

    Which of them the viewer may see is asked of the rows each time.
    """
    if not settings.KEEP_PAGES_SECONDS:
        return viewer.once(name, read)
    return viewer.once(name, lambda: _cached(_of_now(viewer, name), read))


def _cached(key: str, read: Callable[[], T]) -> T:
    found: tuple[T] | None = cache.get(key)
    if found is None:
        found = (read(),)
        cache.set(key, found, settings.KEEP_PAGES_SECONDS)
    return found[0]


def _of_now(viewer: Viewer, name: str) -> str:
    """The key of something as the rows of the conference stand.

    The stamp is read before the rows are: what is read while others write is filed under the old one.
    """
    stamp = viewer.once("rows stamp", rows_stamp)
    return f"{name}:{VERSION}:{get_version()}:{viewer.conference.pk}:{stamp}"
