from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from effgenai.conferences.site.queries.pages import written_pages
from effgenai.conferences.web.public_pages import is_export


def conference(request: HttpRequest) -> dict[str, Any]:
    """`conference`, `viewer`, `now` for every template (None outside a conference), `more_nav`, `is_export`.

    `more_nav` holds the chair-written pages in the menu; they are read only where a page shows them.
    `is_export` is true while the page is written to a folder: there nothing can ask the server.
    """
    viewer = getattr(request, "viewer", None)
    return {
        "conference": getattr(request, "conference", None),
        "viewer": viewer,
        "is_export": is_export(request),
        "now": getattr(request, "at", None),
        "more_nav": SimpleLazyObject(lambda: written_pages(viewer, request.path)) if viewer else [],
    }
