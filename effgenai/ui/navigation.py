"""Small plain objects that pages hand to the tags of navigation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from django.urls import get_script_prefix


class ConferenceLike(Protocol):
    """What the page frames need to know of a conference."""

    @property
    def slug(self) -> str:
        """The first part of its addresses."""

    @property
    def short_name(self) -> str:
        """What it is called in headers."""


@dataclass(frozen=True)
class NavItem:
    """A link of the site's navigation or of a row of tabs; `note` is a small number beside it.

    `children` stand indented below it, where there is room for them.
    """

    label: str
    url: str
    current: bool = False
    note: str = ""
    children: tuple[NavItem, ...] = ()


@dataclass(frozen=True)
class SidebarItem:
    """A stage of the chair's desk. `state` is done, now or later; `tool` puts it below the hairline."""

    label: str
    url: str
    note: str = ""
    state: str = ""
    current: bool = False
    tool: bool = False


@dataclass(frozen=True)
class Chip:
    """A ready-made filter beside the search box: `query` is what the box would hold."""

    label: str
    query: str
    count: int | None = None
    current: bool = False


@dataclass(frozen=True)
class TimelinePoint:
    """A point of the vertical line of dates. `state` is past, now or future; `old` is a date struck out."""

    when: str
    title: str
    text: str = ""
    state: str = "future"
    url: str = ""
    old: str = ""
    datetime: str = ""


PUBLIC_PAGES = (
    ("Home", ""),
    ("Call for papers", "call/"),
    ("Dates", "dates/"),
    ("People", "people/"),
    ("Programme", "program/"),
    ("Papers", "papers/"),
)


def public_nav(conference: ConferenceLike, path: str) -> Sequence[NavItem]:
    """Return the standing pages of a conference's site, with the one that `path` lies in marked."""
    home = f"{get_script_prefix()}{conference.slug}/"
    return [
        NavItem(label, home + tail, current=path.startswith(home + tail) if tail else path == home)
        for label, tail in PUBLIC_PAGES
    ]
