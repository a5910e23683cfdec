"""Versions of the home page and of written pages as their editors see them."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from effgenai.conferences.core.models import Conference
from effgenai.conferences.site.models import Page, SiteVersion
from effgenai.conferences.site.versions import Change, differences, home_parts, page_parts, stamp_of
from effgenai.ui.tables import Column

COLUMNS = (
    Column("Version"),
    Column("State"),
    Column("By"),
)


@dataclasses.dataclass(frozen=True, slots=True)
class VersionRow:
    """A version, and what it changed of the one before."""

    version: SiteVersion
    changes: list[Change]
    is_first: bool

    @property
    def parts(self) -> str:
        """The names of the parts that changed, in one line."""
        return ", ".join(change.part for change in self.changes)


def versions_of(conference: Conference, page: Page | None) -> QuerySet[SiteVersion]:
    """The versions of a page (None: of the home page), the newest first."""
    return SiteVersion.objects.filter(conference=conference, page=page).select_related("conference")


def draft_of(conference: Conference, page: Page | None) -> SiteVersion | None:
    """The draft that waits to be published, if there is one; one query."""
    return versions_of(conference, page).filter(published_at=None).select_related("saved_by").first()


def left_out_of(conference: Conference, page: Page | None) -> list[str]:
    """What the file had besides, from which the page was imported, until somebody publishes it; one query."""
    newest = versions_of(conference, page).first()
    is_seen = newest is None or (newest.published_at is not None and newest.saved_by_id is not None)
    return [] if newest is None or is_seen else newest.left_out.splitlines()


def stamp_of_home(conference: Conference) -> str:
    """A word that changes with every save of the home page or its draft; one query."""
    newest = versions_of(conference, None).first()
    if newest is None:
        return stamp_of()
    return stamp_of(newest.number, newest.saved_at, newest.published_at, newest.content)


def last_saved(page: Page) -> dt.datetime:
    """When the page, or the draft beside it, was saved last; one query."""
    draft = draft_of(page.conference, page)
    return draft.saved_at if draft else page.updated_at


def history(conference: Conference, page: Page | None) -> list[VersionRow]:
    """Every version with what it changed, the newest first; one query."""
    found = list(versions_of(conference, page).select_related("saved_by"))
    return [_row(version, earlier) for version, earlier in itertools.zip_longest(found, found[1:])]


def one_version(version: SiteVersion) -> VersionRow:
    """A version with what it changed; one query."""
    earlier = versions_of(version.conference, version.page).filter(number__lt=version.number).first()
    return _row(version, earlier)


def _row(version: SiteVersion, earlier: SiteVersion | None) -> VersionRow:
    changes = (
        differences(_parts(version, earlier.content), _parts(version, version.content)) if earlier else []
    )
    return VersionRow(version, changes, is_first=earlier is None)


def _parts(version: SiteVersion, content: Mapping[str, Any]) -> dict[str, str]:
    return home_parts(content) if version.page_id is None else page_parts(content)
