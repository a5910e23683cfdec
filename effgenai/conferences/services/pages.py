from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction

from effgenai.accounts.models import User
from effgenai.conferences.errors import Refused
from effgenai.conferences.importing import ImportedPage
from effgenai.conferences.models import Conference, Page
from effgenai.conferences.records import record
from effgenai.conferences.services.rows import lock_conference
from effgenai.conferences.states import PageFormat

SAVED_SINCE = (
    "Somebody else saved this page while you were writing. Your text is still here: compare it with the "
    "page, then save again to keep yours."
)


@transaction.atomic
def save_page(*, page: Page, by: User, at: dt.datetime, seen: dt.datetime | None = None) -> Page:
    """Add or change a page. `seen` is when the text that the writer began with was saved."""
    lock_conference(page.conference)
    old = Page.objects.select_for_update().filter(pk=page.pk).first()
    if old and seen and old.updated_at != seen:
        raise Refused(SAVED_SINCE)
    _refuse_broken(page)
    page.updated_at = at
    page.save()
    _record("change" if old else "add", page, by, at)
    return page


def _refuse_broken(page: Page) -> None:
    try:
        page.validate_constraints()
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error


@transaction.atomic
def remove_page(*, page: Page, by: User, at: dt.datetime) -> None:
    """Remove a page for good."""
    lock_conference(page.conference)
    _record("remove", page, by, at)
    page.delete()


@transaction.atomic
def import_page(
    *,
    conference: Conference,
    slug: str,
    imported: ImportedPage,
    publish: bool,
    by: User | None,
    at: dt.datetime,
) -> tuple[Page, bool]:
    """Make a page of what was read from a file, or bring it up to date. The same file again changes nothing.

    Returns the page and whether anything changed. A page that is published stays so.
    """
    lock_conference(conference)
    page = Page.objects.filter(conference=conference, slug=slug).first() or Page(
        conference=conference, slug=slug, updated_at=at
    )
    before = (page.pk, page.title, page.body, page.format, page.is_published)
    page.title, page.body, page.format = imported.title, imported.body, PageFormat(imported.format)
    page.is_published = page.is_published or publish
    if before == (page.pk, page.title, page.body, page.format, page.is_published):
        return page, False
    page.full_clean(exclude=["conference"])
    page.updated_at = at
    page.save()
    _record("import", page, by, at)
    return page, True


def _record(verb: str, page: Page, by: User | None, at: dt.datetime) -> None:
    record(
        action=f"page.{verb}",
        by=by,
        at=at,
        conference=page.conference,
        summary=f"{page.title} ({page.slug})",
        is_published=page.is_published,
    )
