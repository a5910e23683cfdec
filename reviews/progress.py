"""How far work is that a worker does for someone: a note that outlives the page and then forgets itself."""

from __future__ import annotations

from django.core.cache import cache

KEPT_FOR = 3600


def note_progress(key: str, *, by: int, words: str = "") -> None:
    """Note that the work `key` of a person goes on, or with `words` why it ended."""
    cache.set(f"progress:{key}", {"by": by, "words": words}, KEPT_FOR)


def progress_of(key: str, *, by: int) -> str | None:
    """None if this person has no such work; else why it ended, empty while it goes on."""
    note = cache.get(f"progress:{key}")
    return str(note["words"]) if note and note["by"] == by else None
