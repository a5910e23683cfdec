from __future__ import annotations

import re
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from effgenai.conferences.addresses import public_url
from effgenai.conferences.blocks import HomeContent
from effgenai.conferences.http import ConferenceRequest
from effgenai.conferences.models import Conference, Page, SiteVersion
from effgenai.conferences.public_pages import public_page
from effgenai.conferences.queries.calendars import webcal
from effgenai.conferences.queries.home import home_page
from effgenai.conferences.queries.pages import family_of
from effgenai.conferences.queries.public import dates_page
from effgenai.conferences.states import PageFormat
from effgenai.conferences.texts import first_words, safe_html, text_html
from effgenai.conferences.versions import page_with
from effgenai.conferences.wording import kicker, where_and_when
from effgenai.ui.contents import with_anchors


def public_response(request: ConferenceRequest, template: str, **context: Any) -> HttpResponse:
    """Render a public page with its one canonical address; drafts ask search engines to stay away."""
    canonical = public_url(request.conference, request.path)
    return render(request, f"conferences/public/{template}.html", {"canonical": canonical, **context})


@public_page
def home(request: ConferenceRequest) -> HttpResponse:
    """What it is, when, where, and what to do next."""
    return home_response(request)


def home_response(
    request: ConferenceRequest, content: HomeContent | None = None, *, template: str = "home", **context: Any
) -> HttpResponse:
    """The home page, as it is or with other content."""
    words = {"kicker": kicker(request.conference), "facts": where_and_when(request.conference)}
    return public_response(request, template, page=home_page(request.viewer, content), **words, **context)


@public_page
def dates(request: ConferenceRequest) -> HttpResponse:
    """Every date in AoE, at the venue, and in the reader's own time."""
    conference = request.conference
    address = public_url(conference, reverse("conferences:calendar", args=[conference.slug]))
    context = {"page": dates_page(request.viewer), "feed": address, "follow": webcal(address)}
    return public_response(request, "dates", **context)


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
    response = _page_response(request, page, template="page_preview", is_preview=True, **context)
    response["X-Robots-Tag"] = "noindex"
    return response


def _page_response(
    request: ConferenceRequest, page: Page, *, template: str = "page", **context: Any
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
        html = text_html(conference, page.body, for_editors=for_editors, allow_html=True)
    return mark_safe(_headings_below_title(html))  # noqa: S308 - both made it safe


def _headings_below_title(html: str) -> str:
    """The same text with its highest heading on the second level, whichever level it was written on."""
    top = min((int(level) for level in re.findall(r"<h([1-6])\b", html)), default=2)
    return re.sub(r"(</?h)([1-6])\b", lambda tag: f"{tag[1]}{min(int(tag[2]) - top + 2, 6)}", html)
