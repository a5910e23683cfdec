"""What search engines ask of a whole host: what to leave alone, and which pages there are."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from effgenai.conferences.addresses import own_site, public_url
from effgenai.conferences.hosts import own_host
from effgenai.conferences.models import Conference
from effgenai.conferences.public_pages import public_addresses

AN_HOUR = "public, max-age=3600"
# Below every conference; all of them lead to a sign-in, or are meant for those who know the address.
NOT_FOR_EVERYONE = ("chair", "me", "submissions", "reviewing", "invitations", "preview", "calendar")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Public pages are welcome in search engines, what asks for a sign-in is not."""
    closed = ["/account/", "/conferences/new/", *(f"/*/{name}/" for name in NOT_FOR_EVERYONE)]
    rules = [f"Disallow: {path}" for path in closed]
    lines = ["User-agent: *", *rules, "", f"Sitemap: {_root(request)}/sitemap.xml", ""]
    return _kept_for_an_hour(HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8"))


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every public page whose one address is on this host."""
    urls = [
        public_url(conference, path)
        for conference in _conferences(request)
        for path in public_addresses(conference)
        if path.endswith("/")  # the rest are files
    ]
    context = {"urls": urls}
    return _kept_for_an_hour(
        render(request, "conferences/site/sitemap.xml", context, content_type="application/xml")
    )


def _conferences(request: HttpRequest) -> list[Conference]:
    slug = own_host(request)
    public = Conference.objects.public()
    return list(public.filter(slug=slug) if slug else public.filter(domain=""))


def _root(request: HttpRequest) -> str:
    slug = own_host(request)
    conference = Conference.objects.filter(slug=slug).first() if slug else None
    return own_site(conference) if conference else settings.SITE_URL


def _kept_for_an_hour(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = AN_HOUR
    return response
