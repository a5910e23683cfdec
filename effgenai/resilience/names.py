"""Where a host name leads, asked of the DNS in bounded time."""

from __future__ import annotations

import socket
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TookTooLong

SECONDS = 3.0
NO_SUCH_NAME = frozenset({socket.EAI_NONAME, socket.EAI_NODATA})
# Threads of lookups that hang are few, however often somebody asks.
_ASKING = ThreadPoolExecutor(max_workers=4, thread_name_prefix="dns")


def leads_to_the_same(name: str, other: str) -> bool | None:
    """Whether two names have an address in common; None where that cannot be known.

    So it is while the DNS does not answer, and on a site that has no name in it.
    """
    if "." not in other or _is_address(other) or other.endswith(".localhost"):
        return None
    theirs = addresses_of(other)
    if not theirs:
        return None
    ours = addresses_of(name)
    return None if ours is None else bool(ours & theirs)


def addresses_of(name: str) -> set[str] | None:
    """The addresses of a name, none if there is no such name; None if the DNS does not say."""
    try:
        return _ASKING.submit(_addresses, name).result(timeout=SECONDS)
    except (TookTooLong, OSError, UnicodeError):
        return None


def _addresses(name: str) -> set[str]:
    try:
        found = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        if error.errno in NO_SUCH_NAME:
            return set()
        raise
    return {str(address[0]) for *_, address in found}


def _is_address(name: str) -> bool:
    return ":" in name or name.replace(".", "").isdigit()
