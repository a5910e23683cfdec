"""Chairs mark what reviewers flagged as seen, or as unread again."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Collection, Sequence

from django.db import transaction

from effgenai.conferences.core.viewer import Viewer
from reviews.reviewing.models import SeenFlag
from reviews.reviewing.queries.flags import Flag, flags_for
from submissions.core.records import record_paper


@dataclasses.dataclass(frozen=True, slots=True)
class Marked:
    """How many flags were marked, and how many say something else by now and stay as they are."""

    done: int
    changed: int


@transaction.atomic
def mark_flags(*, viewer: Viewer, keys: Collection[str], seen: bool, at: dt.datetime) -> Marked:
    """Mark the answers of these keys as seen, or as unread. Who has seen one first stays named.

    Answers that were changed since the page was made are left as they are: nobody has seen the new ones.
    """
    known = {flag.key: flag for flag in flags_for(viewer)}
    meant = [known[key] for key in dict.fromkeys(keys) if key in known]
    turned = [flag for flag in meant if flag.is_unread == seen]
    if seen:
        _see(viewer, turned, at)
    else:
        for flag in turned:
            SeenFlag.objects.filter(review=flag.review, question=flag.question).delete()
    for flag in turned:
        action = "review_flag.see" if seen else "review_flag.unsee"
        record_paper(action, flag.paper, by=viewer.user, at=at, summary=flag.label)
    return Marked(done=len(turned), changed=len(set(keys) - known.keys()))


def _see(viewer: Viewer, flags: Sequence[Flag], at: dt.datetime) -> None:
    rows = [
        SeenFlag(
            review_id=flag.review, question=flag.question, seal=flag.seal, seen_at=at, seen_by=viewer.user
        )
        for flag in flags
    ]
    SeenFlag.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["review", "question"],
        update_fields=["seal", "seen_at", "seen_by"],
    )
