"""Pages from files. What visitors read or somebody has typed is overwritten only where that is asked for."""

from __future__ import annotations

import copy
import dataclasses
import datetime as dt
from enum import Enum

from django.db import transaction

from effgenai.accounts.models import User
from effgenai.conferences.core.errors import refuse
from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.services.conference import lock_conference
from effgenai.conferences.site.importing.pages import ImportedPage
from effgenai.conferences.site.models import Page, SiteVersion
from effgenai.conferences.site.queries.versions import draft_of
from effgenai.conferences.site.rules import why_not_replace_draft
from effgenai.conferences.site.services.pages import live_content, record_page, save_version
from effgenai.conferences.site.services.versions import save_draft
from effgenai.conferences.site.versions import page_content


class ImportOutcome(Enum):
    """What became of a file."""

    PAGE = "the page itself"
    DRAFT = "the draft of the page"
    UNCHANGED = "as it was"


@dataclasses.dataclass(frozen=True, slots=True)
class Import:
    """What is to be done with a file that was read: by whom, when, and what it may overwrite.

    `publish` lets everyone read a page that nobody reads yet. `replace` overwrites a page that stands there
    already, and `replace_draft` what somebody has typed beside it.
    """

    by: User | None
    at: dt.datetime
    publish: bool = False
    replace: bool = False
    replace_draft: bool = False


@transaction.atomic
def import_page(
    *, conference: Conference, slug: str, imported: ImportedPage, doing: Import
) -> tuple[Page, ImportOutcome]:
    """Make a page of what was read from a file, or a draft of the page that has this address.

    The same file again changes nothing. Raises Refused where it would overwrite what somebody typed, and
    ValidationError where there can be no such page.
    """
    lock_conference(conference)
    old = Page.objects.filter(conference=conference, slug=slug).first()
    page = copy.copy(old) if old else Page(conference=conference, slug=slug, updated_at=doing.at)
    page.title, page.body, page.format = imported.title, imported.body, imported.format
    page.is_published = page.is_published or doing.publish
    draft = draft_of(conference, old) if old else None
    if old and _says_the_same(page, old, draft, doing):
        return old, ImportOutcome.UNCHANGED
    page.full_clean(exclude=["conference"])
    refuse(why_not_replace_draft(draft, may_replace=doing.replace_draft))
    if old and not (doing.replace or (doing.publish and not old.is_published)):
        _save_as_draft(old, page, imported, doing)
        return old, ImportOutcome.DRAFT
    _save(page, old, imported, doing)
    return page, ImportOutcome.PAGE


def _says_the_same(page: Page, old: Page, draft: SiteVersion | None, doing: Import) -> bool:
    """Whether page or draft says what was read already; who replaces means the page."""
    content = page_content(page)
    is_drafted = draft is not None and draft.content == content
    if page.is_published != old.is_published:
        return False
    if content == page_content(old):
        return draft is None or is_drafted or not doing.replace_draft
    return is_drafted and not doing.replace


def _save_as_draft(old: Page, page: Page, imported: ImportedPage, doing: Import) -> None:
    save_draft(
        conference=old.conference,
        page=old,
        live=live_content(old),
        content=page_content(page),
        by=doing.by,
        at=doing.at,
        left_out="\n".join(imported.left_out),
    )
    record_page("import", old, doing.by, doing.at)


def _save(page: Page, old: Page | None, imported: ImportedPage, doing: Import) -> None:
    page.updated_at = doing.at
    page.save()
    save_version(page, old, doing.by, doing.at)
    if imported.left_out and not page.is_published:
        _save_as_draft(page, page, imported, doing)
        return
    page.versions.filter(published_at=doing.at).update(left_out="\n".join(imported.left_out))
    record_page("import", page, doing.by, doing.at)
