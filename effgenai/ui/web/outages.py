"""The answer while the database (or a disk) does not work: 503, and nothing of what was typed is lost."""

from __future__ import annotations

import errno

from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import loader
from redis.exceptions import RedisError

from effgenai.ui.web.typed import typed_in

RETRY_AFTER_SECONDS = 20
# The server may not write (25006), or has ended our transaction because it was idle (25P03).
OUR_OUTAGES = {"25006", "25P03"}
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EROFS}
SENTENCE = "The site cannot answer just now. Please try again in a minute."


def is_outage(error: BaseException | None) -> bool:
    """Whether an error, or one behind it, is a server or a disk that does not work, no fault of the code."""
    while error is not None:
        if isinstance(error, (OperationalError, InterfaceError, RedisError)):
            return True
        if isinstance(error, DatabaseError) and getattr(error.__cause__, "sqlstate", None) in OUR_OUTAGES:
            return True
        if isinstance(error, OSError) and error.errno in NO_ROOM:
            return True
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return False


def unavailable(request: HttpRequest) -> HttpResponse:
    """Answer 503. Asks neither database nor session, and shows only what the request itself brought."""
    headers = {"Retry-After": str(RETRY_AFTER_SECONDS), "Cache-Control": "no-store"}
    if "application/json" in request.headers.get("Accept", "") or "HX-Request" in request.headers:
        return JsonResponse({"error": SENTENCE}, status=503, headers=headers)
    page = loader.get_template("errors/503.html").render(
        {"was_sent": request.method == "POST", "typed": typed_in(request)}
    )
    return HttpResponse(page, status=503, headers=headers)
