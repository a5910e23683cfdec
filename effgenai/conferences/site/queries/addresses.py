"""The addresses of the public site."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse

from effgenai.conferences.core.models import Conference
from effgenai.conferences.people.queries import people_with_pages

STANDING = (
    "home",
    "call",
    "dates",
    "calendar",
    "people",
    "news",
    "news_atom",
    "news_rss",
    "share_picture",
    "theme",
)


def addresses_of(conference: Conference, at: dt.datetime) -> Iterator[str]:
    """The standing pages, then published pages, people's own pages and news; three queries.

    Pictures are not among them: pages name those that they show.
    """
    for name in STANDING:
        yield _address(conference, name)
    for slug in conference.pages.filter(is_published=True).values_list("slug", flat=True):
        yield _address(conference, "page", slug)
    for pk in people_with_pages(conference).values_list("pk", flat=True):
        yield _address(conference, "person_page", pk)
    for key in conference.news.filter(published_at__lte=at).values_list("key", flat=True):
        yield _address(conference, "news_piece", key)


def _address(conference: Conference, name: str, *args: object) -> str:
    return reverse(f"conferences:{name}", args=[conference.slug, *args])
