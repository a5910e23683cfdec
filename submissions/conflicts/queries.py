"""Conflicts as a chair may read them, and the potential ones that wait for a word."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from effgenai.accounts.models import User
from effgenai.conferences.core.models import Conference, Membership
from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import Viewer
from effgenai.conferences.dates.queries.milestones import known_dates
from effgenai.conferences.web.desk import Stage
from effgenai.ui.tables import Column
from submissions.conflicts.models import Conflict, ConflictBatch, ConflictQuerySet
from submissions.conflicts.rules import conflict_words, is_bound, is_many
from submissions.conflicts.states import TELLING_SOURCES, ConflictStanding
from submissions.core.models import Submission
from submissions.core.rules import why_closed

QUEUE_COLUMNS = (
    Column("Who"),
    Column("Paper"),
    Column("Why"),
    Column("Since", phone=False),
)


@dataclasses.dataclass(frozen=True, slots=True)
class ConflictLine:
    """Who is in conflict with a paper, why, and whether it holds; `may_decide`: the reader may say so."""

    pk: int
    user: User
    words: str
    standing: ConflictStanding
    may_decide: bool


def shown_conflicts(viewer: Viewer, rows: ConflictQuerySet) -> ConflictQuerySet:
    """Those of the conflicts with papers a chair handles that they may know of.

    Nobody is told of a potential conflict of their own. Where authors are hidden from chairs, they are told
    of none that follows from who the authors are unless it binds: what they type themselves of somebody
    could else tell them.
    """
    waiting = rows.model.objects.filter(standing=ConflictStanding.POTENTIAL)
    withheld = waiting.filter(user=viewer.user)
    if viewer.conference.hide_authors_from_chairs:
        withheld |= waiting.filter(source__in=TELLING_SOURCES)
    return rows.exclude(pk__in=withheld.values("pk"))


def conflict_lines(viewer: Viewer, paper: Submission, *, with_authors: bool) -> list[ConflictLine]:
    """The conflicts of a paper; where authors are hidden, nothing that follows from who they are.

    Of people who are of no committee any more only what somebody declared: the others would be authors.
    """
    rows = shown_conflicts(viewer, paper.conflicts.all()).select_related("user")
    if not with_authors:
        members = paper.conference.memberships.values("user")
        rows = rows.exclude(~Q(user__in=members), source__in=TELLING_SOURCES)
    rows = rows.order_by("user__name", "user", "pk")
    return [
        ConflictLine(
            pk=row.pk,
            user=row.user,
            words=conflict_words(row, with_authors=with_authors),
            standing=ConflictStanding(row.standing),
            may_decide=may_decide(viewer, row),
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


def questions(viewer: Viewer) -> ConflictQuerySet:
    """The potential conflicts of the conference that the viewer may say something about.

    A chair: those with papers they may work on, never their own; where authors are hidden from chairs, none
    that follows from who the authors are. A site administrator who is no chair: those that no chair may.
    """
    if viewer.user is None:
        return Conflict.objects.none()
    if viewer.is_chair:
        handled = Submission.objects.handled_by(viewer).values("pk")
        waiting = Conflict.objects.filter(standing=ConflictStanding.POTENTIAL, submission__in=handled)
        return shown_conflicts(viewer, waiting)
    if not viewer.user.is_staff:
        return Conflict.objects.none()
    return _without_a_chair(viewer.user).filter(submission__conference=viewer.conference)


def _without_a_chair(user: User) -> ConflictQuerySet:
    """The potential conflicts that no chair may decide on, for a site administrator who is none there.

    None with papers that are kept from them, and none of their own.
    """
    papers = Submission.objects.without_conflict(user)
    papers = papers.exclude(conference__in=user.memberships.filter(role=Role.CHAIR).values("conference"))
    waiting = Conflict.objects.filter(standing=ConflictStanding.POTENTIAL, submission__in=papers.values("pk"))
    chairs = Membership.objects.filter(
        conference=OuterRef("submission__conference"), role=Role.CHAIR, user__is_active=True
    ).exclude(user=OuterRef("user"))
    free = chairs.filter(~is_bound(OuterRef("submission"), "user"))
    hidden = Q(submission__conference__hide_authors_from_chairs=True, source__in=TELLING_SOURCES)
    return waiting.exclude(user=user).filter(~Exists(free) | hidden)


@dataclasses.dataclass(frozen=True, slots=True)
class Question:
    """One thing to decide: a person and a paper, or all that follows from one author list."""

    submission: Submission
    rows: list[Conflict]

    @property
    def key(self) -> str:
        """How a form names it."""
        return "-".join(str(row.pk) for row in self.rows)

    @property
    def people(self) -> str:
        """Whom it is about."""
        return ", ".join(dict.fromkeys(str(row.user) for row in self.rows))

    @property
    def is_many(self) -> bool:
        """Whether it is about a whole author list."""
        return len(self.rows) > 1

    @property
    def words(self) -> str:
        """Why they may be in conflict."""
        if self.is_many:
            return "the authors list, name or have written with this many of the committee"
        return conflict_words(self.rows[0], with_authors=True)

    @property
    def since(self) -> dt.datetime:
        """Since when it waits."""
        return min(row.created_at for row in self.rows)


def queue(viewer: Viewer) -> list[Question]:
    """What the viewer is asked, the oldest first; one query."""
    rows = questions(viewer).select_related("user", "submission")
    rows = rows.order_by("submission__number", "user__name", "pk")
    found = []
    for _, group in itertools.groupby(rows, key=lambda row: row.submission_id):
        together = list(group)
        parts = [together] if is_many(together) else [[row] for row in together]
        found += [Question(part[0].submission, part) for part in parts]
    return sorted(found, key=lambda question: question.since)


def conflicts_stage(viewer: Viewer) -> Stage | None:
    """The place of the questions in the sidebar: how many this chair may answer, once the call is over."""
    if not viewer.is_chair:
        return None
    number = len(queue(viewer))
    is_early = bool(number) and batch_of(viewer.conference) is None and why_closed(viewer) is None
    return Stage(
        key="conflicts",
        label="Conflicts",
        url=reverse("submissions:conflicts", args=[viewer.conference.slug]),
        note=f"{number} open" if number and not is_early else "",
        state="later" if is_early else "now" if number else "done",
        until=known_dates(viewer).turn_after(viewer.at) if number else None,
    )


def batch_of(conference: Conference) -> ConflictBatch | None:
    """When what was known of conflicts became binding, if it has."""
    return ConflictBatch.objects.filter(conference=conference).select_related("bound_by").first()


def notes_of_questions(user: User) -> dict[int, str]:
    """Conferences with questions that no chair may answer, for a site administrator."""
    if not user.is_staff:
        return {}
    where = _without_a_chair(user).values_list("submission__conference", "submission__conference__slug")
    words = "A conflict of interest waits for your word, since no chair may decide: see"
    return {key: f"{words} /{slug}/chair/conflicts/." for key, slug in where.distinct()}
