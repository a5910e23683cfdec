"""Which conflicts a chair may read of, those of one paper, and on which they may say something."""

from __future__ import annotations

import dataclasses

from django.db.models import Q

from effgenai.conferences.core.viewer import Viewer
from effgenai.ui.web.rows import numbered
from submissions.conflicts.models import Conflict, ConflictQuerySet
from submissions.conflicts.rules import conflict_words
from submissions.conflicts.states import TELLING_SOURCES, ConflictStanding
from submissions.core.models import Submission

OF_LINE = ("submission", "source", "standing", "detail", "user__name", "user__email")


@dataclasses.dataclass(frozen=True, slots=True)
class ConflictLine:
    """Who is in conflict with a paper, why, and whether it holds; `url`: where the reader may say so."""

    name: str
    words: str
    standing: ConflictStanding
    url: str


def shown_conflicts(viewer: Viewer, rows: ConflictQuerySet) -> ConflictQuerySet:
    """Those of the conflicts with papers a chair handles that they may know of.

    Nobody is told of a potential conflict of their own. Where authors are hidden from chairs, they are told
    of none that follows from who the authors are unless it binds: what they type themselves of somebody
    could else tell them.
    """
    withheld = Q(user=viewer.user)
    if viewer.conference.hide_authors_from_chairs:
        withheld |= Q(source__in=TELLING_SOURCES)
    return rows.exclude(withheld, standing=ConflictStanding.POTENTIAL)


def conflict_lines(viewer: Viewer, paper: Submission, *, with_authors: bool) -> list[ConflictLine]:
    """The conflicts of a paper; where authors are hidden, nothing that follows from who they are.

    Of people who are of no committee any more only what somebody declared: the others would be authors.
    """
    rows = shown_conflicts(viewer, paper.conflicts.all()).select_related("user")
    if not with_authors:
        members = paper.conference.memberships.values("user")
        rows = rows.exclude(~Q(user__in=members), source__in=TELLING_SOURCES)
    rows = rows.order_by("user__name", "user", "pk").only(*OF_LINE)
    pages = numbered("submissions:conflict", viewer.conference.slug)
    return [
        ConflictLine(
            name=str(row.user),
            words=conflict_words(row, with_authors=with_authors),
            standing=ConflictStanding(row.standing),
            url=pages.of(row.pk) if may_decide(viewer, row) else "",
        )
        for row in rows
    ]


def may_decide(viewer: Viewer, conflict: Conflict) -> bool:
    """Whether a chair is offered to confirm or dismiss a conflict with a paper that they handle.

    Never their own. Where authors are hidden from chairs, none that follows from who the authors are: being
    refused would tell.
    """
    is_hidden = viewer.conference.hide_authors_from_chairs and conflict.source in TELLING_SOURCES
    return viewer.user is not None and conflict.user_id != viewer.user.pk and not is_hidden


def find_conflict(viewer: Viewer, pk: int) -> Conflict | None:
    """The conflict of this key, if the chair may say something about it."""
    handled = Submission.objects.handled_by(viewer).values("pk")
    rows = shown_conflicts(viewer, Conflict.objects.filter(pk=pk, submission__in=handled))
    found = rows.select_related("submission__conference", "user").first()
    return found if found and may_decide(viewer, found) else None
