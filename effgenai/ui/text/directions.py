"""Names in a direction of their own, so that those beside them keep their place."""

from __future__ import annotations

import unicodedata

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString


def own_direction(name: object) -> SafeString:
    """A name of a script that runs from right to left in a direction of its own; others need none.

    For long lists and where the name stands in a line that runs from left to right.
    """
    words = str(name)
    return format_html("<bdi>{}</bdi>", words) if _runs_left(words) else conditional_escape(words)


def names_apart(names: str) -> SafeString:
    """Names with commas between them, each in its own direction, so that they keep their order."""
    return format_html_join(", ", "<bdi>{}</bdi>", ((name,) for name in names.split(", ") if name))


def isolated_names(names: str) -> str:
    """Names with commas between them for plain text: those from right to left between marks of isolation."""
    return ", ".join(f"\u2068{name}\u2069" if _runs_left(name) else name for name in names.split(", "))


def _runs_left(words: str) -> bool:
    if words.isascii():
        return False
    return any(unicodedata.bidirectional(character) in {"R", "AL"} for character in words)
