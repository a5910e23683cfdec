"""What search engines ask of a whole host: what to leave alone, and which pages there are."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.wording import kicker, where_and_when
from effgenai.conferences.pictures.texts import first_words, page_text_html, safe_html
from effgenai.conferences.site.blocks import HomeContent
from effgenai.conferences.site.models import Page, SiteVersion
from effgenai.conferences.site.queries.home import home_page
from effgenai.conferences.site.queries.pages import family_of
from effgenai.conferences.site.states import PageFormat
from effgenai.conferences.site.versions import page_with
from effgenai.conferences.web.addresses import own_site, public_response, public_url
from effgenai.conferences.web.hosts import own_host
from effgenai.conferences.web.http import ConferenceRequest
from effgenai.conferences.web.public_pages import public_addresses, public_page
from effgenai.ui.text.contents import with_anchors

AN_HOUR = "public, max-age=3600"
# Below every conference; all of them lead to a sign-in, or are meant for those who know the address.
NOT_FOR_EVERYONE = ("chair", "me", "submissions", "reviewing", "invitations", "preview", "calendar")


@public_page
def home(request: ConferenceRequest) -> HttpResponse:
    """What it is, when, where, and what to do next."""
    return home_response(request)


def home_response(
    request: ConferenceRequest,
    content: HomeContent | None = None,
    *,
    template: str = "conferences/site/public/home.html",
    **context: Any,
) -> HttpResponse:
    """The home page, as it is or with other content."""
    words = {"kicker": kicker(request.conference), "facts": where_and_when(request.conference)}
    return public_response(request, template, page=home_page(request.viewer, content), **words, **context)


@public_page
def page(request: ConferenceRequest, slug: str) -> HttpResponse:
    """A page that the chairs wrote; a draft exists only for those who write."""
    found = get_object_or_404(Page.objects.visible_to(request.viewer), slug=slug)
    return _page_response(request, found)


def version_response(request: ConferenceRequest, version: SiteVersion) -> HttpResponse:
    """A written page as it stood in one of its versions; for those who edit the site."""
    assert version.page is not None
    return _page_response(request, page_with(version.page, version.content), version=version)


def written_preview(request: ConferenceRequest, page: Page, **context: Any) -> HttpResponse:
    """A written page as it would stand, for those who write it or hold the preview link: listed nowhere."""
    response = _page_response(
        request, page, template="conferences/site/public/page_preview.html", is_preview=True, **context
    )
    response["X-Robots-Tag"] = "noindex"
    return response


def _page_response(
    request: ConferenceRequest,
    page: Page,
    *,
    template: str = "conferences/site/public/page.html",
    **context: Any,
) -> HttpResponse:
    html = page_html(request.conference, page, for_editors=request.viewer.may_edit_site)
    text, contents = with_anchors(html)
    # What search engines show of a page: the chairs' words for it, or how it begins.
    begins = f"{page.title} ({request.conference.title}). {first_words(html)}"
    context |= {"family": family_of(page, request.viewer), "description": page.description or begins}
    return public_response(request, template, page=page, text=text, contents=contents, **context)


def page_html(conference: Conference, page: Page, *, for_editors: bool = False) -> SafeString:
    """The text of a page, made safe. Its own title is the only first heading."""
    if page.format == PageFormat.HTML:
        html = safe_html(conference, page.body, for_editors=for_editors)
    else:
        html = page_text_html(conference, page.body, for_editors=for_editors)
    return mark_safe(_headings_below_title(html))  # noqa: S308 - both made it safe


def _headings_below_title(html: str) -> str:
    """The same text with its highest heading on the second level, whichever level it was written on."""
    top = min((int(level) for level in re.findall(r"<h([1-6])\b", html)), default=2)
    return re.sub(r"(</?h)([1-6])\b", lambda tag: f"{tag[1]}{min(int(tag[2]) - top + 2, 6)}", html)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Public pages are welcome in search engines, what asks for a sign-in is not."""
    closed = ["/account/", "/conferences/new/", *(f"/*/{name}/" for name in NOT_FOR_EVERYONE)]
    rules = [f"Disallow: {path}" for path in closed]
    lines = ["User-agent: *", *rules, "", f"Sitemap: {_root(request)}/sitemap.xml", ""]
    return _cached_for_an_hour(HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8"))


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every public page whose one address is on this host."""
    urls = [
        public_url(conference, path)
        for conference in _conferences(request)
        for path in public_addresses(conference, request.at)  # type: ignore[attr-defined]
        if path.endswith("/")  # the rest are files
    ]
    context = {"urls": urls}
    return _cached_for_an_hour(
        render(request, "conferences/site/public/sitemap.xml", context, content_type="application/xml")
    )


def _conferences(request: HttpRequest) -> list[Conference]:
    slug = own_host(request)
    public = Conference.objects.public()
    return list(public.filter(slug=slug) if slug else public.filter(domain=""))


def _root(request: HttpRequest) -> str:
    slug = own_host(request)
    conference = Conference.objects.filter(slug=slug).first() if slug else None
    return own_site(conference) if conference else settings.SITE_URL


def _cached_for_an_hour(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = AN_HOUR
    return response
