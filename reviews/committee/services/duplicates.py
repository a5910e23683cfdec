"""Counts accounts that look like one person's ahead of the page that tells how many there are.

The search compares everybody with everybody of a like name, seconds among thousands of people. So its answer
is kept, for each chair and for just the papers that they handle, and a worker searches again once rows were
written.
"""

from __future__ import annotations

import dataclasses
import datetime as dt

from celery import shared_task
from django.conf import settings
from django.core.cache import cache

from effgenai.accounts.identities.duplicate_accounts import standing_pairs
from effgenai.accounts.models import User
from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.viewer import Viewer, viewer_for
from effgenai.resilience.database.writes import rows_stamp
from effgenai.resilience.nudges import nudge
from reviews.committee.queries.duplicates import duplicate_rows, seen_by

LIFE_SECONDS = 7 * 24 * 3600
# How long a worker has time before it is asked again.
PAUSE_SECONDS = 30


@dataclasses.dataclass(frozen=True, slots=True)
class DuplicateCount:
    """How many pairs look alike, and when they were looked for; `is_stale`: rows were written since."""

    number: int
    at: dt.datetime
    is_stale: bool = False


def known_duplicates(viewer: Viewer) -> DuplicateCount:
    """The last count, less what was merged or declined since; searched for at once if none is kept."""
    found = cache.get(_key(viewer)) if settings.KEEP_PAGES_SECONDS else None
    if found is None:
        return count_duplicates(viewer)
    stamp, at, pairs = found
    return DuplicateCount(len(standing_pairs(pairs)), at, is_stale=stamp != rows_stamp())


def count_duplicates(viewer: Viewer) -> DuplicateCount:
    """Search now, and keep what is found."""
    stamp = rows_stamp()  # before the rows are read: what is written meanwhile makes it stale
    pairs = [(row.one.user.pk, row.other.user.pk) for row in duplicate_rows(viewer)]
    if settings.KEEP_PAGES_SECONDS:
        cache.set(_key(viewer), (stamp, viewer.at, pairs), LIFE_SECONDS)
    return DuplicateCount(len(pairs), viewer.at)


def count_anew(viewer: Viewer) -> None:
    """Ask a worker to search for the viewer, at most once in `PAUSE_SECONDS`."""
    assert viewer.user is not None
    if cache.add(f"{_key(viewer)}:asked", 1, PAUSE_SECONDS):
        nudge(count_duplicate_accounts, viewer.conference.pk, viewer.user.pk, viewer.at.isoformat())


@shared_task
def count_duplicate_accounts(conference: int, person: int, asked_at: str) -> None:
    """Search as of a time in ISO form for the person of this key, if they are a chair there still."""
    place = Conference.objects.filter(pk=conference).first()
    user = User.objects.filter(pk=person, is_active=True).first()
    if place and user:
        viewer = viewer_for(user=user, conference=place, at=dt.datetime.fromisoformat(asked_at))
        if viewer.is_chair:
            count_duplicates(viewer)


def _key(viewer: Viewer) -> str:
    """Filed under the papers that it may draw on: no number tells of one that the viewer must not notice."""
    assert viewer.user is not None
    papers = viewer.once("duplicates", lambda: seen_by(viewer))
    return f"duplicates:{viewer.conference.pk}:{viewer.user.pk}:{papers}"
