"""Who reads what: the assignments in force, and which papers follow from them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q

from effgenai.accounts.keys import new_key
from effgenai.conferences.core.states import Role
from effgenai.transitions import Stateful
from reviews.assignment.states import ASSIGNMENT_TRANSITIONS, AssignmentState
from reviews.bidding.models import papers_without_conflict
from submissions.core.models import Submission

if TYPE_CHECKING:
    from effgenai.accounts.models import User
    from effgenai.conferences.core.viewer import Viewer
    from submissions.core.models import SubmissionQuerySet

PERSON = settings.AUTH_USER_MODEL
ASSIGNED_ROLES = [(Role.REVIEWER, "Reviewer"), (Role.AREA_CHAIR, "Area chair")]


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    """Assignments, by who asks."""

    def active(self) -> AssignmentQuerySet:
        """Those that stand: not declined."""
        return self.exclude(state=AssignmentState.DECLINED)

    def of(self, user: User) -> AssignmentQuerySet:
        """A person's own tasks."""
        return self.filter(reviewer=user)

    def visible_to(self, viewer: Viewer) -> AssignmentQuerySet:
        """Own ones, those of papers one looks after as area chair, and for chairs all without conflict."""
        if viewer.user is None:
            return self.none()
        known = Q(reviewer=viewer.user, submission__conference=viewer.conference)
        known |= Q(submission__in=looked_after_by(viewer).values("pk"))
        return self.filter(known)


def assigned_to(viewer: Viewer) -> SubmissionQuerySet:
    """Submitted papers a person reviews or looks after, without those they are in conflict with."""
    if viewer.user is None:
        return Submission.objects.none()
    assignments = viewer.user.assignments.active()
    return papers_without_conflict(viewer, viewer.user).filter(pk__in=assignments.values("submission"))


def looked_after_by(viewer: Viewer) -> SubmissionQuerySet:
    """Papers a chair handles, and those an area chair is assigned to; never one in conflict."""
    if viewer.user is None:
        return Submission.objects.none()
    if viewer.is_chair:
        return Submission.objects.handled_by(viewer)
    if not viewer.is_area_chair:
        return Submission.objects.none()
    assignments = viewer.user.assignments.active().filter(role=Role.AREA_CHAIR)
    return papers_without_conflict(viewer, viewer.user).filter(pk__in=assignments.values("submission"))


class Assignment(Stateful):
    """A reviewer's task on a submission. `pseudonym` is their random name on that paper.

    `notified_at` is when the chair's letter about it was written; until then the reviewer got no mail of it.
    """

    TRANSITIONS = ASSIGNMENT_TRANSITIONS

    key = models.CharField(max_length=12, unique=True, default=new_key, editable=False)
    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="assignments")
    reviewer = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="assignments")
    role = models.CharField(
        max_length=20,
        choices=ASSIGNED_ROLES,
        default=Role.REVIEWER,
    )
    state = models.CharField(max_length=10, choices=AssignmentState, default=AssignmentState.ASSIGNED)
    pseudonym = models.CharField(max_length=40)
    # What authors call the reviewer: 1, 2, 3. It is given once they may read the review, and stays.
    author_number = models.PositiveSmallIntegerField(null=True, editable=False)
    draft = models.ForeignKey(
        "reviews.AssignmentDraft",
        on_delete=models.SET_NULL,
        null=True,
        related_name="assignments",
        db_column="run_id",
    )
    score = models.FloatField(null=True)
    parts = models.JSONField(default=dict)
    assigned_at = models.DateTimeField()
    assigned_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    notified_at = models.DateTimeField(null=True, db_column="told_at")
    decline_reason = models.CharField(max_length=500, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["submission__number", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "reviewer"],
                name="a_reviewer_gets_a_paper_once",
                violation_error_message="This reviewer already has that paper.",
            ),
            models.UniqueConstraint(
                fields=["submission", "pseudonym"],
                name="a_pseudonym_names_one_reviewer_of_a_paper",
                violation_error_message="Another reviewer of the paper has this name.",
            ),
            models.UniqueConstraint(
                fields=["submission", "author_number"],
                name="authors_call_one_reviewer_by_a_number",
                violation_error_message="Another reviewer of the paper has this number.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=AssignmentState.values),
                name="assignment_state_is_known",
                violation_error_message="That state of an assignment does not exist.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission_id} × {self.reviewer_id}"
