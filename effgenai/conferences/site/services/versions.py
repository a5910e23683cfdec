"""Versions of the home page and of written pages: one draft at most, and everything that was published."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Max

from effgenai.accounts.models import User
from effgenai.conferences.core.models import Conference
from effgenai.conferences.site.models import Page, SiteVersion
from effgenai.conferences.site.queries.versions import draft_of, versions_of

Content = dict[str, Any]


def save_draft(
    *,
    conference: Conference,
    page: Page | None,
    live: Content | None,
    content: Content,
    by: User | None,
    at: dt.datetime,
    left_out: str | None = None,
) -> SiteVersion:
    """Write the draft. `live` is what is published now, if anything is: it becomes a version beside it.

    `left_out` is told of an import alone; what is typed afterwards leaves it as it is.
    """
    draft = draft_of(conference, page)
    if draft is None:
        save_live(conference, page, live, at)
        draft = _add(conference, page, content, by, at, published=False)
    draft.content, draft.saved_at, draft.saved_by = content, at, by
    draft.left_out = draft.left_out if left_out is None else left_out
    draft.save(update_fields=["content", "saved_at", "saved_by", "left_out"])
    return draft


def stamp_version(
    *,
    conference: Conference,
    page: Page | None,
    live: Content | None,
    content: Content,
    by: User | None,
    at: dt.datetime,
) -> None:
    """Note that this content is published from now on, instead of `live`; the draft has done its work."""
    if content == live:
        clear_draft(conference, page)
        return
    save_live(conference, page, live, at)
    if draft := draft_of(conference, page):
        draft.content, draft.saved_at, draft.saved_by, draft.published_at = content, at, by, at
        draft.save(update_fields=["content", "saved_at", "saved_by", "published_at"])
    else:
        _add(conference, page, content, by, at, published=True)


def clear_draft(conference: Conference, page: Page | None) -> bool:
    """Remove the draft; says whether there was one."""
    return versions_of(conference, page).filter(published_at=None).delete()[0] > 0


def save_live(conference: Conference, page: Page | None, live: Content | None, at: dt.datetime) -> None:
    """Make a version of what is published now, unless it is one: it may have been changed elsewhere."""
    newest = versions_of(conference, page).exclude(published_at=None).first()
    if live is None or (newest and newest.content == live):
        return
    number = _next_number(conference, page)
    if draft := draft_of(conference, page):
        # The draft stays the newest.
        number, draft.number = draft.number, number
        draft.save(update_fields=["number"])
    SiteVersion.objects.create(
        conference=conference, page=page, number=number, content=live, saved_at=at, published_at=at
    )


def _next_number(conference: Conference, page: Page | None) -> int:
    last: int | None = versions_of(conference, page).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def _add(
    conference: Conference,
    page: Page | None,
    content: Content,
    by: User | None,
    at: dt.datetime,
    *,
    published: bool,
) -> SiteVersion:
    return SiteVersion.objects.create(
        conference=conference,
        page=page,
        number=_next_number(conference, page),
        content=content,
        saved_at=at,
        saved_by=by,
        published_at=at if published else None,
    )
