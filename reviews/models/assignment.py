"""Who reads what: bids, drafts of the assignment, and the tasks in force."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from effgenai.accounts.keys import new_key
from effgenai.conferences.models import Conference
from effgenai.conferences.states import Role
from reviews.querysets import AssignmentQuerySet, BidQuerySet
from reviews.states import ANSWERED_RUNS, AssignmentState, BidValue, PairRuleKind, RunState
from submissions.models import Submission

PERSON = settings.AUTH_USER_MODEL
ASSIGNED_ROLES = [(Role.REVIEWER, "Reviewer"), (Role.AREA_CHAIR, "Area chair")]


class BiddingRound(models.Model):
    """Whether reviewers of a conference may bid now, and what their bids are for.

    `weight` is the share of a pair's score, in per cent, that a bid makes up in a proposal.
    """

    MOST_WEIGHT = 50

    conference = models.OneToOneField(Conference, on_delete=models.CASCADE, related_name="bidding")
    is_open = models.BooleanField("bidding is open", default=False)
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


class PairRule(models.Model):
    """A chair's word on one pair, which every later run keeps: required, or never together."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="pair_rules")
    user = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=20, choices=ASSIGNED_ROLES, default=Role.REVIEWER)
    kind = models.CharField(max_length=10, choices=PairRuleKind)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "user", "role"],
                name="one_rule_a_pair",
                violation_error_message="There is a rule for this pair already.",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=PairRuleKind.values),
                name="pair_rule_is_known",
                violation_error_message="A pair is required or forbidden; there is no such rule.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission_id} × {self.user_id}: {self.kind}"


class AssignmentRun(models.Model):
    """A draft of the assignment for one role: what the engine was asked, how far it is, what came of it.

    `settings` is what the chair chose, together with the papers covered. `total` to `seconds` are there once
    the engine has answered. `changes` is what applying the draft did, kept so that it can be undone.
    """

    key = models.CharField(max_length=12, unique=True, default=new_key, editable=False)
    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="assignment_runs")
    name = models.CharField("name", max_length=80, blank=True)
    role = models.CharField(max_length=20, choices=ASSIGNED_ROLES, default=Role.REVIEWER)
    state = models.CharField(max_length=10, choices=RunState, default=RunState.WAITING)
    settings = models.JSONField(default=dict)
    step = models.CharField("what it does now", max_length=120, blank=True)
    share = models.PositiveSmallIntegerField("how far it is, per cent", default=0)
    failure = models.CharField("why it failed", max_length=500, blank=True)
    total = models.FloatField(null=True)
    bound = models.FloatField(null=True)
    seconds = models.FloatField(null=True)
    notes = models.JSONField(default=list)
    changes = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    applied_at = models.DateTimeField(null=True)
    applied_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=RunState.APPLIED, applied_at__isnull=False)
                | (~Q(state=RunState.APPLIED) & Q(applied_at__isnull=True)),
                name="run_is_applied_iff_it_has_a_time",
                violation_error_message="An applied proposal has the time of it, and only such a one.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=RunState.values),
                name="run_state_is_known",
                violation_error_message="That state of a draft does not exist.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=ANSWERED_RUNS)
                | Q(total__isnull=False, bound__isnull=False, seconds__isnull=False),
                name="an_answered_run_has_its_figures",
                violation_error_message="A draft that is there has a total, a bound and a time.",
            ),
            models.CheckConstraint(
                condition=Q(share__lte=100),
                name="a_run_is_at_most_whole",
                violation_error_message="Progress is at most 100 per cent.",
            ),
        ]

    def __str__(self) -> str:
        return self.name or f"Draft of {self.created_at:%F %R}"


class ProposedPair(models.Model):
    """A pair of a draft, with the parts that made its score: `{"text": 0.4, "topics": 1.0, ...}`.

    `is_new` says that it was not in force when the draft was made; `by_hand` that a chair put it there.
    """

    run = models.ForeignKey(AssignmentRun, on_delete=models.CASCADE, related_name="pairs")
    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="+")
    score = models.FloatField()
    parts = models.JSONField(default=dict)
    is_new = models.BooleanField(default=True)
    by_hand = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["run", "submission", "user"],
                name="a_proposal_names_a_pair_once",
                violation_error_message="The proposal names this pair already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission_id} × {self.user_id}"


class Assignment(models.Model):
    """A reviewer's task on a submission. `pseudonym` is their random name on that paper.

    `told_at` is when the chair's letter about it was written; until then the reviewer got no mail of it.
    """

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
    run = models.ForeignKey(AssignmentRun, on_delete=models.SET_NULL, null=True, related_name="assignments")
    score = models.FloatField(null=True)
    parts = models.JSONField(default=dict)
    assigned_at = models.DateTimeField()
    assigned_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    told_at = models.DateTimeField(null=True)
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
            models.CheckConstraint(
                condition=Q(state__in=AssignmentState.values),
                name="assignment_state_is_known",
                violation_error_message="That state of an assignment does not exist.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission_id} × {self.reviewer_id}"
