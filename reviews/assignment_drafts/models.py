"""Drafts of the assignment, their pairs, and what chairs say of pairs for good."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Func, Q

from effgenai.accounts.keys import new_key
from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.states import Role
from effgenai.transitions import Stateful
from reviews.assignment.models import ASSIGNED_ROLES
from reviews.assignment_drafts.states import (
    ANSWERED_DRAFTS,
    DRAFT_TRANSITIONS,
    Aim,
    DraftState,
    PairRuleKind,
    Standing,
)
from reviews.bidding.models import BiddingRound
from submissions.core.models import Submission

if TYPE_CHECKING:
    from effgenai.conferences.core.viewer import Viewer

PERSON = settings.AUTH_USER_MODEL
FIGURES = ("bound", "seconds", "gap", "expected", "greatest", "cost", "worst", "worst_paper", "worst_bound")


class PairRuleQuerySet(models.QuerySet["PairRule"]):
    """Rules on pairs, by who asks."""

    def visible_to(self, viewer: Viewer) -> PairRuleQuerySet:
        """Those on papers that a chair handles; nobody else sees any."""
        handled = Submission.objects.handled_by(viewer)
        return self.filter(submission__in=handled.values("pk")) if viewer.is_chair else self.none()


class PairRule(models.Model):
    """A chair's word on one pair, which every later draft keeps: required, or never together, and why."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="pair_rules")
    user = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=20, choices=ASSIGNED_ROLES, default=Role.REVIEWER)
    kind = models.CharField(max_length=10, choices=PairRuleKind)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField("why", max_length=200, blank=True, default="", db_default="")

    objects = PairRuleQuerySet.as_manager()

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


class DraftChoices(models.Model):
    """What a chair chose for a draft: the columns are the fields of `rules.choices.Choices`.

    With a `target` the worst paper need not be better than that. Who may be asked at short notice keeps room
    for as many papers as `reserve`.

    Weights are per cent: text and topics of the fit, bids of the whole score. What the engine cannot do
    together changes with the engine, so that the rules alone know it.
    """

    role = models.CharField(max_length=20, choices=ASSIGNED_ROLES, default=Role.REVIEWER)
    objective = models.CharField(max_length=20, choices=Aim, default=Aim.TOTAL, db_default=Aim.TOTAL)
    text = models.PositiveSmallIntegerField(default=60, db_default=60)
    topics = models.PositiveSmallIntegerField(default=40, db_default=40)
    bids = models.PositiveSmallIntegerField(default=30, db_default=30)
    standing = models.CharField(
        max_length=20, choices=Standing, default=Standing.ALL_STAYS, db_default=Standing.ALL_STAYS
    )
    balanced = models.BooleanField(default=False, db_default=False)
    probability_limit = models.FloatField(null=True)
    seed = models.PositiveIntegerField(default=1, db_default=1)
    senior = models.BooleanField(default=False, db_default=False)
    one_per_institution = models.BooleanField(default=False, db_default=False)
    topic = models.BooleanField(default=False, db_default=False)
    liked = models.BooleanField(default=False, db_default=False)
    no_mutual = models.BooleanField(default=False, db_default=False)
    target = models.FloatField(null=True)
    reserve = models.PositiveSmallIntegerField(default=0, db_default=0)

    class Meta:
        abstract = True


class DraftFigures(models.Model):
    """What came of a draft; all of it is empty until the engine has answered.

    `total` is the sum of fits, of which `bound` is the most that any assignment can have under the choices;
    `gap` is how far the answer was from it, as a share. `expected` is the mean total of a draw. `greatest`
    is the most without the choices, and `cost` what they lose of it. `worst` is the sum of fits at the paper
    served worst; no assignment can serve its worst paper better than `worst_bound`, which is known where that
    was aimed at. `even_gap` is how far its evenness may be below the greatest, as a share, where that was the
    aim. It is not `is_finished` if the engine ended before it had proven all it could. `limits` are
    `[words, gain]`: what the total would gain if a limit were eased, the dearest first. Changes by hand bring
    `total`, `worst` and `worst_paper` up to date, and nothing else. `curve` are `[worst, total]` of
    assignments between the highest total and the best worst paper, where that was aimed at.
    """

    total = models.FloatField(null=True)
    bound = models.FloatField(null=True)
    seconds = models.FloatField(null=True)
    gap = models.FloatField(null=True)
    expected = models.FloatField(null=True)
    greatest = models.FloatField(null=True)
    cost = models.FloatField(null=True)
    worst = models.FloatField(null=True)
    worst_paper = models.ForeignKey(Submission, on_delete=models.SET_NULL, null=True, related_name="+")
    worst_bound = models.FloatField(null=True)
    even_gap = models.FloatField(null=True)
    is_finished = models.BooleanField(default=True, db_default=True)
    curve = models.JSONField(default=list, db_default=[])
    limits = models.JSONField(default=list, db_default=[])

    class Meta:
        abstract = True


