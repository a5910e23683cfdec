"""Where the public site of a conference stands, and the addresses of this app in it."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models.functions import Now
from django.urls import reverse

from effgenai.conferences.models import Conference
from effgenai.conferences.queries.public import people_with_pages
from effgenai.conferences.states import PublicState

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


def public_url(conference: Conference, path: str) -> str:
    """The one whole address of a public page: on the conference's own domain if it has one.

    Its home page stands at the root of that domain. Nothing else does: accounts, desks and personal
    addresses stay below SITE_URL.
    """
    if not _answers_on_own_domain(conference):
        return settings.SITE_URL + path
    return own_site(conference) + ("/" if path == f"/{conference.slug}/" else path)


def own_site(conference: Conference) -> str:
    """The root of the conference's own domain, under the scheme and port of the site."""
    site = urlsplit(settings.SITE_URL)
    port = f":{site.port}" if site.port else ""
    return f"{site.scheme}://{conference.domain}{port}"


def _answers_on_own_domain(conference: Conference) -> bool:
    return bool(conference.domain) and conference.public_state != PublicState.DRAFT


def addresses_of(conference: Conference) -> Iterator[str]:
    """The standing pages, then published pages, people's own pages and news; three queries.

    Pictures are not among them: pages name those that they show.
    """
    for name in STANDING:
        yield _address(conference, name)
    for slug in conference.pages.filter(is_published=True).values_list("slug", flat=True):
        yield _address(conference, "page", slug)
    for pk in people_with_pages(conference).values_list("pk", flat=True):
        yield _address(conference, "person_page", pk)
    for key in conference.news.filter(published_at__lte=Now()).values_list("key", flat=True):
        yield _address(conference, "news_piece", key)


def _address(conference: Conference, name: str, *args: object) -> str:
    return reverse(f"conferences:{name}", args=[conference.slug, *args])
