"""What is noted of every request: its id, a line of the access log, and figures for /metrics."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.signals import request_finished
from django.http import HttpRequest, HttpResponse

from effgenai.observing import request_ids
from effgenai.observing.masking import clear_secrets, mask_path, remember_secrets
from effgenai.observing.metrics import note_request

logger = logging.getLogger("effgenai.access")

# Asked every few seconds by machines: they would drown the rest.
QUIET = frozenset({"health:alive", "health:ready", "operations:metrics", "ui:asset"})


class ObservingMiddleware:
    """The outermost: it sees every answer, also those that later ones give at once.

    The id stays until the request is finished: Django logs "Not Found" after the last middleware.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Give the request its id, answer it, and note what came of it."""
        trusted = settings.ALLAUTH_TRUSTED_PROXY_COUNT > 0
        request_id = request_ids.id_from(request.headers.get(request_ids.HEADER, ""), is_trusted=trusted)
        request_ids.begin(request_id)
        clear_secrets()
        began = time.perf_counter()
        response = self.get_response(request)
        response[request_ids.HEADER] = request_id
        _note(request, response.status_code, time.perf_counter() - began)
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]) -> None:
        """Know the secrets of this address before anything is said of it."""
        remember_secrets(kwargs)


def _note(request: HttpRequest, status: int, seconds: float) -> None:
    route = route_of(request)
    note_request(route=route, method=request.method or "", status=status, seconds=seconds)
    path, ms = mask_path(request.get_full_path()), round(seconds * 1000)
    level = logging.DEBUG if route in QUIET else logging.INFO
    facts = {"method": request.method, "path": path, "route": route, "status": status, "ms": ms}
    logger.log(level, "%s %s %s %s ms", request.method, path, status, ms, extra=facts)


def route_of(request: HttpRequest) -> str:
    """The name of the route, of which there is a limited number; "none" where no route fits."""
    return request.resolver_match.view_name if request.resolver_match else "none"


def _finish(**_: object) -> None:
    request_ids.end()
    clear_secrets()


request_finished.connect(_finish, dispatch_uid="effgenai.observing")
