"""Addresses without their secrets: links of invitations, calendars, previews and resets hold keys.

What may be shown is listed, not what must be hidden: of a path the words that stand in a route, and the
values of parameters that are no secret. Everything else becomes `***`, also where no route fits.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from contextvars import ContextVar
from urllib.parse import unquote, urlsplit

from django.apps import apps
from django.conf import settings
from django.urls import URLResolver, get_resolver, resolve
from django.urls.exceptions import Resolver404

HIDDEN = "***"
# Parameters of routes that are public or a plain number; `key`, `token` and their kind are not among them.
SHOWN = frozenset(
    {"conference_slug", "slug", "number", "pk", "stem", "digest", "kind", "name", "width", "version"}
)
SHORTEST_SECRET = 8
# Our keys are letters without a hyphen. In a mistyped address one may stand where a name belongs.
SHORTEST_KEY = 12
WORD = re.compile(r"[\w.-]+")
EMAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
# A path as it stands in a sentence: with a host or without, up to a space, quote, bracket or comma.
PATH = re.compile(r"(?:https?://[^\s/\"'<>]+)?(?<![\w.])/[^\s\"'<>(){}\[\],|]*")
LONG = re.compile(r"(?<![\w/.-])(?:[\w.~%:-]+/){2,}[\w.~%:-]*")
FRAME = re.compile(r'^\s*File ".*", line \d+')
# PostgreSQL quotes the values of the row that it refuses.
DETAIL = re.compile(r"(DETAIL:).*")
LINE = re.compile(r"[^\n]*\n?")

_secrets: ContextVar[tuple[str, ...]] = ContextVar("secrets", default=())


def remember_secrets(values: dict[str, object]) -> None:
    """Hide these parameters of the request at hand wherever they stand in a line, also by themselves."""
    hidden = (str(value) for name, value in values.items() if name not in SHOWN)
    _secrets.set(tuple(value for value in hidden if len(value) >= SHORTEST_SECRET))


def clear_secrets() -> None:
    """The request is over."""
    _secrets.set(())


def mask_path(path: str) -> str:
    """The path with everything hidden that may be a secret; queries and fragments as a whole."""
    bare, mark, _ = re.sub(r"[?#]", "?", path, count=1).partition("?")
    if bare.startswith(settings.STATIC_URL):
        return bare
    shown = _shown_in(bare)
    masked = "/".join(part if part in shown else HIDDEN for part in bare.split("/"))
    return f"{masked}?{HIDDEN}" if mark else masked


def _shown_in(path: str) -> frozenset[str]:
    if not apps.ready:  # a line from the start of a process, when there are no routes yet
        return frozenset({""})
    values = _parameters(path) or {}
    shown = {str(value) for name, value in values.items() if name in SHOWN}
    return _route_words() | {value for value in shown if "-" in value or len(value) < SHORTEST_KEY} | {""}


def _parameters(path: str) -> dict[str, object] | None:
    """The parameters of an address of the site; None if it is none."""
    try:
        return dict(resolve(unquote(path)).kwargs)
    except (Resolver404, ValueError):
        return None


@functools.cache
def _route_words() -> frozenset[str]:
    """Every fixed word in a route of the site."""
    return frozenset(_words(get_resolver()))


def _words(resolver: URLResolver) -> Iterator[str]:
    for entry in resolver.url_patterns:
        parts = str(entry.pattern).strip("^$").split("/")
        yield from (part for part in parts if WORD.fullmatch(part))
        if isinstance(entry, URLResolver):
            yield from _words(entry)


def mask_url(url: str) -> str:
    """A whole address, with its host, masked like a path; names and passwords in it are dropped."""
    parts = urlsplit(url)
    host = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}" if parts.netloc else ""
    rest = url.partition(parts.netloc)[2] if parts.netloc else url
    return host + (mask_path(rest) if rest else "")


def mask_text(text: str) -> str:
    """A line or traceback of the log with all addresses in it masked; files of our own stay readable."""
    masked = "".join(
        line if FRAME.match(line) else LONG.sub(_hide_long, PATH.sub(_hide_path, line))
        for line in LINE.findall(text)
    )
    masked = DETAIL.sub(rf"\1 {HIDDEN}", masked)
    for secret in _secrets.get():
        masked = masked.replace(secret, HIDDEN)
    return masked


def _hide_path(match: re.Match[str]) -> str:
    found = match[0].rstrip(".:;!")
    tail = match[0][len(found) :]
    return (found if _is_file(found) else mask_url(found)) + tail


def _is_file(path: str) -> bool:
    return any(path == folder or path.startswith(f"{folder}/") for folder in _folders()) and not (
        apps.ready and _parameters(path) is not None  # an address of the site as well
    )


@functools.cache
def _folders() -> tuple[str, ...]:
    return (str(settings.BASE_DIR), str(settings.DATA_DIR))


def _hide_long(match: re.Match[str]) -> str:
    """An address without its first stroke, as errors of routing name it."""
    shown = _shown_in(f"/{match[0]}")
    parts = match[0].split("/")
    return "/".join(HIDDEN if len(part) >= SHORTEST_SECRET and part not in shown else part for part in parts)


def without_people(text: str) -> str:
    """The first line of an error without what people typed: addresses, quoted words, values of rows."""
    first = mask_text(text.strip().partition("\n")[0])
    bare = re.sub(r"=\([^)]*\)", "=(…)", EMAIL.sub("…@…", first))
    return re.sub(r"(?<!\w)(['\"“])(?:(?!\1|”).)*(?:\1|”)", "'…'", bare)
