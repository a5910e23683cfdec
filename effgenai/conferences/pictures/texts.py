"""What chairs write, as pages show it: Markdown with formulas, and with pictures of the same conference.

`![what it shows](image:KEY)` is a picture of the library. Pictures from elsewhere are never shown: no page
asks another host for anything, nor for a picture that lay beside an imported page. What cannot be shown
leaves nothing behind, and a hint for those who edit.
"""

from __future__ import annotations

import html
import re

from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator

from effgenai.conferences.core.models import Conference
from effgenai.conferences.pictures.making import FORMATS
from effgenai.conferences.pictures.models import Image
from effgenai.conferences.pictures.queries import IN_TEXT, pictures_by_key
from effgenai.ui.text.markdown import render_markdown, render_page, sanitise_html

IN_PROSE = "(min-width: 48rem) 42rem, 92vw"
FALLBACK_WIDTH = 1280

_IMG = re.compile(r"<p>\s*(?P<alone><img\b[^>]*>)\s*</p>|<img\b[^>]*>")
_ATTRIBUTE = re.compile(r'\b(src|alt|title)="([^"]*)"')


def text_html(conference: Conference, text: str, *, for_editors: bool = False) -> SafeString:
    """Markdown of a conference as safe HTML; one query at most for all pictures of a page."""
    return with_pictures(conference, render_markdown(text, own_pictures=True), for_editors=for_editors)


def page_text_html(conference: Conference, text: str, *, for_editors: bool = False) -> SafeString:
    """The same for a page of its own, which may use HTML, ids and footnotes."""
    return with_pictures(conference, render_page(text), for_editors=for_editors)


def safe_html(conference: Conference, text: str, *, for_editors: bool = False) -> SafeString:
    """HTML that a chair wrote, made safe, with the pictures it names and with its ids."""
    safe = sanitise_html(text, own_pictures=True, anchors=True)
    return with_pictures(conference, safe, for_editors=for_editors)


def with_pictures(conference: Conference, safe: SafeString, *, for_editors: bool = False) -> SafeString:
    """The safe HTML with every `<img src="image:KEY">` in it drawn."""

    def drawn(match: re.Match[str]) -> str:
        tag = match["alone"] or match[0]
        return _drawn(conference, tag, alone=bool(match["alone"]), for_editors=for_editors)

    return mark_safe(_IMG.sub(drawn, safe)) if "<img" in safe else safe  # noqa: S308 - was safe, and stays so


def _drawn(conference: Conference, tag: str, *, alone: bool, for_editors: bool) -> str:
    values = {name: html.unescape(value) for name, value in _ATTRIBUTE.findall(tag)}
    key = IN_TEXT.fullmatch(values.get("src", ""))
    if not key and _is_of_this_site(conference, values.get("src", "")):
        return tag
    image = pictures_by_key(conference).get(key[1]) if key else None
    if image is None:
        return _hint(values, key) if for_editors else ""
    picture = picture_html(image, conference.slug, sizes=IN_PROSE, alt=values.get("alt") or None)
    return _figure(picture, values.get("title", ""), image.credit) if alone else picture


def _is_of_this_site(conference: Conference, address: str) -> bool:
    """Whether a picture can lie there; one that came with its page from another site is nowhere here."""
    return address.startswith((f"/{conference.slug}/", settings.STATIC_URL))


def _hint(values: dict[str, str], key: re.Match[str] | None) -> str:
    why = (
        f"there is no picture {key[1]} in the library"
        if key
        else "pictures come from the library alone; upload it there, then write image: and its key"
    )
    return format_html(
        '<span class="picture-missing">Picture “{}” is not shown: {}. Only editors see this.</span>',
        values.get("alt", ""),
        why,
    )


def _figure(picture: SafeString, caption: str, credit: str) -> str:
    words = " · ".join(filter(None, [caption, f"Picture: {credit}" if credit else ""]))
    if not words:
        return format_html("<figure>{}</figure>", picture)
    return format_html("<figure>{}<figcaption>{}</figcaption></figure>", picture, words)


def first_words(markup: str, most: int = 160) -> str:
    """How a page begins, in plain letters; formulas and pictures are left out."""
    words = strip_tags(re.sub(r"<(math|figure|picture)\b.*?</\1>", " ", markup, flags=re.DOTALL))
    return Truncator(" ".join(html.unescape(words).split())).chars(most)


def picture_html(
    image: Image, slug: str, *, sizes: str, alt: str | None = None, css: str = "", loading: str = "lazy"
) -> SafeString:
    """A `<picture>` in all widths and formats, its place kept before it arrives."""
    addresses = {name: _set(image, slug, name) for name in FORMATS}
    fallback = max((width for width in image.widths if width <= FALLBACK_WIDTH), default=image.widths[0])
    return format_html(
        '<picture><source type="image/avif" srcset="{}" sizes="{}"><source type="image/webp" srcset="{}" '
        'sizes="{}"><img src="{}" alt="{}" width="{}" height="{}"{} loading="{}" decoding="async"></picture>',
        addresses["avif"],
        sizes,
        addresses["webp"],
        sizes,
        picture_url(image, slug, fallback, "webp"),
        image.alt if alt is None else alt,
        image.widths[-1],
        max(1, round(image.height * image.widths[-1] / image.width)),
        format_html(' class="{}"', css) if css else "",
        loading,
    )


def _set(image: Image, slug: str, name: str) -> str:
    return ", ".join(f"{picture_url(image, slug, width, name)} {width}w" for width in image.widths)


def picture_url(image: Image, slug: str, width: int, name: str) -> str:
    """The address of a picture in one width and format."""
    return reverse("conferences:image", args=[slug, image.key, width, name])
