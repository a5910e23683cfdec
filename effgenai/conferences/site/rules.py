"""What may be done with a page: None, or the sentence that says why not."""

from __future__ import annotations

from effgenai.conferences.site.blocks import HomeContent
from effgenai.conferences.site.models import Page, SiteVersion


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


def why_not_publish_home(content: HomeContent, *, is_chair: bool) -> str | None:
    """The reason why a draft that brings title and topics of the conference may not be published, or None."""
    if is_chair or not (content.title or content.topics):
        return None
    return (
        "This draft changes the title or the topics of the conference: ask a chair to publish it, or empty "
        "both fields."
    )


def why_not_replace_draft(draft: SiteVersion | None, *, may_replace: bool) -> str | None:
    """The reason why an import may not take the place of what somebody typed, or None."""
    if draft is None or draft.saved_by is None or may_replace:
        return None
    return (
        f"{draft.saved_by} is writing a draft of this page, which would be lost. Publish or discard it "
        "first, or say that the file replaces it."
    )
