"""Writing reviews, handing papers back, and saying that one is in conflict."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from effgenai.accounts.models import User
from effgenai.audit.services import record
from effgenai.conferences.core.errors import Refused
from effgenai.mail.services import enqueue_mail
from reviews.assignment.emails import paper_declined_message
from reviews.assignment.models import Assignment
from reviews.assignment.states import AssignmentState
from reviews.committee.emails import due_date
from reviews.reviewing.models import Review, ReviewField, ReviewVersion
from reviews.reviewing.queries.writing import terms_of
from reviews.reviewing.rules import why_not_decline, why_not_write
from reviews.reviewing.states import ReviewState
from submissions.conflicts.rules import free_chairs
from submissions.conflicts.services.derived import declare_conflict
from submissions.core.models import Submission

LONGEST_DETAIL = 300


class Overtaken(Exception):  # noqa: N818 - it is an answer, not a fault
    """The review was saved elsewhere since; `review` is as it stands now."""

    def __init__(self, review: Review) -> None:
        super().__init__("This review was saved elsewhere, perhaps in another tab.")
        self.review = review


def save_draft(
    *,
    assignment: Assignment,
    typed: dict[str, Any],
    version: int,
    by: User,
    at: dt.datetime,
    force: bool = False,
) -> Review:
    """Keep what is typed, right or wrong. `version` is the save it began from; `force` overwrites a newer."""
    with transaction.atomic():
        task, review = _lock(assignment, by=by, at=at)
        if typed == review.draft or (review.pk is None and not any(typed.values())):
            return review
        _compare(review, version=version, force=force)
        review.draft = typed
        _store(review, at=at, fields=["draft"])
        if review.version == 1:
            _record(task, "review.begin", by=by, at=at)
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
    """Hand the review in: a new version, unless it says what it said before (a double click)."""
    with transaction.atomic():
        task, review = _lock(assignment, by=by, at=at)
        is_known = review.state == ReviewState.SUBMITTED and review.answers == answers
        if is_known and not review.draft:
            return review
        if typed != review.draft:
            _compare(review, version=version, force=False)
        if is_known:
            return _forget_draft(review, at=at)
        return _submit(task, review, answers, by=by, at=at)


def decline_assignment(
    *, assignment: Assignment, reason: str, is_conflict: bool, by: User, at: dt.datetime
) -> Assignment:
    """Give a paper back with a reason; with `is_conflict` the reviewer never meets it again."""
    with transaction.atomic():
        task = _lock_task(assignment, by=by)
        refusal = why_not_decline(task, Review.objects.filter(assignment=task).first())
        if refusal:
            raise Refused(refusal)
        task.state = AssignmentState.DECLINED
        task.decline_reason = reason
        task.save(update_fields=["state", "decline_reason"])
        if is_conflict:
            _declare_conflict(task, by=by, at=at)
        _tell_chairs(task, by=by, at=at)
        _record(task, "assignment.decline", by=by, at=at)
        return task


def _tell_chairs(task: Assignment, *, by: User, at: dt.datetime) -> None:
    """Somebody else has to be asked: a mail to each chair who may know of the paper."""
    paper = task.submission
    free = free_chairs(paper).exclude(pk=by.pk)
    readers = paper.assignments.active().filter(role=task.role).count()
    due = due_date(paper.conference)
    enqueue_mail(
        messages=[paper_declined_message(task, chair, readers=readers, due=due) for chair in free],
        at=at,
        conference=paper.conference,
    )


def _lock_task(assignment: Assignment, *, by: User) -> Assignment:
    """The task and its paper, locked: a decision cannot be released while its review is being written.

    The paper comes first, as wherever both are locked, or two of us could wait for each other for ever.
    """
    Submission.objects.select_for_update().get(pk=assignment.submission_id)
    tasks = Assignment.objects.select_for_update(of=("self",))
    task = tasks.select_related("submission__conference").get(pk=assignment.pk)
    if task.reviewer_id != by.pk:
        raise Refused("Only its reviewer writes a review.")
    return task


def _lock(assignment: Assignment, *, by: User, at: dt.datetime) -> tuple[Assignment, Review]:
    task = _lock_task(assignment, by=by)
    review = Review.objects.filter(assignment=task).first() or Review(assignment=task, saved_at=at)
    refusal = why_not_write(task, review, terms_of(task, at))
    if refusal:
        raise Refused(refusal)
    return task, review


def _compare(review: Review, *, version: int, force: bool) -> None:
    if review.version != version and not force:
        raise Overtaken(review)


def _store(review: Review, *, at: dt.datetime, fields: list[str]) -> None:
    review.version += 1
    review.saved_at = at
    if review.pk is None:
        review.save()
    else:
        review.save(update_fields=[*fields, "version", "saved_at"])


def _forget_draft(review: Review, *, at: dt.datetime) -> Review:
    review.draft = {}
    _store(review, at=at, fields=["draft"])
    return review


def _submit(
    task: Assignment, review: Review, answers: dict[str, Any], *, by: User, at: dt.datetime
) -> Review:
    is_first = review.state == ReviewState.DRAFT
    review.draft, review.answers = {}, answers
    review.overall = _overall(task, answers)
    review.state = ReviewState.SUBMITTED
    review.submitted_at = review.submitted_at or at
    _store(review, at=at, fields=["draft", "answers", "overall", "state", "submitted_at"])
    number = review.versions.count() + 1
    ReviewVersion.objects.create(review=review, number=number, answers=answers, submitted_at=at)
    if task.state != AssignmentState.DONE:
        task.state = AssignmentState.DONE
        task.save(update_fields=["state"])
    _record(task, "review.submit" if is_first else "review.change", by=by, at=at, version=number)
    return review


def _overall(task: Assignment, answers: dict[str, Any]) -> int | None:
    question = ReviewField.objects.filter(conference=task.submission.conference, is_overall=True).first()
    value = answers.get(question.name) if question else None
    return value if isinstance(value, int) else None


def _declare_conflict(task: Assignment, *, by: User, at: dt.datetime) -> None:
    why = task.decline_reason[:LONGEST_DETAIL]
    declare_conflict(submission=task.submission, user=by, by=by, at=at, detail=why)


def _record(task: Assignment, action: str, *, by: User, at: dt.datetime, **detail: Any) -> None:
    record(
        action=action,
        by=by,
        at=at,
        conference=task.submission.conference,
        paper=task.submission.number,
        summary=task.pseudonym,
        **detail,
    )


@transaction.atomic
def declare_own_conflict(*, submission: Submission, reason: str, by: User, at: dt.datetime) -> None:
    """Somebody says that they are in conflict with a paper: it binds at once, and their task on it ends.

    Raises Refused if a task cannot be given back any more; then nothing is declared either.
    """
    paper = (
        Submission.objects.select_for_update(of=("self",)).select_related("conference").get(pk=submission.pk)
    )
    for task in Assignment.objects.active().of(by).filter(submission=paper).order_by("pk"):
        decline_assignment(assignment=task, reason=reason, is_conflict=False, by=by, at=at)
    declare_conflict(submission=paper, user=by, by=by, at=at, detail=reason)
