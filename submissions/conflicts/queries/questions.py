"""The potential conflicts that wait for a word, and of whom."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse

from effgenai.accounts.models import User
from effgenai.conferences.core.models import Conference, Membership
from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import Viewer
from effgenai.conferences.dates.queries.milestones import known_dates
from effgenai.conferences.web.desk import Stage
from effgenai.ui.tables import Column
from submissions.conflicts.models import Conflict, ConflictBatch, ConflictQuerySet
from submissions.conflicts.queries.shown import shown_conflicts
from submissions.conflicts.rules import BY_LIST, MANY, conflict_words, is_bound, is_many
from submissions.conflicts.states import TELLING_SOURCES, ConflictStanding
from submissions.core.models import Submission
from submissions.core.rules import why_closed

QUEUE_COLUMNS = (
    Column("Who"),
    Column("Paper"),
    Column("Why"),
    Column("Since", phone=False),
)


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


def questions_waiting(viewer: Viewer) -> int:
    """How many questions `queue` asks, without reading what they are about; one query."""
    by_list = Count("user", distinct=True, filter=Q(source__in=BY_LIST))
    papers = questions(viewer).order_by().values("submission").annotate(rows=Count("pk"), people=by_list)
    return sum(1 if people >= MANY else rows for rows, people in papers.values_list("rows", "people"))


def conflicts_stage(viewer: Viewer) -> Stage | None:
    """The place of the questions in the sidebar: how many this chair may answer, once the call is over."""
    if not viewer.is_chair:
        return None
    number = questions_waiting(viewer)
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
