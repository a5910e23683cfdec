"""The reviews of a paper as each viewer may read them."""

from __future__ import annotations

import dataclasses
import datetime as dt
import operator
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeGuard

from django.db.models import F
from django.utils.safestring import SafeString

from effgenai.accounts.models import User
from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import Viewer
from effgenai.conferences.web.caching import cached_rows
from effgenai.ui.text.markdown import render_markdown
from reviews.assignment.models import Assignment
from reviews.assignment.states import AssignmentState
from reviews.reviewing.models import Review, ReviewField, are_reviews_out, reviews_out_for_author
from reviews.reviewing.rules import ReviewStanding, audiences_read, may_know_writer, reads_as_author
from reviews.reviewing.states import Audience, FieldKind, ReviewState
from submissions.core.models import Submission
from submissions.core.states import SubmissionState
from submissions.papers.access import Scores
from submissions.papers.queries.page import facts_of

# What the pages of a paper say of an assignment, its reviewer and its review; other pages read the rest.
OF_ASSIGNMENT = (
    *("key", "submission", "role", "state", "pseudonym", "author_number"),
    *("reviewer__name", "reviewer__email"),
    *("review__state", "review__answers", "review__version", "review__submitted_at"),
)


def standing_on(submission: Submission, viewer: Viewer) -> ReviewStanding:
    """What the viewer is to the paper, from its facts and its assignments: no query once both are read."""
    if viewer.user is None or submission.conference_id != viewer.conference.pk:
        return ReviewStanding()
    user = viewer.user
    return viewer.once(("standing", submission.pk), lambda: _standing_on(submission, viewer, user))


def _standing_on(submission: Submission, viewer: Viewer, user: User) -> ReviewStanding:
    facts = facts_of(viewer, submission)
    is_judged = facts.is_impartial and submission.state != SubmissionState.DRAFT
    own = _own_assignment(user, assignments_on(submission, viewer)) if is_judged else None
    return ReviewStanding(
        user=user.pk,
        is_author=any(author.user_id == user.pk for author in submission.authorships.all()),
        is_chair=is_judged and viewer.is_chair,
        is_area_chair=viewer.is_area_chair and own is not None and own.role == Role.AREA_CHAIR,
        is_reviewer=own is not None,
        has_reviewed=own is not None and is_submitted(review_of(own)),
        are_reviews_out=are_reviews_out(submission, viewer, is_decision_out=facts.is_decision_out),
    )


def _own_assignment(user: User, assignments: Iterable[Assignment]) -> Assignment | None:
    """The person's own assignment among those of a paper, if it stands."""
    theirs = (assignment for assignment in assignments if assignment.reviewer_id == user.pk)
    return next((assignment for assignment in theirs if assignment.state != AssignmentState.DECLINED), None)


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

    @property
    def html(self) -> SafeString:
        """The text as safe HTML."""
        return render_markdown(self.text)


@dataclasses.dataclass(frozen=True, slots=True)
class ShownReview:
    """A review as authors and fellow reviewers read it: it does not hold who wrote it, nor when.

    Authors read a number for the reviewer, the committee the random name on the paper.
    """

    known_as: str
    is_own: bool
    answers: list[ShownAnswer]


@dataclasses.dataclass(frozen=True, slots=True)
class NamedReview(ShownReview):
    """A review as chairs read it."""

    reviewer: str
    submitted_at: dt.datetime | None
    for_authors: str


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
    found = list(assignments.only(*OF_ASSIGNMENT).order_by("pseudonym"))
    for assignment in found:
        assignment.submission = submission
    return found


def questions_of(viewer: Viewer) -> list[ReviewField]:
    """The questions of the review form in their order; no query where they are kept."""
    conference = viewer.conference.pk
    return cached_rows(viewer, "review-form", lambda: list(ReviewField.objects.filter(conference=conference)))


def reviews_of(submission: Submission, viewer: Viewer, standing: ReviewStanding) -> list[ShownReview]:
    """The submitted reviews that the viewer reads, each with nothing but the fields meant for them.

    In the order of the random names, which tells nothing about who was first; for authors in that of their
    numbers. The rule for one review decides here, which a test holds against `visible_to`.
    """
    questions = questions_of(viewer)
    reviews = filter(is_submitted, map(review_of, assignments_on(submission, viewer)))
    shown = [review for review in reviews if audiences_read(review, standing)]
    if reads_as_author(standing):
        return [
            ShownReview(author_name(number), is_own=False, answers=_answers(review, questions, standing))
            for number, review in numbered(shown)
        ]
    return [_shown(review, questions, standing) for review in shown]


def numbered(reviews: Iterable[Review]) -> list[tuple[int, Review]]:
    """Reviews of a paper with their numbers for authors, in this order.

    Those without one follow in the order of their random names, as they will be numbered.
    """
    given: dict[int, Review] = {}
    rest: list[Review] = []
    for review in sorted(reviews, key=lambda review: review.assignment.pseudonym):
        number = review.assignment.author_number
        if number is None:
            rest.append(review)
        else:
            given[number] = review
    return [*sorted(given.items(), key=operator.itemgetter(0)), *enumerate(rest, max(given, default=0) + 1)]


def author_name(number: int) -> str:
    """What authors read in the place of a reviewer's name."""
    return f"Reviewer {number}"


def _shown(review: Review, questions: Sequence[ReviewField], standing: ReviewStanding) -> ShownReview:
    assignment = review.assignment
    answers = _answers(review, questions, standing)
    is_own = assignment.reviewer_id == standing.user
    if may_know_writer(standing):
        number = assignment.author_number
        name = author_name(number) if number else ""
        return NamedReview(
            assignment.pseudonym, is_own, answers, str(assignment.reviewer), review.submitted_at, name
        )
    return ShownReview(assignment.pseudonym, is_own, answers)


def _answers(review: Review, questions: Sequence[ReviewField], standing: ReviewStanding) -> list[ShownAnswer]:
    return answers_of(review.answers, questions, audiences_read(review, standing))


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
    in_order = (F("assignment__author_number").asc(nulls_last=True), "assignment__pseudonym")
    for paper, answers in reviews.order_by(*in_order).values_list("assignment__submission", "answers"):
        if answers.get(question.name):
            found[paper].append(int(answers[question.name]))
    return {paper: Scores(values, min(steps), max(steps)) for paper, values in found.items()}
