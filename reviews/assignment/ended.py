"""Mails to reviewers and area chairs whose paper left the review, or came back to it."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.db.models import Q
from django.urls import reverse

from effgenai.mail.services import Message
from effgenai.mail.states import ListedFor
from reviews.assignment.models import Assignment
from reviews.assignment.states import AssignmentState
from reviews.letters import letter
from submissions.conflicts.rules import is_bound
from submissions.core.models import Submission
from submissions.core.states import SubmissionState

WHAT = {
    SubmissionState.WITHDRAWN: "was withdrawn by its authors",
    SubmissionState.DESK_REJECTED: "was rejected by the chairs without review",
}


def review_ends_messages(paper: Submission) -> Iterator[Message]:
    """One mail to each who was told of the paper, or has begun to write, and has not finished.

    Nobody else: who was never told has nothing to stop, and who may not see the paper any more hears nothing.
    """
    known = Q(notified_at__isnull=False) | Q(review__isnull=False)
    assignments = paper.assignments.filter(
        known, ~is_bound("submission", "reviewer"), state=AssignmentState.ASSIGNED
    )
    for assignment in assignments.select_related("reviewer").order_by("pk"):
        yield _message(assignment, paper)


def _message(assignment: Assignment, paper: Submission) -> Message:
    person, conference = assignment.reviewer, paper.conference
    is_back = paper.state == SubmissionState.SUBMITTED
    what = "is under review again" if is_back else WHAT[SubmissionState(paper.state)]
    page = f"{settings.SITE_URL}{reverse('reviews:tasks', args=[conference.slug])}"
    return Message(
        kind="assignment.back" if is_back else "assignment.over",
        dedupe_key=f"review-ends:{assignment.key}:{paper.state}:{paper.updated_at.isoformat()}",
        to_address=person.email,
        to_name=str(person),
        to_user=person,
        subject=f"{conference.short_name}: paper {paper.number} {what}",
        body=letter(
            f"Paper {paper.number}, “{paper.title}”, which you have, {what}.",
            "Please go on with it after all; what you have written is still there."
            if is_back
            else "Nothing more is needed from you for it. Thank you for the time you have given. "
            "Please delete what you have downloaded of it.",
            f"Your papers are here:\n{page}",
            to=str(person),
            conference=conference,
        ),
        reply_to=conference.contact_email,
        paper=paper.number,
        listed_for=ListedFor.UNCONFLICTED,
    )
