"""The answer while the database (or a disk) does not work: 503, and nothing of what was typed is lost."""

from __future__ import annotations

import errno
import re
from dataclasses import dataclass

from django.core.exceptions import SuspiciousOperation
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.multipartparser import MultiPartParserError
from django.http.request import RawPostDataException, UnreadablePostError
from django.template import loader
from redis.exceptions import RedisError

RETRY_AFTER_SECONDS = 20
MAX_TEXTS = 100
# The server may not write (25006), or has ended our transaction because it was idle (25P03).
OUR_OUTAGES = {"25006", "25P03"}
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EROFS}
SECRET = re.compile(r"password|(^|[-_.])(secret|token|code|otp|credential|key)s?([-_.]|$)", re.IGNORECASE)
CSRF = "csrfmiddlewaretoken"
SENTENCE = "The site cannot answer just now. Please try again in a minute."


@dataclass(frozen=True)
class Typed:
    """What came with a form: texts to copy, and the fields that send it once more, if that can be."""

    texts: list[tuple[str, str]]
    fields: list[tuple[str, str]]
    has_files: bool


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


def typed_in(request: HttpRequest) -> Typed | None:
    """What somebody typed on a page of ours; None if nothing of it may be shown again."""
    if request.method != "POST" or not _is_ours(request):
        return None
    try:
        fields = [(name, value) for name, values in request.POST.lists() for value in values]
        has_files = bool(request.FILES)
    except (OSError, SuspiciousOperation, MultiPartParserError, RawPostDataException, UnreadablePostError):
        return None
    if hasattr(request, "sensitive_post_parameters") or any(
        SECRET.search(name) for name, _ in fields if name != CSRF
    ):
        return None
    # A word alone is shown to nobody: it may be a choice, or stand in the page unseen. The form keeps it.
    texts = [(_label(name), text) for name, text in fields if len(text.split()) > 1]
    return Typed(texts[:MAX_TEXTS], [] if has_files else fields, has_files)


def _is_ours(request: HttpRequest) -> bool:
    """Whether it was sent from this site: nobody else shall put words on a page of ours."""
    origin = request.headers.get("Origin")
    return origin in {None, f"{request.scheme}://{request.get_host()}"}


def _label(name: str) -> str:
    """The name of a field, for people: the last part of it that is a word."""
    words = re.sub(r"[-_\d]+", " ", name).strip()
    return words.capitalize() or "Text"
