"""Signs that nobody sees and programs trip over, met once: before any page reads what was sent."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.request import UnreadablePostError

from effgenai.ui.text.controls import without_controls

# Control characters but for tabs and ends of lines, and halves of letters that no encoding can write. Not
# those from 0x80 on: headers are read byte by byte, and letters beyond ASCII have such bytes.
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_CHARSETS = {"", "utf-8", "utf8"}
LEFT_OUT = (
    "Some characters that nobody can see, such as those a PDF leaves behind when one copies from it, "
    "were left out of what you sent."
)

GetResponse = Callable[[HttpRequest], HttpResponse]


class ReadableRequestMiddleware:
    """Refuses addresses and headers with control characters, and leaves them out of cookies and forms.

    An address or a header with one was made by a program: 400. Into a form they come from a clipboard, and
    nobody shall lose a text by them: they are left out, and the page says so.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Go on with a request that can be read."""
        if (request.content_params or {}).get("charset", "").lower() not in _CHARSETS:
            raise BadRequest("The request is not in UTF-8.")
        if _has_unseen(request.path) or _has_unseen(*_pieces(request.GET), *_headers(request)):
            raise BadRequest("The request has control characters in it.")
        request.COOKIES = {name: value for name, value in request.COOKIES.items() if not _has_unseen(value)}
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> None:
        """Clean the form before anybody reads it."""
        try:
            typed = request.POST
        except UnreadablePostError:
            return  # the browser is gone; who reads the form next says so
        clean = _cleaned(typed)
        if clean != typed:
            request.POST = clean  # type: ignore[assignment]
            if "text/html" in request.headers.get("Accept", ""):
                messages.warning(request, LEFT_OUT)


def _has_unseen(*texts: str) -> bool:
    return any(_UNSEEN.search(text) for text in texts)


def _pieces(query: QueryDict) -> list[str]:
    return [piece for name, values in query.lists() for piece in (name, *map(str, values))]


def _headers(request: HttpRequest) -> list[str]:
    return [str(value) for name, value in request.META.items() if name.startswith(("HTTP_", "CONTENT_"))]


def _cleaned(query: QueryDict) -> QueryDict:
    clean = QueryDict(mutable=True)
    for name, values in query.lists():
        clean.setlist(without_controls(name), [without_controls(str(value)) for value in values])
    return clean
