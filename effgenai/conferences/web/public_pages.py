"""What every public page has in common: how it is cached, what caches may do with it, and who knows them all.

Each app names the addresses of its public pages and files, so that the whole site can be written to a folder.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import functools
import gzip
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages import get_messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.http.request import split_domain_port
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response, patch_vary_headers, set_response_etag
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from effgenai.accounts.keys import new_key
from effgenai.conferences.core.models import Conference
from effgenai.conferences.web.caching import CachedPage, cache_page, cached_page, page_key
from effgenai.conferences.web.http import ConferenceRequest, View
from effgenai.contributions import Contribution, contributed

# A browser may show a page for half a minute without asking; a proxy may serve it while the site is down.
FOR_VISITORS = "public, max-age=30, stale-while-revalidate=60, stale-if-error=86400"
FOR_MEMBERS = "private, no-cache"
NAME_MENU = "components/header/name_menu.html"
# Below this size packing costs more than it saves.
PACKED_FROM_BYTES = 1000
TEXT_TYPES = ("text/", "application/json", "application/xml", "application/atom+xml", "application/rss+xml")


@dataclasses.dataclass(frozen=True, slots=True)
class PublicAddresses(Contribution):
    """Addresses of pages and files of an app that are public then: paths such as "/effgenai/papers/3/"."""

    find: Callable[[Conference, dt.datetime], Iterable[str]]


def public_addresses(conference: Conference, at: dt.datetime) -> list[str]:
    """The address of every page and file that is public then: each once, in a fixed order."""
    apps = contributed(PublicAddresses)
    return list(dict.fromkeys(address for app in apps for address in app.find(conference, at)))


def public_page(view: Callable[..., HttpResponseBase]) -> View:
    """Make a view a public page: GET only, an ETag, and for visitors cached until its conference changes.

    A visitor is someone without a session. Pages with a question in the address are drawn each time; style
    sheets are not, since theirs only says which version is meant.
    A page that says something to one person alone (a message, the token of a form) is never cached.
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


def shared_page(view: Callable[..., HttpResponseBase]) -> View:
    """A public page that says the same to everybody but for the menu of their name: kept for members as well.

    It is drawn as for a visitor, so that nothing of the one who asked first can stand in it; each gets their
    own menu, which is drawn at each view.
    """
    public = public_page(view)

    @functools.wraps(view)
    def answered(request: ConferenceRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return public(request, *args, **kwargs)
        around = _around_menu(request, lambda: view(request, *args, **kwargs))
        if around is None:
            return public(request, *args, **kwargs)
        menu = render_to_string(NAME_MENU, {}, request=request)
        return HttpResponse(menu.join(around), headers={"Cache-Control": FOR_MEMBERS})

    shared = require_safe(answered)
    shared.is_public = True  # type: ignore[attr-defined]  # asked by `is_public`
    return shared


def _around_menu(request: ConferenceRequest, draw: Callable[[], HttpResponseBase]) -> list[str] | None:
    """What stands before and after the menu; None where the page has to be drawn for this person."""
    key = _key(request)
    around: list[str] | None = cache.get(f"{key}:shared") if key else None
    if around is None and key:
        around = _drawn_around_menu(request, draw)
        if around:
            cache.set(f"{key}:shared", around, settings.KEEP_PAGES_SECONDS)
    return around


def _drawn_around_menu(request: ConferenceRequest, draw: Callable[[], HttpResponseBase]) -> list[str] | None:
    place = f"<!-- {new_key()} -->"
    with _as_visitor(request, place):
        response = draw()
    if not isinstance(response, HttpResponse) or response.status_code != 200:
        return None
    if _is_personal(request, response):
        return None
    parts: list[str] = response.content.decode().split(place)
    return parts if len(parts) > 1 else None


@contextlib.contextmanager
def _as_visitor(request: ConferenceRequest, place: str) -> Iterator[None]:
    """Let a page be drawn as for a visitor, with `place` where the menu of a name goes."""
    user, viewer = request.user, request.viewer
    request.user = AnonymousUser()
    request.viewer = dataclasses.replace(viewer, user=None, roles=frozenset(), known={})
    request.name_menu = mark_safe(place)  # type: ignore[attr-defined]  # noqa: S308 - ours
    try:
        yield
    finally:
        request.user, request.viewer = user, viewer
        del request.name_menu  # type: ignore[attr-defined]


def public_file(view: Callable[..., HttpResponseBase]) -> View:
    """Make a view a public file, which says itself how long it may be cached: GET only, never cached here."""

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
    page = cached_page(key)
    if page is None:
        response = draw()
        if _is_personal(request, response):
            response["Cache-Control"] = FOR_MEMBERS
            return _conditional(request, response)
        response.setdefault("Cache-Control", FOR_VISITORS)
        patch_vary_headers(response, ["Cookie"])
        if not isinstance(response, HttpResponse) or response.status_code != 200:
            return response
        page = _page(request, response, is_cached=key is not None)
        cache_page(key, page)
    return _conditional(request, _as_taken(request, page))


def _is_personal(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether drawing used something of the one who asked; cookies are mostly added after us."""
    token_used = request.META.get("CSRF_COOKIE_NEEDS_UPDATE", False)
    return bool(response.cookies or token_used or request.session.modified or len(get_messages(request)))


def _page(request: HttpRequest, response: HttpResponse, *, is_cached: bool) -> CachedPage:
    """The drawn page with its headers; packed once, for all who will get it."""
    if not response.has_header("ETag"):
        set_response_etag(response)
    body = response.content
    if response["Content-Type"].startswith(TEXT_TYPES) and len(body) >= PACKED_FROM_BYTES:
        patch_vary_headers(response, ["Accept-Encoding"])
        # Packed or not, it is the same page: hence the weak tag.
        response["ETag"] = f"W/{response['ETag'].removeprefix('W/')}"
        if is_cached or _takes_packed(request):
            body = gzip.compress(body, compresslevel=6, mtime=0)
            response["Content-Encoding"] = "gzip"
    return CachedPage(body, dict(response.headers))


def _as_taken(request: HttpRequest, page: CachedPage) -> HttpResponse:
    """The page for this browser; the few that cannot unpack get it unpacked."""
    headers = dict(page.headers)
    if "Content-Encoding" not in headers or _takes_packed(request):
        return HttpResponse(page.body, headers=headers)
    del headers["Content-Encoding"]
    return HttpResponse(gzip.decompress(page.body), headers=headers)


def _takes_packed(request: HttpRequest) -> bool:
    return "gzip" in request.headers.get("Accept-Encoding", "")


def _key(request: ConferenceRequest) -> str | None:
    asks = request.META.get("QUERY_STRING") and not request.path.endswith(".css")
    if asks or is_export(request) or len(get_messages(request)):
        return None
    theme = request.COOKIES.get("theme", "")
    theme = theme if theme in {"light", "dark"} else ""
    # The name alone: any port may be written behind it.
    host, _ = split_domain_port(request.get_host())
    return page_key(request.conference.pk, host, theme, request.path)


def _conditional(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """The answer, or "not modified" for those who have it already."""
    if not isinstance(response, HttpResponse):
        return response
    if not response.has_header("ETag"):
        set_response_etag(response)
    return get_conditional_response(request, response.get("ETag"), None, response) or response
