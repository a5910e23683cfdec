"""Tags of pages that belong to a conference: its pictures, its texts, what search engines read of it."""

from __future__ import annotations

import html
from typing import Any

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.safestring import SafeString

from effgenai.conferences.core.models import Conference
from effgenai.conferences.pictures.models import Image
from effgenai.conferences.pictures.texts import picture_html, text_html
from effgenai.conferences.site.structured import breadcrumbs, event_of, json_ld
from effgenai.conferences.web.addresses import public_url
from effgenai.ui.text.titles import plain_title

register = template.Library()


@register.simple_tag(takes_context=True)
def picture(context: Context, image: Image | None, sizes: str = "100vw", **options: Any) -> SafeString:
    """A picture in all widths: `{% picture person.photo sizes="7rem" class="portrait" loading="eager" %}`.

    `alt` replaces what the picture says of itself. Without a picture there is nothing.
    """
    conference: Conference | None = context.get("conference")
    if image is None or conference is None:
        return SafeString()
    return picture_html(
        image,
        conference.slug,
        sizes=sizes,
        alt=options.get("alt"),
        css=options.get("class", ""),
        loading=options.get("loading", "lazy"),
    )


@register.simple_tag(takes_context=True)
def site_text(context: Context, text: str) -> SafeString:
    """Markdown of the conference with its pictures; those who edit the site are told what is missing."""
    viewer = context.get("viewer")
    for_editors = bool(viewer and viewer.may_edit_site)
    return text_html(context["conference"], text, for_editors=for_editors)


@register.inclusion_tag("components/link_preview.html", takes_context=True)
def link_preview(context: Context) -> dict[str, Any]:
    """What other programs show of a link to this page; nothing where search engines are to stay away."""
    conference, request = context.get("conference"), context.get("request")
    if not isinstance(conference, Conference) or request is None or context.get("page_robots"):
        return {}
    home = reverse("conferences:home", args=[conference.slug])
    url = str(context.get("page_canonical") or public_url(conference, request.path))
    title = _plain(context.get("page_title")) or plain_title(conference.title)
    usual = plain_title(conference.summary or conference.title)
    return {
        "conference": conference,
        "title": title,
        "description": _plain(context.get("page_description")) or usual,
        "url": url,
        "picture": public_url(conference, reverse("conferences:share_picture", args=[conference.slug])),
        "crumbs": "" if request.path == home else json_ld(breadcrumbs(conference, title, url)),
    }


def _plain(markup: str | None) -> str:
    """The text of a block of the page, which is escaped there and will be here."""
    return html.unescape(markup or "")


@register.simple_tag(takes_context=True)
def event_data(context: Context) -> SafeString:
    """The conference as an event for search engines, once it has a day; one query."""
    event = event_of(context["conference"])
    return json_ld(event) if event else SafeString()
