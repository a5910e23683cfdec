"""Conflicts of interest as a chair may read them."""

from __future__ import annotations

import dataclasses

from django.db.models import Q

from effgenai.accounts.models import User
from effgenai.conferences.viewer import Viewer
from submissions.models import Submission
from submissions.querysets import ConflictQuerySet
from submissions.rules import conflict_words
from submissions.states import DERIVED_SOURCES, ConflictStanding


@dataclasses.dataclass(frozen=True, slots=True)
class ConflictLine:
    """Who is in conflict with a paper, why, and whether it holds."""

    user: User
    words: str
    standing: ConflictStanding


def shown_conflicts(viewer: Viewer, rows: ConflictQuerySet) -> ConflictQuerySet:
    """Those of the conflicts with papers a chair handles that they may know of.

    Nobody is told of a potential conflict of their own. Where authors are hidden from chairs, they are told
    of none that follows from who the authors are unless it binds: what they type themselves of somebody
    could else tell them.
    """
    waiting = rows.model.objects.filter(standing=ConflictStanding.POTENTIAL)
    kept_back = waiting.filter(user=viewer.user)
    if viewer.conference.hide_authors_from_chairs:
        kept_back |= waiting.derived()
    return rows.exclude(pk__in=kept_back.values("pk"))


def conflict_lines(viewer: Viewer, paper: Submission, *, with_authors: bool) -> list[ConflictLine]:
    """The conflicts of a paper; where authors are hidden, nothing that follows from who they are.

    Of people who are of no committee any more only what somebody declared: the others would be authors.
    """
    rows = shown_conflicts(viewer, paper.conflicts.all()).select_related("user")
    if not with_authors:
        members = paper.conference.memberships.values("user")
        rows = rows.exclude(~Q(user__in=members), source__in=DERIVED_SOURCES)
    rows = rows.order_by("user__name", "user", "pk")
    return [
        ConflictLine(row.user, conflict_words(row, with_authors=with_authors), ConflictStanding(row.standing))
        for row in rows
    ]
