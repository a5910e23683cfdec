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
from effgenai.conferences.core.records import record
from effgenai.conferences.core.services.conference import lock_conference
from effgenai.conferences.site.blocks import HomeContent, problems_of, read_home, write_home
from effgenai.conferences.site.importing.home import ImportedHome
from effgenai.conferences.site.importing.pages import ImportedPage
from effgenai.conferences.site.models import Page, SiteVersion
from effgenai.conferences.site.queries.home import live_home, topics_in_order
from effgenai.conferences.site.queries.versions import draft_of
from effgenai.conferences.site.rules import why_not_replace_draft
from effgenai.conferences.site.services.home import publish_content
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
    already, and `replace_draft` what somebody has typed beside it, or on the home page.
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


@transaction.atomic
def import_home(*, conference: Conference, imported: ImportedHome, doing: Import) -> ImportOutcome:
    """Make what was read from a file the draft of the home page, or publish it if that is asked for.

    The same file again changes nothing. Raises Refused where it would overwrite what somebody typed, and
    where it cannot be published.
    """
    conference = lock_conference(conference)
    content = _what_it_changes(conference, imported.content)
    live, draft = live_home(conference), draft_of(conference, None)
    if content == live and (draft is None or doing.publish or not doing.replace_draft):
        return ImportOutcome.UNCHANGED
    if draft and read_home(draft.content) == content and not doing.publish:
        return ImportOutcome.UNCHANGED
    refuse(why_not_replace_draft(draft, may_replace=doing.replace_draft))
    if doing.publish:
        refuse(next((sentence for _, sentence in problems_of(content)), None))
        publish_content(conference, content, doing.by, doing.at)
        return ImportOutcome.PAGE
    _save_home_draft(conference, live, content, imported.left_out, doing)
    return ImportOutcome.DRAFT


def _what_it_changes(conference: Conference, content: HomeContent) -> HomeContent:
    """The content without the title and the topics that the conference has already."""
    topics = list(conference.topics.all())
    is_new = [topic.name for topic in topics_in_order(topics, content.topics)] != [row.name for row in topics]
    return dataclasses.replace(
        content,
        title=content.title if content.title != conference.title else "",
        topics=content.topics if is_new else (),
    )


def _save_home_draft(
    conference: Conference, live: HomeContent, content: HomeContent, left_out: tuple[str, ...], doing: Import
) -> None:
    save_draft(
        conference=conference,
        page=None,
        live=write_home(live),
        content=write_home(content),
        by=doing.by,
        at=doing.at,
        left_out="\n".join(left_out),
    )
    record(
        action="home.import",
        by=doing.by,
        at=doing.at,
        conference=conference,
        summary="a file became the draft",
    )


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
