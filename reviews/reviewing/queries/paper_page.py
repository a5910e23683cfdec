"""The parts that reviews add to the page of a paper."""

from __future__ import annotations

import dataclasses
import datetime as dt

from django.utils.safestring import SafeString

from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import Viewer
from effgenai.conferences.dates.models import Milestone
from effgenai.conferences.dates.queries.milestones import date_known, known_personal_instants
from effgenai.conferences.dates.states import MilestoneKind
from effgenai.ui.dates import relative
from effgenai.ui.templatetags.ui import status
from reviews.assignment.models import Assignment
from reviews.assignment.states import AssignmentState
from reviews.reviewing.queries.reading import (
    assignments_on,
    is_submitted,
    review_of,
    reviews_of,
    standing_on,
)
from reviews.reviewing.queries.scores import lateness
from reviews.reviewing.rules import ReviewStanding, may_know_writer
from submissions.core.models import Submission
from submissions.core.states import SubmissionState
from submissions.papers.access import Section


def reviews_section(viewer: Viewer, submission: Submission) -> Section | None:
    """The reviews that the viewer may read, and a reviewer's way to their own."""
    standing = standing_on(submission, viewer)
    shown = reviews_of(submission, viewer, standing)
    own = own_assignment(submission, viewer) if standing.is_reviewer else None
    if not shown and own is None:
        return None
    context = {"paper_reviews": shown, "own_assignment": own, "has_reviewed": standing.has_reviewed}
    return Section("reviews/reviewing/paper_page/reviews.html", context)


def progress_section(viewer: Viewer, submission: Submission) -> Section | None:
    """How far the reviewers are, for those who look after the paper."""
    standing = standing_on(submission, viewer)
    if not standing.looks_after:
        return None
    due = date_known(viewer, MilestoneKind.REVIEWS_DUE)
    lines = progress_of_paper(submission, viewer, standing, due)
    context = {"review_progress": lines, "reviews_due": due, "may_assign": standing.is_chair}
    return Section(
        "reviews/reviewing/paper_page/progress.html", {**context, "paper_number": submission.number}, "aside"
    )


def conflict_section(viewer: Viewer, submission: Submission) -> Section | None:
    """The way to say so from the page of the paper, for those who review or look after it."""
    if viewer.is_chair or submission.state != SubmissionState.SUBMITTED:
        return None
    if not standing_on(submission, viewer).is_reviewer:
        return None
    return Section("reviews/reviewing/paper_page/conflict.html", {"paper_number": submission.number}, "aside")


def own_assignment(submission: Submission, viewer: Viewer) -> Assignment | None:
    """The viewer's own review of this paper to write, if any."""
    if viewer.user is None:
        return None
    mine = (
        assignment
        for assignment in assignments_on(submission, viewer)
        if assignment.reviewer_id == viewer.user.pk
    )
    stands = (assignment for assignment in mine if assignment.state != AssignmentState.DECLINED)
    return next((assignment for assignment in stands if assignment.role == Role.REVIEWER), None)


@dataclasses.dataclass(frozen=True, slots=True)
class ProgressLine:
    """How far one reviewer of a paper is; `name` only for chairs."""

    pseudonym: str
    status: SafeString
    name: str = ""
    when: str = ""


def progress_of_paper(
    submission: Submission, viewer: Viewer, standing: ReviewStanding, due: Milestone | None
) -> list[ProgressLine]:
    """How far each reviewer is, for those who look after the paper; nothing for anyone else."""
    if not standing.looks_after:
        return []
    assignments = [
        assignment
        for assignment in assignments_on(submission, viewer)
        if assignment.state != AssignmentState.DECLINED
    ]
    late = lateness(due, viewer.at, known_personal_instants(viewer, due))
    return [
        _progress(assignment, standing, viewer.at, is_late=late(assignment))
        for assignment in assignments
        if assignment.role == Role.REVIEWER
    ]


def _progress(
    assignment: Assignment, standing: ReviewStanding, at: dt.datetime, *, is_late: bool
) -> ProgressLine:
    review = review_of(assignment)
    name = str(assignment.reviewer) if may_know_writer(standing) else ""
    if is_submitted(review):
        when = relative(review.submitted_at, at) if name and review.submitted_at else ""
        return ProgressLine(assignment.pseudonym, status("good", "submitted"), name, when)
    words = "begun" if review and review.version else "not begun"
    shown = status("bad", f"late, {words}") if is_late else status("attention", words)
    return ProgressLine(assignment.pseudonym, shown, name)
