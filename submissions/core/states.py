"""States of a submission, and groups of them."""

from __future__ import annotations

from django.db.models import TextChoices


class SubmissionState(TextChoices):
    """Where a submission stands. Provisional decisions live with the reviews and never show here."""

    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Submitted"
    ACCEPTED = "accepted", "Accepted"
    REJECTED = "rejected", "Rejected"
    DESK_REJECTED = "desk_rejected", "Rejected without review"
    WITHDRAWN = "withdrawn", "Withdrawn"


TRANSITIONS: dict[str, set[str]] = {
    SubmissionState.DRAFT: {SubmissionState.SUBMITTED},
    SubmissionState.SUBMITTED: {
        SubmissionState.ACCEPTED,
        SubmissionState.REJECTED,
        SubmissionState.DESK_REJECTED,
        SubmissionState.WITHDRAWN,
    },
    SubmissionState.WITHDRAWN: {SubmissionState.SUBMITTED, SubmissionState.ACCEPTED},
    SubmissionState.DESK_REJECTED: {SubmissionState.SUBMITTED},
    # A released decision may be changed, also to the waiting list, on which a paper counts as submitted.
    SubmissionState.ACCEPTED: {
        SubmissionState.WITHDRAWN,
        SubmissionState.REJECTED,
        SubmissionState.SUBMITTED,
    },
    SubmissionState.REJECTED: {SubmissionState.ACCEPTED, SubmissionState.SUBMITTED},
}
DECIDED = frozenset({SubmissionState.ACCEPTED, SubmissionState.REJECTED, SubmissionState.DESK_REJECTED})
UNDER_REVIEW = (SubmissionState.SUBMITTED,)
ON_THE_DESK = (SubmissionState.SUBMITTED, SubmissionState.ACCEPTED, SubmissionState.REJECTED)
