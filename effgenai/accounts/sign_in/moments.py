"""The moment for which allauth asks us: it passes requests on, or none, and never the time."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest
from django.utils import timezone


def moment_of(request: HttpRequest | None) -> dt.datetime:
    """When a request began; without one that came through our middleware it is now."""
    return getattr(request, "at", None) or timezone.now()
