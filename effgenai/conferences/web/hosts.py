"""Which name a request came to: one of the site, or the own domain of a public conference.

`ALLOWED_HOSTS` holds the names of the site and nothing else, so Django by itself refuses every own domain:
should this middleware be missing, less is answered and not more. Before anything else runs it looks up names
that Django refuses and lets in those that a public conference has. On an own domain only the public pages of
that conference are shown; accounts, desks and other conferences stay on the site, where sessions are.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.request import split_domain_port

from effgenai.conferences.core.queries import own_domains
from effgenai.conferences.web.public_pages import is_public

# Caddy asks here before it fetches a certificate; it answers 404 to everybody else (deploy/Caddyfile).
ASKING = "/internal/may-have-certificate"
ON_EVERY_HOST = frozenset({"ui:asset", "ui:theme", "site:robots", "site:sitemap", "health:alive"})
# What a visitor of a public page marks as their own: no account is asked for, and the cookie is that host's.
OF_VISITORS = frozenset(
    {
        "program:star",
        "program:stars_style",
        "program:mine",
        "program:my_calendar",
        "program:renew_my_calendar",
    }
)
GetResponse = Callable[[HttpRequest], HttpResponse]


def own_host(request: HttpRequest) -> str | None:
    """The slug of the conference whose own domain the request came to; None on the site itself."""
    slug: str | None = getattr(request, "own_host", None)
    return slug


class HostMiddleware:
    """Refuses names that are not ours, and keeps an own domain to the public pages of its conference."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Go on for names of ours; 400 for others, without session, template or query."""
        if request.path == ASKING:
            return _may_have_certificate(request)
        try:
            request.get_host()
        except DisallowedHost:
            host = request.headers.get("Host", "")
            slug = own_domains().get(split_domain_port(host)[0])
            if slug is None:
                return _answer(400, "This site does not answer under that name.\n")
            _welcome(request, host, slug)
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Lead from an own domain to the site for everything that is no public page of its conference."""
        slug = own_host(request)
        match = request.resolver_match
        if slug is None or (match and match.view_name in ON_EVERY_HOST):
            return None
        is_theirs = is_public(view) or (match and match.view_name in OF_VISITORS)
        if is_theirs and kwargs.get("conference_slug") == slug:
            return None
        return HttpResponseRedirect(settings.SITE_URL + request.get_full_path())


def _welcome(request: HttpRequest, host: str, slug: str) -> None:
    """Let the rest of Django take the name, which was looked up, and show the home page at `/`."""
    request.get_host = lambda: host  # type: ignore[method-assign]
    request.own_host = slug  # type: ignore[attr-defined]
    if request.path == "/":
        request.path = request.path_info = f"/{slug}/"


def _may_have_certificate(request: HttpRequest) -> HttpResponse:
    """Say yes for a domain of a public conference. Whoever comes through a proxy finds nothing here."""
    came_through_a_proxy = "X-Forwarded-For" in request.headers
    known = not came_through_a_proxy and request.GET.get("domain", "").lower() in own_domains()
    return _answer(200 if known else 404, "")


def _answer(status: int, text: str) -> HttpResponse:
    headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8", headers=headers)
