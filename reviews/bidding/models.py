"""Whether reviewers may bid, and how gladly they would review what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from effgenai.conferences.core.models import Conference, Membership
from effgenai.conferences.core.states import Role
from reviews.bidding.states import BidValue
from submissions.conflicts.rules import is_bound
from submissions.core.models import Submission
from submissions.core.states import SubmissionState

if TYPE_CHECKING:
    from effgenai.accounts.models import User
    from effgenai.conferences.core.viewer import Viewer
    from submissions.core.models import SubmissionQuerySet

PERSON = settings.AUTH_USER_MODEL


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
    return papers_without_conflict(viewer, viewer.user).filter(state=SubmissionState.SUBMITTED)


def papers_without_conflict(viewer: Viewer, user: User) -> SubmissionQuerySet:
    """Papers of the conference that were submitted once, and with which the person is not in conflict."""
    return Submission.objects.filter(conference=viewer.conference).beyond_draft().without_conflict(user)


class BiddingRound(models.Model):
    """Whether reviewers of a conference may bid now, and what their bids are for.

    `weight` is the share of a pair's score, in per cent, that a bid makes up in a proposal.
    """

    MAX_WEIGHT = 50

    conference = models.OneToOneField(Conference, on_delete=models.CASCADE, related_name="bidding")
    is_enabled = models.BooleanField("bidding is open", default=False, db_column="is_open")
    closes_at = models.DateTimeField("closes", null=True, blank=True)
    closes_zone = models.CharField(max_length=40, default="AoE")
    least_bids = models.PositiveSmallIntegerField("papers to say yes to, at least", default=15)
    weight = models.PositiveSmallIntegerField("weight of bids, per cent", default=30)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(weight__lte=50),
                name="bids_weigh_at_most_half",
                violation_error_message="Bids make up at most half of a score.",
            ),
        ]

    def __str__(self) -> str:
        return f"Bidding of {self.conference_id}"


class Bid(models.Model):
    """How gladly a reviewer would review a paper. Read by that reviewer, and by chairs without conflict."""

    reviewer = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="bids")
    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="bids")
    value = models.SmallIntegerField(choices=BidValue)
    at = models.DateTimeField()

    objects = BidQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["reviewer", "submission"],
                name="one_bid_a_reviewer_and_paper",
                violation_error_message="This reviewer has bid on the paper already.",
            ),
            models.CheckConstraint(
                condition=Q(value__in=BidValue.values),
                name="bid_is_one_of_the_steps",
                violation_error_message="There is no such bid.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reviewer_id} on {self.submission_id}: {self.get_value_display()}"
