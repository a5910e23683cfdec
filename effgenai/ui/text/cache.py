"""Rendered texts, cached by what was written: a page never renders the same text twice.

A key is the hash of the text and of everything that renders it, so nothing cached is ever wrong, and nobody
learns anything from it but what they have in their hands already. Short texts stay in the process, where they
are quicker found than fetched; long ones are shared by all processes.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable
from functools import lru_cache
from importlib.metadata import version

from django.core.cache import cache
from django.core.cache.backends.locmem import LocMemCache

# Raise it with every change of ours that draws the same text differently.
RENDERER = 1
PACKAGES = ("markdown-it-py", "mdit-py-plugins", "latex2mathml", "nh3")
SHORT = 1_000
MANY = 2_000
CACHED_SECONDS = 24 * 3600

_short = LocMemCache("short-texts", {"TIMEOUT": None, "OPTIONS": {"MAX_ENTRIES": MANY}})


def cached(kind: str, text: str, render: Callable[[], str]) -> str:
    """What `render` makes of the text; it is asked only if nothing is cached for this text and kind."""
    key = _key(kind, text)
    return str(_short.get_or_set(key, render)) if len(text) <= SHORT else _shared(key, render)


def clear_short_texts() -> None:
    """Render anew what this process keeps."""
    _short.clear()


def _key(kind: str, text: str) -> str:
    written = f"{_renderer()}\0{kind}\0{text}".encode("utf-8", "surrogatepass")
    return f"text:{hashlib.sha256(written).hexdigest()}"


@lru_cache(maxsize=1)
def _renderer() -> str:
    return "-".join([str(RENDERER), *(version(package) for package in PACKAGES)])


def _shared(key: str, render: Callable[[], str]) -> str:
    found = cache.get(key)
    if found is not None:
        return zlib.decompress(found).decode("utf-8", "surrogatepass")
    made = render()
    cache.set(key, zlib.compress(made.encode("utf-8", "surrogatepass"), 1), CACHED_SECONDS)
    return made
