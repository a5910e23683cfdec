"""The book of abstracts of a release: drawn once, kept by what it says."""

from __future__ import annotations

import dataclasses
import hashlib
import json

from django.core.cache import cache

from effgenai import VERSION
from effgenai.conferences.core.models import Conference
from effgenai.resilience.limited.running import LimitMet, Limits, run_limited
from program.exports.book.contents import book_contents
from program.schedule.queries.released import Schedule

TASK = "program.exports.book.drawing:draw_book"
LIMITS = Limits(seconds=25, wall=28.0, megabytes=700)
LIFE_SECONDS = 7 * 24 * 3600
MAKING_SECONDS = 60


class NotMade(Exception):  # noqa: N818 - it may be there a moment later
    """The book is being made for somebody else, or it took too long."""


@dataclasses.dataclass(frozen=True, slots=True)
class Book:
    """The book: `unread` are abstracts set as they were typed, `undrawn` letters it lacks by titles."""

    pdf: bytes
    unread: list[str]
    undrawn: dict[str, str]


def book_of(conference: Conference, schedule: Schedule) -> Book:
    """The book of this release as it may be told now; drawn by one process at a time, then kept for a week.

    Raises NotMade if it is not there yet.
    """
    contents = book_contents(conference, schedule)
    written = json.dumps(contents, sort_keys=True).encode()
    key = f"book:{VERSION}:{hashlib.sha256(written).hexdigest()}"
    found: Book | None = cache.get(key)
    if found is None:
        found = _made(key, written, contents["unread"])
    return found


def _made(key: str, written: bytes, unread: list[str]) -> Book:
    if not cache.add(f"{key}:making", True, MAKING_SECONDS):
        raise NotMade
    try:
        answer = run_limited(TASK, written, limits=LIMITS)
    except (LimitMet, OSError) as problem:
        raise NotMade from problem
    finally:
        cache.delete(f"{key}:making")
    book = Book(answer.parts[0], unread, answer.facts["undrawn"])
    cache.set(key, book, LIFE_SECONDS)
    return book
