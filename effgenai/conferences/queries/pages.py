"""Written pages as a tree of two levels."""

from __future__ import annotations

import dataclasses

from effgenai.conferences.models import Page, SiteVersion
from effgenai.conferences.viewer import Viewer


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