class AssignmentDraft(DraftChoices, DraftFigures, Stateful):
    """A draft of the assignment for one role: what the engine was asked, how far it is, what came of it.

    `worker` to `attempts` are the lease of the worker that makes it: who, the last sign of life, and how
    many have tried. Once it `is_to_stop`, the engine hands over the best it has. `notes` are sentences for
    the chair. `version` counts changes by hand; `edits` are the latest of them, each
    `{"out": [fields of ProposedPair], "put": [[paper, person]]}`, so that they can be taken back.
    `changes` is what applying it did, so that it can be undone: `{"added": [keys of assignments],
    "removed": [fields of Assignment], "told": [keys]}`. Both hold rows as they were, and outlive them.
    """

    TRANSITIONS = DRAFT_TRANSITIONS

    key = models.CharField(max_length=12, unique=True, default=new_key, editable=False)
    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="assignment_runs")
    name = models.CharField("name", max_length=80, blank=True)
    state = models.CharField(max_length=10, choices=DraftState, default=DraftState.WAITING)
    worker = models.CharField(max_length=12, blank=True, default="", db_default="")
    seen_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0, db_default=0)
    step = models.CharField("what it does now", max_length=120, blank=True)
    share = models.PositiveSmallIntegerField("how far it is, per cent", default=0)
    is_to_stop = models.BooleanField(default=False, db_default=False)
    failure = models.CharField("why it failed", max_length=500, blank=True)
    notes = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=0, db_default=0)
    edits = models.JSONField(default=list, db_default=[])
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
            models.CheckConstraint(
                condition=Q(objective__in=Aim.values),
                name="aim_of_a_draft_is_known",
                violation_error_message="There is no such aim.",
            ),
            models.CheckConstraint(
                condition=Q(standing__in=Standing.values),
                name="a_draft_says_what_becomes_of_what_stands",
                violation_error_message="Say what becomes of what is assigned.",
            ),
            models.CheckConstraint(
                condition=Q(text=100 - F("topics")),
                name="text_and_topics_make_a_whole",
                violation_error_message="Text and topics make 100 per cent together.",
            ),
            models.CheckConstraint(
                condition=Q(bids__lte=BiddingRound.MAX_WEIGHT),
                name="bids_make_up_half_of_a_score_at_most",
                violation_error_message="Bids make up at most half of a score.",
            ),
            models.CheckConstraint(
                condition=Q(probability_limit__gt=0, probability_limit__lte=1)
                | Q(probability_limit__isnull=True),
                name="a_probability_limit_is_a_share",
                violation_error_message="A limit lies above 0 and is at most 100 per cent.",
            ),
            models.CheckConstraint(
                condition=Q(total__isnull=False) | Q(**{f"{figure}__isnull": True for figure in FIGURES}),
                name="figures_of_a_draft_come_with_its_total",
                violation_error_message="A draft has figures once it is there.",
            ),
            models.CheckConstraint(
                condition=Q(cost__isnull=True) | Q(cost__gte=0, greatest__isnull=False),
                name="choices_cost_nothing_or_a_part_of_the_greatest",
                violation_error_message="What choices cost is 0 or more, of a total that is known.",
            ),
            models.CheckConstraint(
                condition=Q(gap__isnull=True) | Q(gap__gte=0),
                name="no_answer_is_above_its_bound",
                violation_error_message="No answer is above its bound.",
            ),
            models.CheckConstraint(
                condition=Q(version__gte=Func(F("edits"), function="jsonb_array_length")),
                name="each_edit_of_a_draft_made_a_version",
                violation_error_message="A draft has at least as many versions as changes by hand.",
            ),
        ]

    def __str__(self) -> str:
        return self.name or f"Draft of {self.created_at:%F %R}"

    def covered(self) -> set[int]:
        """The ids of the papers that it was made for, and of all that it names."""
        papers, pairs = (rows.values_list("submission", flat=True) for rows in (self.papers, self.pairs))
        return {*papers, *pairs}


class CoveredPaper(models.Model):
    """A paper that a draft was made for, and how many places of it stay empty.

    `places` is how many there are: it is noted when its pairs are first changed by hand, so that who is put
    there beyond them and taken out again leaves nothing empty.
    """

    draft = models.ForeignKey(AssignmentDraft, on_delete=models.CASCADE, related_name="papers")
    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="+")
    missing = models.PositiveSmallIntegerField(default=0)
    places = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["draft", "submission"],
                name="a_draft_covers_a_paper_once",
                violation_error_message="The draft covers this paper already.",
            ),
            models.CheckConstraint(
                condition=Q(places__isnull=True) | Q(places__gte=F("missing")),
                name="no_more_places_are_empty_than_there_are",
                violation_error_message="No more places can be empty than there are.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.draft_id}: {self.submission_id}"


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
