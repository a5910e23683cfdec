from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from effgenai.conferences.queries.public import site_nav


def conference(request: HttpRequest) -> dict[str, Any]:
    """`conference`, `viewer`, `now` and `site_nav` for every template; None outside a conference.

    The navigation asks the database only where a page shows it.
    """
    found = getattr(request, "conference", None)
    return {
        "conference": found,
        "viewer": getattr(request, "viewer", None),
        "now": getattr(request, "at", None),
        "site_nav": SimpleLazyObject(lambda: site_nav(found, request.path)) if found else None,
    }
