"""The public addresses of this app, for whoever writes the whole site to a folder."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from effgenai.conferences.models import Conference

STANDING = ("home", "call", "dates", "calendar", "people", "theme")


def addresses_of(conference: Conference) -> Iterator[str]:
    """Home, call, dates, people, calendar and colours, then the published pages; one query."""
    for name in STANDING:
        yield reverse(f"conferences:{name}", args=[conference.slug])
    for slug in conference.pages.filter(is_published=True).values_list("slug", flat=True):
        yield reverse("conferences:page", args=[conference.slug, slug])
