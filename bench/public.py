"""Public pages a second: drawn each time, kept, and "not modified", with what goes over the wire.

Two servers stand as in production, one that keeps no page and one that does. The clients run on the same
machine and take their share of it, so the figures are on the low side.
"""

from __future__ import annotations

import dataclasses
import http.client
import re
import threading
import time
from collections.abc import Iterator

PAGES = [
    ("home", "/bench/"),
    ("call", "/bench/call/"),
    ("papers (163)", "/bench/papers/"),
    ("paper", "/bench/papers/2/"),
    ("schedule (163)", "/bench/program/"),
]
CLIENTS, SECONDS, MAX_PAGES = 4, 2.0, 4000
PROMISED_BYTES = 60_000
PACKED = {"Accept-Encoding": "gzip"}
_PARTS = re.compile(r'<(?:link rel="(?:stylesheet|icon)" href|script type="module" src)="([^"]+)"')


@dataclasses.dataclass(frozen=True)
class Answer:
    """What came over the wire for one page."""

    status: int
    body: bytes
    etag: str


def measure(drawing: int, keeping: int) -> None:
    """Print a line for each page; the ports are those of a server that draws and of one that keeps."""
    head = ("drawn/s", "SQL", "kept/s", "SQL", "304/s", "kB", "packed")
    widths = (9, 5, 9, 5, 9, 7, 8)
    print(f"\n{'public page':18}" + "".join(map(str.rjust, head, widths)))
    for name, path in PAGES:
        plain, packed = _get(keeping, path, {}), _get(keeping, path, PACKED)
        drawn, cached = _rate(drawing, path, PACKED), _rate(keeping, path, PACKED)
        unchanged = _rate(keeping, path, {**PACKED, "If-None-Match": packed.etag}, expected=304)
        sql = queries(path, cache_seconds=0), queries(path, cache_seconds=60)
        sizes = f"{len(plain.body) / 1000:7.1f}{len(packed.body) / 1000:8.1f}"
        print(f"{name:18}{drawn:9.0f}{sql[0]:5}{cached:9.0f}{sql[1]:5}{unchanged:9.0f}{sizes}")
    _weigh(keeping)


def _weigh(port: int) -> None:
    """What a first visit of the home page loads, packed, without pictures."""
    home = _get(port, "/bench/", {}).body.decode()
    sizes = {path: len(_get(port, path, PACKED).body) for path in ["/bench/", *_PARTS.findall(home)]}
    total = sum(sizes.values())
    verdict = "within" if total < PROMISED_BYTES else "ABOVE"
    print(
        f"home over the wire without pictures: {total / 1000:.1f} kB, {verdict} {PROMISED_BYTES // 1000} kB:"
    )
    for path, size in sizes.items():
        print(f"  {path.split('?')[0]:40}{size / 1000:6.1f}")


def _get(port: int, path: str, headers: dict[str, str]) -> Answer:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return Answer(answer.status, body, answer.getheader("ETag", ""))


def _rate(port: int, path: str, headers: dict[str, str], *, expected: int = 200) -> float:
    """Pages a second with a few clients at once, for some seconds or some thousand pages."""
    _get(port, path, headers)
    counts = [0] * CLIENTS
    ends = time.perf_counter() + SECONDS

    def ask(client: int) -> None:
        for status in _statuses(port, path, headers, ends):
            assert status == expected, status
            counts[client] += 1

    threads = [threading.Thread(target=ask, args=[client]) for client in range(CLIENTS)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / (time.perf_counter() - started)


def _statuses(port: int, path: str, headers: dict[str, str], ends: float) -> Iterator[int]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    for _ in range(MAX_PAGES // CLIENTS):
        if time.perf_counter() > ends:
            break
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        answer.read()
        yield answer.status
    connection.close()


def queries(path: str, *, cache_seconds: int) -> int:
    """How many SQL queries a visitor's second view of the page costs."""
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    settings.KEEP_PAGES_SECONDS = cache_seconds
    Client(SERVER_NAME="127.0.0.1").get(path)
    with CaptureQueriesContext(connection) as found:
        Client(SERVER_NAME="127.0.0.1").get(path)
    return len(found)
