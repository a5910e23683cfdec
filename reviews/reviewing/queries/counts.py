"""How many reviews are asked for and in: one count for the sidebar, the guide and the page of reviews."""

from __future__ import annotations

import dataclasses

from django.db.models import Count, Q

from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import Viewer
from reviews.assignment.models import Assignment
from reviews.reviewing.states import ReviewState
from submissions.core.models import Submission, SubmissionQuerySet
from submissions.core.states import ON_THE_DESK, UNDER_REVIEW


def papers_under_review(viewer: Viewer) -> SubmissionQuerySet:
    """Papers that are reviewed and decided on, without those the viewer is in conflict with."""
    return Submission.objects.handled_by(viewer).filter(state__in=ON_THE_DESK)


@dataclasses.dataclass(frozen=True, slots=True)
class ReviewCount:
    """Reviews on the papers of a chair. Of a paper that is decided, only those that are in are asked for."""

    asked: int
    done: int

    @property
    def missing(self) -> int:
        """Those that are asked for and not in."""
        return self.asked - self.done


def count_reviews(viewer: Viewer) -> ReviewCount:
    """How many reviews are asked for and in, over the papers the viewer handles; one query."""
    assignments = Assignment.objects.active().filter(
        submission__in=papers_under_review(viewer).values("pk"), role=Role.REVIEWER
    )
    is_in = Q(review__state=ReviewState.SUBMITTED)
    counts = assignments.aggregate(
        asked=Count("pk", filter=is_in | Q(submission__state__in=UNDER_REVIEW)),
        done=Count("pk", filter=is_in),
    )
    return ReviewCount(**counts)
