"""The reviews of a paper as each viewer may read them."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from effgenai.accounts.models import User
from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import Viewer
from reviews.assignment.models import Assignment
from reviews.reviewing.models import Review, ReviewField, are_reviews_out, reviews_out_for_author
from reviews.reviewing.rules import ReviewStanding, audiences_read, may_know_writer
from reviews.reviewing.states import Audience, FieldKind, ReviewState
from submissions.conflicts.rules import is_hidden_from
from submissions.core.models import Submission
from submissions.core.states import SubmissionState
from submissions.papers.access import Scores


def standing_on(submission: Submission, viewer: Viewer) -> ReviewStanding:
    """What the viewer is to the paper. Asks the rows themselves, apart from every list: five queries."""
    user = viewer.user
    if user is None or submission.conference_id != viewer.conference.pk:
        return ReviewStanding()
    is_author = submission.authorships.filter(user=user).exists()
    is_bidding_open = not is_hidden_from(submission, user) and submission.state != SubmissionState.DRAFT
    assignment = _assignment_of(submission, user) if is_bidding_open else None
    return ReviewStanding(
        user=user.pk,
        is_author=is_author,
        is_chair=is_bidding_open and viewer.is_chair,
        is_area_chair=viewer.is_area_chair and assignment is not None and assignment.role == Role.AREA_CHAIR,
        is_reviewer=assignment is not None,
        has_reviewed=assignment is not None and is_submitted(review_of(assignment)),
        are_reviews_out=are_reviews_out(submission, viewer),
    )


def _assignment_of(submission: Submission, user: User) -> Assignment | None:
    return submission.assignments.active().filter(reviewer=user).select_related("review").first()


def review_of(assignment: Assignment) -> Review | None:
    """The review of a task, if one was begun."""
    return getattr(assignment, "review", None)


def is_submitted(review: Review | None) -> bool:
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


def reviews_of(submission: Submission, viewer: Viewer, standing: ReviewStanding) -> list[ShownReview]:
    """The submitted reviews that the viewer reads, each with nothing but the fields meant for them.

    In the order of the random names, which tells nothing about who was first.
    """
    questions = list(viewer.conference.review_fields.all())
    reviews = (
        Review.objects.visible_to(viewer)
        .submitted()
        .filter(assignment__submission=submission)
        .select_related("assignment__reviewer")
        .order_by("assignment__pseudonym")
    )
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
    question = ReviewField.objects.filter(conference=viewer.conference, is_overall=True).first()
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
