from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from effgenai.accounts.models import User
from effgenai.conferences.core.errors import Overtaken, Refused, refuse
from effgenai.conferences.core.records import record
from effgenai.conferences.core.services.conference import lock_conference
from effgenai.conferences.site.models import Page, SiteVersion
from effgenai.conferences.site.queries.versions import draft_of, last_saved
from effgenai.conferences.site.rules import why_not_below
from effgenai.conferences.site.services.versions import clear_draft, save_draft, save_live, stamp_version
from effgenai.conferences.site.versions import page_content
from effgenai.resilience.database.locks import lock_if_there

SAVED_SINCE = (
    "Somebody else saved this page while you were writing. Your text is still here: compare it with the "
    "page, then save again to keep yours."
)

GONE = "This page was removed meanwhile."


@transaction.atomic
def save_page(*, page: Page, by: User, at: dt.datetime, seen: dt.datetime | None = None) -> Page:
    """Add or change a page; what is published becomes a version, and a draft has done its work.

    `seen` is when the text that the writer began with was saved.
    """
    old = _lock(page, seen)
    _refuse_broken(page)
    page.updated_at = at
    page.save()
    save_version(page, old, by, at)
    record_page("change" if old else "add", page, by, at)
    return page


def _lock(page: Page, seen: dt.datetime | None) -> Page | None:
    """The page as it was, unless somebody saved it or its draft since `seen`."""
    lock_conference(page.conference)
    old = lock_if_there(page)
    if old and seen and last_saved(old) != seen:
        raise Overtaken(SAVED_SINCE)
    return old


def live_content(page: Page | None) -> dict[str, Any] | None:
    """What visitors read of it, as a version holds it; None if they read nothing."""
    return page_content(page) if page and page.is_published else None


def save_version(page: Page, old: Page | None, by: User | None, at: dt.datetime) -> None:
    """Note what is published from now on, if anything is, and let the draft go. `old` is how it was."""
    conference, live = page.conference, live_content(old)
    if page.is_published:
        content = page_content(page)
        stamp_version(conference=conference, page=page, live=live, content=content, by=by, at=at)
    else:
        save_live(conference, page, live, at)
        clear_draft(conference, page)


@transaction.atomic
def save_page_draft(*, page: Page, by: User, at: dt.datetime, seen: dt.datetime | None = None) -> None:
    """Save what was typed beside the page, which stays as it is."""
    old = _lock(page, seen)
    _refuse_broken(page)
    _save_draft(page, old, by, at)


@transaction.atomic
def autosave_page(
    *, page: Page, by: User, at: dt.datetime, seen: dt.datetime | None, force: bool = False
) -> None:
    """The same while somebody writes, right or wrong. Raises `Overtaken` where another saved since `seen`."""
    old = _lock(page, None if force else seen)
    _save_draft(page, old, by, at)


def _save_draft(page: Page, old: Page | None, by: User, at: dt.datetime) -> None:
    if old is None:
        raise Refused(GONE)
    content, draft = page_content(page), draft_of(page.conference, page)
    if content == (draft.content if draft else page_content(old)):
        return
    save_draft(conference=page.conference, page=page, live=live_content(old), content=content, by=by, at=at)
    if draft is None:
        record_page("draft", old, by, at)


@transaction.atomic
def discard_page_draft(*, page: Page, by: User, at: dt.datetime) -> None:
    """Delete the draft of a page; the page stays as it is."""
    lock_conference(page.conference)
    if clear_draft(page.conference, page):
        record_page("discard", page, by, at)


@transaction.atomic
def restore_page(*, version: SiteVersion, by: User, at: dt.datetime) -> None:
    """Make a draft of an old version of a page; visitors see it once it is saved."""
    page = version.page
    assert page is not None
    lock_conference(page.conference)
    save_draft(
        conference=page.conference, page=page, live=live_content(page), content=version.content, by=by, at=at
    )
    record_page("restore", page, by, at)


def _refuse_broken(page: Page) -> None:
    parent = Page.objects.filter(pk=page.parent_id).first() if page.parent_id else None
    if page.parent_id and parent is None:
        raise Refused("The page that it was to stand below is gone.")
    has_children = page.pk is not None and page.children.exists()
    refuse(why_not_below(page, parent, has_children=has_children))
    try:
        page.validate_constraints()
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error


@transaction.atomic
def remove_page(*, page: Page, by: User, at: dt.datetime) -> None:
    """Remove a page for good."""
    lock_conference(page.conference)
    record_page("remove", page, by, at)
    page.delete()


def record_page(verb: str, page: Page, by: User | None, at: dt.datetime) -> None:
    """Write down what was done to a page."""
    record(
        action=f"page.{verb}",
        by=by,
        at=at,
        conference=page.conference,
        summary=f"{page.title} ({page.slug})",
        is_published=page.is_published,
    )
