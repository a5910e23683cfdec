"""What the review page shows."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from django.db.models import Count, Q

from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import Viewer
from effgenai.conferences.dates.models import Milestone
from effgenai.conferences.dates.queries.milestones import milestone_for
from effgenai.conferences.dates.states import MilestoneKind
from effgenai.ui.text.numbers import counted
from reviews.assignment.models import Assignment, AssignmentQuerySet, assigned_to
from reviews.reviewing.models import Review, ReviewField, is_finally_decided
from reviews.reviewing.queries.reading import (
    ShownAnswer,
    answers_of,
    has_unsent_changes,
    is_submitted,
    review_of,
)
from reviews.reviewing.rules import Terms, why_not_decline, why_not_write
from reviews.reviewing.states import Audience
from submissions.core.models import Submission


@dataclasses.dataclass(frozen=True, slots=True)
class PaperToReview:
    """What a reviewer gets of a paper: its authors are not in it."""

    number: int
    title: str
    abstract: str
    topics: list[str]
    track: str
    has_manuscript: bool


@dataclasses.dataclass(frozen=True, slots=True)
class ReviewPage:
    """A reviewer's desk for one paper."""

    key: str
    pseudonym: str
    paper: PaperToReview
    review: Review | None
    questions: list[ReviewField]
    readers: dict[str, str]
    due: Milestone | None
    is_late: bool
    why_not_write: str | None
    why_not_decline: str | None

    @property
    def version(self) -> int:
        """Which save of the review the page shows."""
        return self.review.version if self.review else 0

    @property
    def is_submitted(self) -> bool:
        """True once it was submitted."""
        return is_submitted(self.review)

    @property
    def is_changed(self) -> bool:
        """True if something was typed since the last submission, or before the first."""
        return self.review is not None and has_unsent_changes(self.review)

    @property
    def typed(self) -> dict[str, Any]:
        """What the form shows: what was typed last, else what was submitted."""
        return (self.review.draft or self.review.answers) if self.review else {}

    @property
    def answers(self) -> list[ShownAnswer]:
        """One's own review with everything in it: as submitted, else as far as it was typed."""
        if self.review is None:
            return []
        written = self.review.answers if self.is_submitted else self.review.draft
        return answers_of(written, self.questions, frozenset(Audience))


def own_assignments(viewer: Viewer) -> AssignmentQuerySet:
    """The reviews a person is asked for, without papers that they are in conflict with."""
    if viewer.user is None:
        return Assignment.objects.none()
    mine = Assignment.objects.active().of(viewer.user)
    return mine.filter(role=Role.REVIEWER, submission__in=assigned_to(viewer).values("pk"))


def terms_of(assignment: Assignment, at: dt.datetime) -> Terms:
    """On what terms the review of a task is written. Two queries."""
    due = milestone_for(assignment.submission.conference, MilestoneKind.REVIEWS_DUE, user=assignment.reviewer)
    released = is_finally_decided(assignment.submission_id)
    return Terms(at, closes_at=due.closes_at if due else None, is_released=released)


def review_page(assignment: Assignment, viewer: Viewer) -> ReviewPage:
    """Everything the review page shows of a task; a constant number of queries."""
    review = review_of(assignment)
    terms = terms_of(assignment, viewer.at)
    due = milestone_for(viewer.conference, MilestoneKind.REVIEWS_DUE, user=viewer.user)
    return ReviewPage(
        key=assignment.key,
        pseudonym=assignment.pseudonym,
        paper=_paper(assignment.submission),
        review=review,
        questions=list(viewer.conference.review_fields.all()),
        readers=readers_of(assignment),
        due=due,
        is_late=due is not None and viewer.at > due.ends_at,
        why_not_write=why_not_write(assignment, review, terms),
        why_not_decline=why_not_decline(assignment, review),
    )


def _paper(submission: Submission) -> PaperToReview:
    return PaperToReview(
        number=submission.number,
        title=submission.title,
        abstract=submission.abstract,
        topics=[topic.name for topic in submission.topics.all()],
        track=submission.track.name,
        has_manuscript=submission.manuscript_id is not None,
    )


def readers_of(assignment: Assignment) -> dict[str, str]:
    """Who will read a field of each audience, in words and with a head-count; two queries."""
    others = assignment.submission.assignments.active().exclude(pk=assignment.pk)
    heads = others.aggregate(
        reviewers=Count("pk", filter=Q(role=Role.REVIEWER)), areas=Count("pk", filter=Q(role=Role.AREA_CHAIR))
    )
    chairs = assignment.submission.conference.memberships.filter(role=Role.CHAIR).count()
    committee = _joined(
        _heads(heads["reviewers"], "other reviewer"),
        _heads(heads["areas"], "area chair"),
        _chairs(chairs),
    )
    return {
        Audience.AUTHORS: f"Read by the authors once decisions are released, and by {committee}.",
        Audience.COMMITTEE: f"Read by {committee}. Never by the authors.",
        Audience.CHAIRS: f"Read only by the chairs ({_chairs(chairs)}), never by authors or other reviewers.",
    }


def _chairs(count: int) -> str:
    # The exact number would tell whether one of the chairs is in conflict, and so perhaps an author.
    return f"at most {_heads(count, 'chair') or 'one chair'}"


def _heads(count: int, word: str) -> str:
    return counted(count, word) if count else ""


def _joined(*parts: str) -> str:
    *first, last = [part for part in parts if part]
    return f"{', '.join(first)} and {last}" if first else last
