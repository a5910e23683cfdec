"""What somebody typed into a form that could not be acted on, given back: to copy, or to send again."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError
from django.http.request import RawPostDataException, UnreadablePostError

MAX_TEXTS = 100
SECRET = re.compile(r"password|(^|[-_.])(secret|token|code|otp|credential|key)s?([-_.]|$)", re.IGNORECASE)
CSRF = "csrfmiddlewaretoken"


@dataclass(frozen=True)
class Typed:
    """What came with a form: texts to copy, and the fields that send it once more, if that can be."""

    texts: list[tuple[str, str]]
    fields: list[tuple[str, str]]
    has_files: bool


def typed_in(request: HttpRequest, *, unproven: bool = True) -> Typed | None:
    """What somebody typed on a page of ours; None if nothing of it may be shown again.

    Old browsers do not say from which site a form was sent; `unproven` takes theirs for ours. Where a form
    would get a fresh token against forgery, it must not be.
    """
    if request.method != "POST" or not _is_ours(request, unproven=unproven):
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


def _is_ours(request: HttpRequest, *, unproven: bool) -> bool:
    """Whether it was sent from this site: nobody else shall put words on a page of ours."""
    origin = request.headers.get("Origin")
    return unproven if origin is None else origin == f"{request.scheme}://{request.get_host()}"


def _label(name: str) -> str:
    """The name of a field, for people: the last part of it that is a word."""
    words = re.sub(r"[-_\d]+", " ", name).strip()
    return words.capitalize() or "Text"
