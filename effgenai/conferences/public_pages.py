"""What every public page has in common: how it is kept, what caches may do with it, and who knows them all.

Each app names the addresses of its public pages and files, so that the whole site can be written to a folder.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers, set_response_etag
from django.views.decorators.http import require_safe

from effgenai.conferences.caching import KeptPage, keep, kept, page_key
from effgenai.conferences.http import ConferenceRequest, View
from effgenai.conferences.models import Conference

# A browser may show a page for half a minute without asking; a proxy may serve it while the site is down.
FOR_VISITORS = "public, max-age=30, stale-while-revalidate=60, stale-if-error=86400"
FOR_MEMBERS = "private, no-cache"

AddressProvider = Callable[[Conference], Iterable[str]]
_PROVIDERS: list[AddressProvider] = []


def register_public_addresses(provider: AddressProvider) -> None:
    """Add public addresses (paths from the root, such as "/effgenai/papers/3/"); from `AppConfig.ready`."""
    _PROVIDERS.append(provider)


def public_addresses(conference: Conference) -> list[str]:
    """The address of every public page and file of the conference, each once, in a fixed order."""
    return list(dict.fromkeys(address for provider in _PROVIDERS for address in provider(conference)))


def public_page(view: Callable[..., HttpResponseBase]) -> View:
    """Make a view a public page: GET only, an ETag, and for visitors kept until its conference changes.

    A visitor is someone without a session; pages with a question in the address are drawn each time.
    """

    @functools.wraps(view)
    def answered(request: ConferenceRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if _is_visitor(request):
            return _for_visitor(request, lambda: view(request, *args, **kwargs))
        response = view(request, *args, **kwargs)
        response.setdefault("Cache-Control", FOR_MEMBERS)
        return _conditional(request, response)

    public = require_safe(answered)
    public.is_public = True  # type: ignore[attr-defined]  # asked by `is_public`
    return public


def public_file(view: Callable[..., HttpResponseBase]) -> View:
    """Make a view a public file, which says itself how long it may be kept: GET only, never kept here."""

    @functools.wraps(view)
    def answered(request: ConferenceRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, *args, **kwargs)

    public = require_safe(answered)
    public.is_public = True  # type: ignore[attr-defined]  # asked by `is_public`
    return public


def is_public(view: Callable[..., Any]) -> bool:
    """Whether the view of an address is a public page or file."""
    return getattr(view, "is_public", False)


def is_export(request: HttpRequest) -> bool:
    """Whether the page is drawn to be written to a folder, and not for somebody's browser."""
    return getattr(request, "is_export", False)


def _is_visitor(request: HttpRequest) -> bool:
    return settings.SESSION_COOKIE_NAME not in request.COOKIES and not request.user.is_authenticated


def _for_visitor(request: ConferenceRequest, draw: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    key = _key(request)
    page = kept(key)
    if page:
        return _conditional(request, HttpResponse(page.body, headers=page.headers))
    response = draw()
    response.setdefault("Cache-Control", FOR_VISITORS)
    patch_vary_headers(response, ["Cookie"])
    if isinstance(response, HttpResponse) and response.status_code == 200 and not response.cookies:
        set_response_etag(response)
        keep(key, KeptPage(response.content, dict(response.headers)))
    return _conditional(request, response)


def _key(request: ConferenceRequest) -> str | None:
    if request.META.get("QUERY_STRING") or is_export(request):
        return None
    theme = request.COOKIES.get("theme", "")
    theme = theme if theme in {"light", "dark"} else ""
    return page_key(request.conference.pk, request.get_host(), theme, request.path)


def _conditional(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """The answer, or "not modified" for those who have it already."""
    if not isinstance(response, HttpResponse):
        return response
    if not response.has_header("ETag"):
        set_response_etag(response)
    return get_conditional_response(request, response.get("ETag"), None, response) or response
