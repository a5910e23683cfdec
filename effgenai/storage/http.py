from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render

from effgenai.storage.errors import NotWhole
from effgenai.storage.saving import open_whole

logger = logging.getLogger(__name__)
GetResponse = Callable[[HttpRequest], HttpResponse]


def file_response(path: str, size: int | None, **how: Any) -> FileResponse:
    """Send a stored file, the whole of it; raises NotWhole if that is not possible."""
    return FileResponse(open_whole(path, size), **how)


class WholeFilesMiddleware:
    """Answers a request for a damaged file with a sentence, never with part of the file."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Go on; the work is done where a view fails."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page of a damaged file."""
        if not isinstance(exception, NotWhole):
            return None
        logger.error("The stored file %s is missing or damaged, and was not served", exception)
        response = render(request, "errors/damaged_file.html", status=503)
        response["Cache-Control"] = "no-store"
        response.is_of_damaged_file = True  # type: ignore[attr-defined]  # asked when the site is written as files
        return response
