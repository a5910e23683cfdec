"""Which assignments, reviews and decisions a viewer may know of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef, Q

from effgenai.conferences.models import Membership
from effgenai.conferences.states import Role
from reviews.states import ApplicationState, AssignmentState, DecisionState, ReviewState
from submissions.conflicts.rules import is_bound
from submissions.models import Submission
from submissions.states import SubmissionState

if TYPE_CHECKING:
    from effgenai.accounts.models import User
    from effgenai.conferences.viewer import Viewer
    from reviews.models import Application, Assignment, Bid, Decision, Review
    from submissions.querysets import SubmissionQuerySet


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


class ApplicationQuerySet(models.QuerySet["Application"]):
    """Offers to review, by who asks."""

    def waiting(self) -> ApplicationQuerySet:
        """Those that no chair has answered."""
        return self.filter(state=ApplicationState.APPLIED)

    def visible_to(self, viewer: Viewer) -> ApplicationQuerySet:
        """One's own; for chairs all but those withdrawn: what was withdrawn is nobody's business."""
        mine = self.filter(conference=viewer.conference)
        if viewer.user is None:
            return self.none()
        own = Q(user=viewer.user)
        return (
            mine.filter(own | ~Q(state=ApplicationState.WITHDRAWN)) if viewer.is_chair else mine.filter(own)
        )


class ReviewQuerySet(models.QuerySet["Review"]):
    """Reviews, by who asks. Which *fields* of them is the business of `reviews.rules`."""

    def submitted(self) -> ReviewQuerySet:
        """Those that were submitted."""
        return self.filter(state=ReviewState.SUBMITTED)

    def visible_to(self, viewer: Viewer) -> ReviewQuerySet:
        """Whose existence the viewer may know of.

        Own ones always; for chairs and the paper's area chair all; for its reviewers the submitted ones once
        they have submitted their own; for its authors the submitted ones once the decision is released.
        """
        if viewer.user is None:
            return self.none()
        submitted = Q(state=ReviewState.SUBMITTED)
        known = Q(assignment__reviewer=viewer.user, assignment__submission__conference=viewer.conference)
        known |= Q(assignment__submission__in=looked_after_by(viewer).values("pk"))
        known |= submitted & Q(assignment__submission__in=reviewed_by(viewer).values("pk"))
        known |= submitted & Q(assignment__submission__in=decided_for_author(viewer).values("pk"))
        return self.filter(known)


class DecisionQuerySet(models.QuerySet["Decision"]):
    """Decisions, by who asks."""

    def released(self) -> DecisionQuerySet:
        """Those that are out."""
        return self.filter(state=DecisionState.RELEASED)

    def visible_to(self, viewer: Viewer) -> DecisionQuerySet:
        """All for chairs and the paper's area chair; released ones for its authors and reviewers."""
        if viewer.user is None:
            return self.none()
        known = Q(submission__in=looked_after_by(viewer).values("pk"))
        out = Q(state=DecisionState.RELEASED)
        known |= out & Q(submission__in=decided_for_author(viewer).values("pk"))
        known |= out & Q(submission__in=assigned_to(viewer).values("pk"))
        return self.filter(known)


class BidQuerySet(models.QuerySet["Bid"]):
    """Bids, by who asks."""

    def visible_to(self, viewer: Viewer) -> BidQuerySet:
        """One's own, and for chairs those on the papers they handle."""
        if viewer.user is None:
            return self.none()
        known = Q(reviewer=viewer.user, submission__conference=viewer.conference)
        known |= Q(submission__in=Submission.objects.handled_by(viewer).values("pk"))
        return self.filter(known)

    def standing(self) -> BidQuerySet:
        """Those that count: of people who review still and have no conflict with the paper, under review."""
        return self.filter(
            ~is_bound("submission", "reviewer"),
            Exists(
                Membership.objects.filter(
                    conference=OuterRef("submission__conference"),
                    user=OuterRef("reviewer"),
                    role=Role.REVIEWER,
                )
            ),
            submission__state=SubmissionState.SUBMITTED,
        )


def biddable_by(viewer: Viewer) -> SubmissionQuerySet:
    """Papers a reviewer may bid on: under review, neither theirs nor in conflict with them.

    It does not ask whether bidding is open: who shows or changes anything asks `rules.bids` first.
    """
    if viewer.user is None or not viewer.is_reviewer:
        return Submission.objects.none()
    return _open_papers(viewer, viewer.user).filter(state=SubmissionState.SUBMITTED)


def assigned_to(viewer: Viewer) -> SubmissionQuerySet:
    """Submitted papers a person reviews or looks after, without those they are in conflict with."""
    if viewer.user is None:
        return Submission.objects.none()
    tasks = viewer.user.assignments.active()
    return _open_papers(viewer, viewer.user).filter(pk__in=tasks.values("submission"))


def looked_after_by(viewer: Viewer) -> SubmissionQuerySet:
    """Papers a chair handles, and those an area chair is assigned to; never one in conflict."""
    if viewer.user is None:
        return Submission.objects.none()
    if viewer.is_chair:
        return Submission.objects.handled_by(viewer)
    if not viewer.is_area_chair:
        return Submission.objects.none()
    tasks = viewer.user.assignments.active().filter(role=Role.AREA_CHAIR)
    return _open_papers(viewer, viewer.user).filter(pk__in=tasks.values("submission"))


def reviewed_by(viewer: Viewer) -> SubmissionQuerySet:
    """Papers of which the viewer has submitted a review."""
    if viewer.user is None:
        return Submission.objects.none()
    done = viewer.user.assignments.active().filter(review__state=ReviewState.SUBMITTED)
    return _open_papers(viewer, viewer.user).filter(pk__in=done.values("submission"))


def decided_for_author(viewer: Viewer) -> SubmissionQuerySet:
    """The viewer's own papers whose decision is released."""
    if viewer.user is None:
        return Submission.objects.none()
    own = Submission.objects.filter(conference=viewer.conference).written_by(viewer.user)
    return own.filter(decision__state=DecisionState.RELEASED)


def _open_papers(viewer: Viewer, user: User) -> SubmissionQuerySet:
    return Submission.objects.filter(conference=viewer.conference).beyond_draft().without_conflict(user)
