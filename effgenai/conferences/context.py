from __future__ import annotations

from typing import Any

from django.http import HttpRequest


def conference(request: HttpRequest) -> dict[str, Any]:
    """`conference`, `viewer` and `now` for every template; the first two are None outside a conference."""
    return {
        "conference": getattr(request, "conference", None),
        "viewer": getattr(request, "viewer", None),
        "now": getattr(request, "at", None),
    }
