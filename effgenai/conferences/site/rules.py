"""Where a page may stand: None, or the sentence that says why not."""

from __future__ import annotations

from effgenai.conferences.site.models import Page


def why_not_below(page: Page, parent: Page | None, *, has_children: bool) -> str | None:
    """The reason why a page may not stand below another in the menu, which has two levels, or None."""
    if parent is None:
        return None
    if parent.conference_id != page.conference_id or parent.pk == page.pk:
        return "A page stands below another page of the same site."
    if parent.parent_id is not None:
        return f"“{parent}” stands below another page itself; the menu has two levels."
    if has_children:
        return "Other pages stand below this one, so it cannot stand below another."
    return None
