"""The list of a reviewer's own papers begins with those that wait for a review."""

from __future__ import annotations

import pytest

from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import viewer_for
from reviews.assignment.models import Assignment
from reviews.reviewing.models import Review
from reviews.reviewing.queries.assigned import assignments_page
from reviews.reviewing.states import ReviewState
from submissions.core.states import SubmissionState
from tests.support.factories import NOW, make_conference, make_member, make_submission

pytestmark = pytest.mark.django_db


def test_papers_that_wait_for_a_review_come_first_and_those_past_it_last() -> None:
    conference = make_conference("ws")
    reviewer = make_member(conference, Role.REVIEWER)
    states = {1: SubmissionState.REJECTED, 2: SubmissionState.SUBMITTED, 3: SubmissionState.SUBMITTED}
    for number, state in states.items():
        paper = make_submission(conference, state=state)
        assignment = Assignment.objects.create(
            submission=paper, reviewer=reviewer, pseudonym=f"Reviewer B{number}", assigned_at=NOW
        )
        if number == 2:
            Review.objects.create(
                assignment=assignment, state=ReviewState.SUBMITTED, saved_at=NOW, submitted_at=NOW
            )
    page = assignments_page(viewer_for(user=reviewer, conference=conference, at=NOW))
    assert [(row.number, row.state) for row in page.rows] == [(3, "todo"), (2, "done"), (1, "over")]
