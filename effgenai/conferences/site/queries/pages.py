"""Written pages as a tree of two levels."""

from __future__ import annotations

import dataclasses

from django.urls import reverse

from effgenai.conferences.core.viewer import Viewer
from effgenai.conferences.site.models import Page, SiteVersion
from effgenai.conferences.web.caching import cached_rows
from effgenai.ui.navigation import NavItem
from effgenai.ui.tables import Column

COLUMNS = (
    Column("Page"),
    Column("State"),
    Column("Menu", phone=False),
    Column("Saved", phone=False),
    Column("Action"),
)


@dataclasses.dataclass(frozen=True, slots=True)
class PageRow:
    """A page in the editors' list."""

    page: Page
    is_below: bool
    has_draft: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Family:
    """The page that another stands below, and those that stand below it, as far as the viewer may see."""

    parent: Page | None
    children: list[Page]


def pages_in_order(viewer: Viewer) -> list[PageRow]:
    """Every page of the site, each followed by those below it; two queries."""
    drafts = SiteVersion.objects.filter(conference=viewer.conference, published_at=None)
    with_draft = set(drafts.values_list("page", flat=True))
    below: dict[int | None, list[PageRow]] = {}
    for page in Page.objects.visible_to(viewer):
        row = PageRow(page, page.parent_id is not None, page.pk in with_draft)
        below.setdefault(page.parent_id, []).append(row)
    return [row for top in below.get(None, []) for row in (top, *below.get(top.page.pk, []))]


def family_of(page: Page, viewer: Viewer) -> Family:
    """Who stands above and below the page; one query."""
    visible = Page.objects.visible_to(viewer)
    if page.parent_id is not None:
        return Family(visible.filter(pk=page.parent_id).first(), [])
    return Family(None, list(visible.filter(parent=page.pk)))


def written_pages(viewer: Viewer, path: str) -> list[NavItem]:
    """The chair-written pages that are in the menu, the same for everyone, as a tree; no query if kept."""
    home = reverse("conferences:home", args=[viewer.conference.slug])
    found = cached_rows(viewer, "menu", lambda: _in_menu(viewer.conference.pk))
    shown = {page.pk for page in found}
    below: dict[int | None, list[Page]] = {}
    for page in found:
        below.setdefault(page.parent_id if page.parent_id in shown else None, []).append(page)

    def items(parent: int | None) -> list[NavItem]:
        return [_nav_item(page, home, path, items(page.pk)) for page in below.get(parent, [])]

    return items(None)


def _in_menu(conference_pk: int) -> list[Page]:
    found = Page.objects.filter(conference=conference_pk, is_published=True, in_menu=True)
    return list(found.only("slug", "title", "parent_id"))


def _nav_item(page: Page, home: str, path: str, children: list[NavItem]) -> NavItem:
    url = f"{home}{page.slug}/"
    return NavItem(page.title, url, current=path == url, children=tuple(children))
