"""Public pages cached for visitors, until anything of their conference changes.

Every write leaves a line in the record; the audit log calls `touch`, which gives the conference a
new stamp once the transaction is committed. A cached page is filed under the stamp that it was drawn with, so
one drawn from old rows is never served after the change. Pages also speak of time ("in 3 days"): hence their
short life.
"""

from __future__ import annotations

import dataclasses

from django.conf import settings
from django.core.cache import cache
from django.db import transaction

from effgenai.accounts.keys import new_key

STAMP_LIFE_SECONDS = 7 * 24 * 3600
OF_ALL = 0


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
