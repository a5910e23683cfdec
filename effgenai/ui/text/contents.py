"""The headings of a long text as anchors, and a list of contents made of them."""

from __future__ import annotations

import re
from typing import NamedTuple

from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify

_HEADING = re.compile(r"<h2>(.*?)</h2>", re.DOTALL)
_FORMULA = re.compile(r"<math\b.*?</math>", re.DOTALL)


class Heading(NamedTuple):
    """A heading's address within the page, and its words without formulas and marks."""

    id: str
    title: SafeString


def with_anchors(html: str) -> tuple[SafeString, list[Heading]]:
    """Give each second-level heading of safe HTML an id of its own; return the text and its contents.

    A heading that says nothing in Latin letters is called by its place ("part-3").
    """
    anchors: list[Heading] = []
    taken: dict[str, int] = {}

    def add(heading: re.Match[str]) -> str:
        words = strip_tags(_FORMULA.sub("", heading[1])).strip()
        name = _free(slugify(words) or f"part-{len(anchors) + 1}", taken)
        anchors.append(Heading(name, mark_safe(words)))  # noqa: S308 - a part of the safe text, without tags
        return f'<h2 id="{name}">{heading[1]}</h2>'

    return mark_safe(_HEADING.sub(add, html)), anchors  # noqa: S308 - safe text with ids made of letters


def _free(name: str, taken: dict[str, int]) -> str:
    """The name, or with the next number that is free. Where it left off is remembered for each name."""
    first = free = f"s-{name}"
    while free in taken:
        taken[first] += 1
        free = f"{first}-{taken[first]}"
    taken[free] = 1
    return free
