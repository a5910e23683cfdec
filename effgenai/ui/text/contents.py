"""The headings of a long text as anchors, a list of contents made of them, and links that lead there."""

from __future__ import annotations

import dataclasses
import html as entities
import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import unquote

from django.utils.html import format_html, format_html_join, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify

from effgenai.ui.text.markdown import ID_PREFIX
from effgenai.ui.text.markdown_rules import CONTENTS_CLASS

_HEADING = re.compile(r'<h([2-6])(?: id="([^"]*)")?>(.*?)</h\1>', re.DOTALL)
_FORMULA = re.compile(r"<math\b.*?</math>", re.DOTALL)
_LINK = re.compile(r'(<a(?: [a-z]+="[^"]*")*? href=")#([^"]+)"')
_ID = re.compile(r'(<[a-z][a-z0-9]*(?: [a-z]+="[^"]*")*?) id="([^"]*)"')
_MARK = f'<div class="{CONTENTS_CLASS}"></div>'
_NO_WORD_YET = re.compile(r"^[^a-z]+")


class Heading(NamedTuple):
    """A heading's address within the page, and its words without formulas and marks."""

    id: str
    title: SafeString


@dataclasses.dataclass(frozen=True, slots=True)
class _Named:
    """A heading of the text with the id that it has or gets."""

    level: int
    id: str
    title: SafeString


def with_anchors(html: str) -> tuple[SafeString, list[Heading]]:
    """Give the headings of safe HTML ids, and lead its links there; return the text and its contents.

    An id that somebody wrote stays. A second-level heading without one always gets one, a deeper one where
    it is linked to or listed. A heading that says nothing in Latin letters is called by its place ("part-3").
    Links may use the names that other programs give to headings.
    """
    html = _without_repeated_ids(html)
    headings = _named(html)
    text = _with_links(html, _targets(html, headings))
    is_listed = _MARK in text
    linked = {found[2] for found in _LINK.finditer(text)}
    given = iter(headings)

    def add(heading: re.Match[str]) -> str:
        named = next(given)
        if heading[2] or not (named.level == 2 or is_listed or named.id in linked):
            return heading[0]
        return f'<h{heading[1]} id="{named.id}">{heading[3]}</h{heading[1]}>'

    text = _with_contents(_HEADING.sub(add, text), headings)
    contents = [] if is_listed else [Heading(row.id, row.title) for row in headings if row.level == 2]
    return mark_safe(text), contents  # noqa: S308 - safe text with ids made of letters


def _without_repeated_ids(html: str) -> str:
    seen: set[str] = set()

    def once(found: re.Match[str]) -> str:
        is_new = found[2] not in seen
        seen.add(found[2])
        return found[0] if is_new else found[1]

    return _ID.sub(once, html)


def _named(html: str) -> list[_Named]:
    """Each heading below the title, with the id it has or the first that is free for its words."""
    taken = {found[2]: 1 for found in _ID.finditer(html)}
    headings: list[_Named] = []
    for found in _HEADING.finditer(html):
        words = strip_tags(_FORMULA.sub("", found[3])).strip()
        name = found[2] or _free(slugify(entities.unescape(words)) or f"part-{len(headings) + 1}", taken)
        headings.append(_Named(int(found[1]), name, mark_safe(words)))  # noqa: S308 - safe text without tags
    return headings


def _free(name: str, taken: dict[str, int]) -> str:
    """The name, or with the next number that is free. Where it left off is remembered for each name."""
    first = free = f"{ID_PREFIX}{name}"
    while free in taken:
        taken[first] += 1
        free = f"{first}-{taken[first]}"
    taken[free] = 1
    return free


def _targets(html: str, headings: list[_Named]) -> dict[str, str]:
    """The id to which each name leads that a link of the same page may use."""
    targets = {found[2]: found[2] for found in _ID.finditer(html)}
    targets |= {name.removeprefix(ID_PREFIX): name for name in targets}
    targets |= {row.id: row.id for row in headings}
    times: Counter[str] = Counter()
    for row in headings:
        for name in dict.fromkeys(_usual_names(entities.unescape(row.title))):
            earlier = times[name]
            times[name] += 1
            targets.setdefault(f"{name}-{earlier}" if earlier else name, row.id)
    return targets


def _usual_names(words: str) -> Iterator[str]:
    """What kramdown, GitHub and we ourselves call a heading."""
    spaced = re.sub(r"[^\w\s-]", "", words.lower()).strip()
    yield slugify(words)
    yield slugify(words, allow_unicode=True)
    yield re.sub(r"\s", "-", spaced)
    yield _NO_WORD_YET.sub("", re.sub(r"\s", "-", re.sub(r"[^a-z0-9\s-]", "", words.lower())))


def _with_links(html: str, targets: dict[str, str]) -> str:
    def led(link: re.Match[str]) -> str:
        name = unquote(entities.unescape(link[2]))
        target = targets.get(name) or targets.get(slugify(name))
        return f'{link[1]}#{target}"' if target else link[0]

    return _LINK.sub(led, html)


def _with_contents(html: str, headings: list[_Named]) -> str:
    """The text with its list of contents where the first mark for it stands."""
    before, mark, after = html.partition(_MARK)
    if not mark:
        return html
    links = format_html_join(
        "", '<li class="{}"><a href="#{}">{}</a></li>', (_row(row) for row in headings if row.level <= 3)
    )
    contents = format_html('<nav class="{}" aria-label="Contents"><ul>{}</ul></nav>', CONTENTS_CLASS, links)
    return before + contents + after.replace(_MARK, "")


def _row(row: _Named) -> tuple[str, str, SafeString]:
    return (f"{CONTENTS_CLASS}-below" if row.level > 2 else "", row.id, row.title)
