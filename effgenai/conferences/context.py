from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from effgenai.conferences.queries.public import written_pages


def conference(request: HttpRequest) -> dict[str, Any]:
    """`conference`, `viewer`, `now` for every template (None outside a conference), and `more_nav`.

    That holds the chair-written pages in the menu; they are read only where a page shows them.
    """
    found = getattr(request, "conference", None)
    return {
        "conference": found,
        "viewer": getattr(request, "viewer", None),
        "now": getattr(request, "at", None),
        "more_nav": SimpleLazyObject(lambda: written_pages(found, request.path)) if found else [],
    }
