"""The reviews of a paper as each viewer may read them."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeGuard

from django.db.models import Exists, Subquery

from effgenai.accounts.models import User
from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import Viewer
from effgenai.conferences.web.caching import cached_rows
from reviews.assignment.models import Assignment, AssignmentQuerySet
from reviews.reviewing.models import Review, ReviewField, are_reviews_out, reviews_out_for_author
from reviews.reviewing.rules import ReviewStanding, audiences_read, may_know_writer
from reviews.reviewing.states import Audience, FieldKind, ReviewState
from submissions.core.models import Submission
from submissions.core.states import SubmissionState
from submissions.papers.access import Scores


def standing_on(submission: Submission, viewer: Viewer) -> ReviewStanding:
    """What the viewer is to the paper. Asks the rows themselves, apart from every list: one query."""
    if viewer.user is None or submission.conference_id != viewer.conference.pk:
        return ReviewStanding()
    user = viewer.user
    return viewer.once(("standing", submission.pk), lambda: _standing_on(submission, viewer, user))


def _standing_on(submission: Submission, viewer: Viewer, user: User) -> ReviewStanding:
    this = Submission.objects.filter(pk=submission.pk)
    rows = this.annotate(
        lists_them=Exists(submission.authorships.filter(user=user)),
        is_open=Exists(Submission.objects.filter(pk=submission.pk).without_conflict(user)),
        is_out=Exists(this.filter(decision__released_at__isnull=False)),
        role=Subquery(_assignments_of(submission, user).values("role")[:1]),
        review_state=Subquery(_assignments_of(submission, user).values("review__state")[:1]),
    )
    lists_them, is_open, is_out, *assignment = rows.values_list(
        "lists_them", "is_open", "is_out", "role", "review_state"
    ).get()
    is_judged = is_open and submission.state != SubmissionState.DRAFT
    role, review_state = assignment if is_judged else (None, None)
    return ReviewStanding(
        user=user.pk,
        is_author=lists_them,
        is_chair=is_judged and viewer.is_chair,
        is_area_chair=viewer.is_area_chair and role == Role.AREA_CHAIR,
        is_reviewer=role is not None,
        has_reviewed=review_state == ReviewState.SUBMITTED,
        are_reviews_out=are_reviews_out(submission, viewer, is_decision_out=is_out),
    )


def _assignments_of(submission: Submission, user: User) -> AssignmentQuerySet:
    return Assignment.objects.active().filter(submission=submission, reviewer=user).order_by("pk")


def review_of(assignment: Assignment) -> Review | None:
    """The review of a task, if one was begun."""
    return getattr(assignment, "review", None)


def is_submitted(review: Review | None) -> TypeGuard[Review]:
    """True for a review that was handed in."""
    return review is not None and review.state == ReviewState.SUBMITTED


@dataclasses.dataclass(frozen=True, slots=True)
class ShownAnswer:
    """An answer as it is shown: `text` is Markdown, `value` a score or choice with its `meaning`."""

    label: str
    audience: str
    text: str = ""
    value: str = ""
    meaning: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class ShownReview:
    """A review as authors and fellow reviewers read it: it does not hold who wrote it, nor when."""

    pseudonym: str
    is_own: bool
    answers: list[ShownAnswer]


@dataclasses.dataclass(frozen=True, slots=True)
class NamedReview(ShownReview):
    """A review as chairs read it."""

    reviewer: str
    submitted_at: dt.datetime | None


def has_unsent_changes(review: Review) -> bool:
    """True if something was typed that its readers do not have."""
    return bool(review.draft) and review.draft != review.answers


def assignments_on(submission: Submission, viewer: Viewer) -> list[Assignment]:
    """All tasks on a paper with their reviews, in the order of the random names; once while a page is drawn.

    They hold more than most viewers may know: ask the rules of each review and task before anything is shown.
    """
    return viewer.once(("assignments", submission.pk), lambda: _assignments_on(submission))


def _assignments_on(submission: Submission) -> list[Assignment]:
    assignments = Assignment.objects.filter(submission=submission).select_related("reviewer", "review")
    found = list(assignments.defer("review__draft").order_by("pseudonym"))
    for assignment in found:
        assignment.submission = submission
    return found


def questions_of(viewer: Viewer) -> list[ReviewField]:
    """The questions of the review form in their order; no query where they are kept."""
    conference = viewer.conference.pk
    return cached_rows(viewer, "review-form", lambda: list(ReviewField.objects.filter(conference=conference)))


def reviews_of(submission: Submission, viewer: Viewer, standing: ReviewStanding) -> list[ShownReview]:
    """The submitted reviews that the viewer reads, each with nothing but the fields meant for them.

    In the order of the random names, which tells nothing about who was first. The rule for one review decides
    here, which a test holds against `visible_to`.
    """
    questions = questions_of(viewer)
    reviews = filter(is_submitted, map(review_of, assignments_on(submission, viewer)))
    return [_shown(review, questions, standing) for review in reviews if audiences_read(review, standing)]


def _shown(review: Review, questions: Sequence[ReviewField], standing: ReviewStanding) -> ShownReview:
    assignment = review.assignment
    answers = answers_of(review.answers, questions, audiences_read(review, standing))
    is_own = assignment.reviewer_id == standing.user
    if may_know_writer(standing):
        return NamedReview(
            assignment.pseudonym, is_own, answers, str(assignment.reviewer), review.submitted_at
        )
    return ShownReview(assignment.pseudonym, is_own, answers)


def answers_of(
    answers: Mapping[str, Any], questions: Iterable[ReviewField], audiences: frozenset[Audience]
) -> list[ShownAnswer]:
    """What was answered to the questions of these audiences, in the order of the form."""
    readable = [question for question in questions if question.audience in audiences]
    return [_answer(question, answers[question.name]) for question in readable if answers.get(question.name)]


def _answer(question: ReviewField, value: Any) -> ShownAnswer:
    audience = "" if question.audience == Audience.AUTHORS else question.get_audience_display()
    if question.kind == FieldKind.TEXT:
        return ShownAnswer(question.label, audience, text=str(value))
    if question.kind == FieldKind.TICK:
        return ShownAnswer(question.label, audience, value="yes")
    meanings = {str(step): words for step, words in question.anchors}
    return ShownAnswer(question.label, audience, value=str(value), meaning=meanings.get(str(value), ""))


def own_overall_scores(viewer: Viewer) -> dict[int, Scores]:
    """The overall scores of the viewer's own papers whose reviews are out, if authors may read them."""
    question = next((one for one in questions_of(viewer) if one.is_overall), None)
    steps = [step for step, _ in question.anchors] if question and question.kind == FieldKind.SCORE else []
    if question is None or question.audience != Audience.AUTHORS or not steps:
        return {}
    own = reviews_out_for_author(viewer)
    reviews = (
        Review.objects.visible_to(viewer).submitted().filter(assignment__submission__in=own.values("pk"))
    )
    found: dict[int, list[int]] = defaultdict(list)
    for paper, answers in reviews.order_by("assignment__pseudonym").values_list(
        "assignment__submission", "answers"
    ):
        if answers.get(question.name):
            found[paper].append(int(answers[question.name]))
    return {paper: Scores(values, min(steps), max(steps)) for paper, values in found.items()}
