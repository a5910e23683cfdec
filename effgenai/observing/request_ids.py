"""The id of the request or task at hand: in each line of the log, on the error page and in its answer."""

from __future__ import annotations

import re
import secrets
from contextvars import ContextVar

HEADER = "X-Request-ID"
WELL_FORMED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")

_current: ContextVar[str] = ContextVar("request_id", default="")


def current_id() -> str:
    """The id of the request, or of the request that asked for the task; empty outside of both."""
    return _current.get()


def begin(request_id: str) -> None:
    """From here on this thread works for that request."""
    _current.set(request_id)


def end() -> None:
    """From here on this thread works for nobody."""
    _current.set("")


def new_id() -> str:
    """A fresh id, short enough to be read out on the telephone."""
    return secrets.token_hex(6)


def id_from(header: str, *, is_trusted: bool) -> str:
    """The id that our own proxy gave, if it is well-formed; a stranger's is not taken over."""
    return header if is_trusted and WELL_FORMED.fullmatch(header) else new_id()
