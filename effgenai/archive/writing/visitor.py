"""A visitor inside our own process: pages come through every middleware, as a stranger gets them."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponseBase
from django.http.response import StreamingHttpResponse


@dataclasses.dataclass(frozen=True, slots=True)
class FetchedPage:
    """What the site said."""

    status: int
    content_type: str
    body: bytes
    location: str
    is_of_damaged_file: bool = False

    @property
    def is_text(self) -> bool:
        """Whether it may name further addresses."""
        return self.content_type in {"text/html", "text/css"}


class Visitor:
    """Asks the site for its pages at one moment, without cookies, and says that they are for an archive."""

    def __init__(self, *, at: dt.datetime) -> None:
        self.at = at
        self._handler = BaseHandler()
        self._handler.load_middleware()

    def get(self, address: str) -> FetchedPage:
        """The answer to a GET of an address such as "/effgenai/papers/"."""
        request = WSGIRequest(_environment(address))
        request.at = self.at  # type: ignore[attr-defined]
        request.is_export = True  # type: ignore[attr-defined]
        response = self._handler.get_response(request)
        kind = response.get("Content-Type", "").partition(";")[0].strip().lower()
        is_damaged = getattr(response, "is_of_damaged_file", False)
        return FetchedPage(
            response.status_code, kind, _body(response), response.get("Location", ""), is_damaged
        )


@contextmanager
def quiet_about_missing_pages() -> Iterator[None]:
    """Inside, a page that is missing is not logged: it is told to whoever asked for the export."""
    logger, quiet = logging.getLogger("django.request"), _NotMissing()
    logger.addFilter(quiet)
    try:
        yield
    finally:
        logger.removeFilter(quiet)


class _NotMissing(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        """Drop what tells of a 404."""
        return getattr(record, "status_code", 0) != 404


def _environment(address: str) -> dict[str, object]:
    site = urlsplit(settings.SITE_URL)
    return {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": _as_wsgi(address),
        "SCRIPT_NAME": "",
        "QUERY_STRING": "",
        "SERVER_NAME": site.hostname or "localhost",
        "SERVER_PORT": str(site.port or (443 if site.scheme == "https" else 80)),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": site.netloc,
        "HTTP_X_FORWARDED_PROTO": site.scheme,
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": site.scheme,
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(),
    }


def _as_wsgi(address: str) -> str:
    """WSGI carries the bytes of a path as if they were Latin-1."""
    return address.encode().decode("latin-1")


def _body(response: HttpResponseBase) -> bytes:
    """All of it. Not `close()`: that ends the "request" for the database connection we are working with."""
    try:
        if isinstance(response, StreamingHttpResponse):
            return b"".join(response)
        return bytes(response.content)  # type: ignore[attr-defined]
    finally:
        for close in response._resource_closers:  # type: ignore[attr-defined]  # noqa: SLF001
            close()
