"""Drafts of the assignment, their pairs, and what chairs say of pairs for good."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from effgenai.accounts.keys import new_key
from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.states import Role
from effgenai.transitions import Stateful
from reviews.assignment.models import ASSIGNED_ROLES
from reviews.assignment_drafts.states import ANSWERED_DRAFTS, DRAFT_TRANSITIONS, DraftState, PairRuleKind
from submissions.core.models import Submission

PERSON = settings.AUTH_USER_MODEL


class PairRule(models.Model):
    """A chair's word on one pair, which every later draft keeps: required, or never together."""

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


class AssignmentDraft(Stateful):
    """A draft of the assignment for one role: what the engine was asked, how far it is, what came of it.

    `worker` to `attempts` are the lease of the worker that makes it: who, the last sign of life, and how
    many have tried. `settings` holds what the chair chose, the papers covered, figures of the answer and the
    latest changes by hand; for one release more the lease as well (docs/decisions/0011). `total` to `seconds`
    are there once the engine has answered. `changes` is what applying it did, so that it can be undone.
    """

    TRANSITIONS = DRAFT_TRANSITIONS

    key = models.CharField(max_length=12, unique=True, default=new_key, editable=False)
    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="assignment_runs")
    name = models.CharField("name", max_length=80, blank=True)
    role = models.CharField(max_length=20, choices=ASSIGNED_ROLES, default=Role.REVIEWER)
    state = models.CharField(max_length=10, choices=DraftState, default=DraftState.WAITING)
    settings = models.JSONField(default=dict)
    worker = models.CharField(max_length=12, blank=True, default="", db_default="")
    seen_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0, db_default=0)
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
        db_table = "reviews_assignmentrun"  # its name when the table was made; old code still uses it
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=DraftState.APPLIED, applied_at__isnull=False)
                | (~Q(state=DraftState.APPLIED) & Q(applied_at__isnull=True)),
                name="run_is_applied_iff_it_has_a_time",
                violation_error_message="An applied proposal has the time of it, and only such a one.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=DraftState.values),
                name="run_state_is_known",
                violation_error_message="That state of a draft does not exist.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=ANSWERED_DRAFTS)
                | Q(total__isnull=False, bound__isnull=False, seconds__isnull=False),
                name="an_answered_run_has_its_figures",
                violation_error_message="A draft that is there has a total, a bound and a time.",
            ),
            models.CheckConstraint(
                condition=Q(share__lte=100),
                name="a_run_is_at_most_whole",
                violation_error_message="Progress is at most 100 per cent.",
            ),
            models.CheckConstraint(
                condition=Q(worker="") | Q(seen_at__isnull=False, attempts__gt=0),
                name="a_worker_of_a_draft_gave_a_sign_of_life",
                violation_error_message="A worker that has a draft was seen, and has tried it.",
            ),
        ]

    def __str__(self) -> str:
        return self.name or f"Draft of {self.created_at:%F %R}"


class ProposedPair(models.Model):
    """A pair of a draft, with the parts that made its score: `{"text": 0.4, "topics": 1.0, ...}`.

    `is_new` says that it was not in force when the draft was made; `by_hand` that a chair put it there.
    """

    draft = models.ForeignKey(
        AssignmentDraft, on_delete=models.CASCADE, related_name="pairs", db_column="run_id"
    )
    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="+")
    score = models.FloatField()
    parts = models.JSONField(default=dict)
    is_new = models.BooleanField(default=True)
    by_hand = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["draft", "submission", "user"],
                name="a_proposal_names_a_pair_once",
                violation_error_message="The proposal names this pair already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission_id} × {self.user_id}"
