"""Which addresses of formats are public."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse

from effgenai.conferences.core.models import Conference

FILES = ("schedule_xml", "schedule_json", "table")


def format_addresses(conference: Conference, at: dt.datetime) -> list[str]:
    """Every file that there is once a release has been made; one query."""
    if not conference.releases.exists():
        return []
    return [reverse(f"program:{name}", args=[conference.slug]) for name in FILES]
