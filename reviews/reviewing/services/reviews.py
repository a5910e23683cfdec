"""Writing reviews, handing papers back, and saying that one is in conflict."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

from django.db import transaction

from effgenai.accounts.models import User
from effgenai.conferences.core.errors import Overtaken, Refused, refuse
from effgenai.mail.services import enqueue_mail
from effgenai.resilience.database.locks import lock
from effgenai.transitions import set_state, transition
from reviews.assignment.emails import paper_declined_message
from reviews.assignment.models import Assignment
from reviews.assignment.states import AssignmentState
from reviews.committee.emails import due_date
from reviews.reviewing.models import Review, ReviewField, ReviewVersion
from reviews.reviewing.queries.writing import terms_of
from reviews.reviewing.rules import why_not_decline, why_not_write
from reviews.reviewing.services.numbering import number_shown_reviews
from reviews.reviewing.states import ReviewState
from submissions.conflicts.rules import free_chairs
from submissions.conflicts.services.derived import declare_conflict
from submissions.core.models import Submission
from submissions.core.records import record_paper

LONGEST_DETAIL = 300
SAVED_SINCE = "This review was saved elsewhere, perhaps in another tab."


def save_draft(
    *,
    assignment: Assignment,
    typed: dict[str, Any],
    version: int,
    by: User,
    at: dt.datetime,
    force: bool = False,
) -> Review:
    """Keep what is typed, right or wrong. `version` is the save it began from; `force` overwrites a newer.

    Raises Overtaken with the review as it stands if it was saved elsewhere since.
    """
    with transaction.atomic():
        assignment, review = _lock(assignment, by=by, at=at)
        if typed == review.draft or (review.pk is None and not any(typed.values())):
            return review
        _compare(review, version=version, force=force)
        review.draft = typed
        _store(review, at=at, fields=["draft"])
        if review.version == 1:
            record_paper("review.begin", assignment.submission, by=by, at=at, summary=assignment.pseudonym)
        return review


def submit_review(
    *,
    assignment: Assignment,
    typed: dict[str, Any],
    answers: dict[str, Any],
    version: int,
    by: User,
    at: dt.datetime,
) -> Review:
    """Hand the review in: a new version, unless it says what it said before (a double click).

    Raises Overtaken if the review was saved elsewhere since `version`, and Refused if it cannot be written
    now.
    """
    with transaction.atomic():
        assignment, review = _lock(assignment, by=by, at=at)
        is_known = review.state == ReviewState.SUBMITTED and review.answers == answers
        if is_known and not review.draft:
            return review
        if typed != review.draft:
            _compare(review, version=version, force=False)
        if is_known:
            return _clear_draft(review, at=at)
        return _submit(assignment, review, answers, by=by, at=at)


def decline_assignment(
    *, assignment: Assignment, reason: str, is_conflict: bool, by: User, at: dt.datetime
) -> Assignment:
    """Give a paper back with a reason; with `is_conflict` the reviewer never meets it again.

    Raises Refused if it cannot be given back any more.
    """
    with transaction.atomic():
        assignment = _lock_assignment(assignment, by=by)
        refuse(why_not_decline(assignment, Review.objects.filter(assignment=assignment).first()))
        paper, name = assignment.submission, assignment.pseudonym
        line = partial(record_paper, "assignment.decline", paper, by=by, at=at, summary=name)
        transition(assignment, AssignmentState.DECLINED, line, decline_reason=reason)
        if is_conflict:
            _declare_conflict(assignment, by=by, at=at)
        _tell_chairs(assignment, by=by, at=at)
        return assignment


def _tell_chairs(assignment: Assignment, *, by: User, at: dt.datetime) -> None:
    """Somebody else has to be asked: a mail to each chair who may know of the paper."""
    paper = assignment.submission
    free = free_chairs(paper).exclude(pk=by.pk)
    readers = paper.assignments.active().filter(role=assignment.role).count()
    due = due_date(paper.conference)
    enqueue_mail(
        messages=[paper_declined_message(assignment, chair, readers=readers, due=due) for chair in free],
        at=at,
        conference=paper.conference,
    )


def _lock_assignment(assignment: Assignment, *, by: User) -> Assignment:
    """The task and its paper, locked: a decision cannot be released while its review is being written.

    The paper comes first, as wherever both are locked, or two of us could wait for each other for ever.
    """
    lock(assignment.submission)
    assignment = lock(assignment, "submission__conference")
    if assignment.reviewer_id != by.pk:
        raise Refused("Only its reviewer writes a review.")
    return assignment


def _lock(assignment: Assignment, *, by: User, at: dt.datetime) -> tuple[Assignment, Review]:
    assignment = _lock_assignment(assignment, by=by)
    review = Review.objects.filter(assignment=assignment).first() or Review(
        assignment=assignment, saved_at=at
    )
    refuse(why_not_write(assignment, review, terms_of(assignment, at)))
    return assignment, review


def _compare(review: Review, *, version: int, force: bool) -> None:
    if review.version != version and not force:
        raise Overtaken(SAVED_SINCE, review)


def _store(review: Review, *, at: dt.datetime, fields: list[str]) -> None:
    review.version += 1
    review.saved_at = at
    if review.pk is None:
        review.save()
    else:
        review.save(update_fields=[*fields, "version", "saved_at"])


def _clear_draft(review: Review, *, at: dt.datetime) -> Review:
    review.draft = {}
    _store(review, at=at, fields=["draft"])
    return review


def _submit(
    assignment: Assignment, review: Review, answers: dict[str, Any], *, by: User, at: dt.datetime
) -> Review:
    is_first = review.state == ReviewState.DRAFT
    if is_first:
        # What authors read already is numbered first, so that this one comes behind it.
        number_shown_reviews(assignment.submission.conference, {assignment.submission_id})
    review.draft, review.answers = {}, answers
    review.overall = _overall(assignment, answers)
    set_state(review, ReviewState.SUBMITTED)
    review.submitted_at = review.submitted_at or at
    _store(review, at=at, fields=["draft", "answers", "overall", "state", "submitted_at"])
    number = review.versions.count() + 1
    ReviewVersion.objects.create(review=review, number=number, answers=answers, submitted_at=at)
    action = "review.submit" if is_first else "review.change"
    line = partial(
        record_paper,
        action,
        assignment.submission,
        by=by,
        at=at,
        summary=assignment.pseudonym,
        version=number,
    )
    transition(assignment, AssignmentState.DONE, line)
    return review


def _overall(assignment: Assignment, answers: dict[str, Any]) -> int | None:
    question = ReviewField.objects.filter(
        conference=assignment.submission.conference, is_overall=True
    ).first()
    value = answers.get(question.name) if question else None
    return value if isinstance(value, int) else None


def _declare_conflict(assignment: Assignment, *, by: User, at: dt.datetime) -> None:
    why = assignment.decline_reason[:LONGEST_DETAIL]
    declare_conflict(submission=assignment.submission, user=by, by=by, at=at, detail=why)


@transaction.atomic
def declare_own_conflict(*, submission: Submission, reason: str, by: User, at: dt.datetime) -> None:
    """Somebody says that they are in conflict with a paper: it binds at once, and their task on it ends.

    Raises Refused if a task cannot be given back any more; then nothing is declared either.
    """
    paper = lock(submission, "conference")
    for assignment in Assignment.objects.active().of(by).filter(submission=paper).order_by("pk"):
        decline_assignment(assignment=assignment, reason=reason, is_conflict=False, by=by, at=at)
    declare_conflict(submission=paper, user=by, by=by, at=at, detail=reason)
