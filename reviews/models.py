from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from effgenai.accounts.keys import new_key, new_token
from effgenai.conferences.models import Conference, Topic
from effgenai.conferences.states import Role
from reviews.querysets import (
    ApplicationQuerySet,
    AssignmentQuerySet,
    BidQuerySet,
    DecisionQuerySet,
    ReviewQuerySet,
)
from reviews.states import (
    ApplicationState,
    AssignmentState,
    Audience,
    BidValue,
    CareerStage,
    DecisionState,
    FieldKind,
    InvitationState,
    ReviewState,
    RunState,
)
from submissions.models import Submission

PERSON = settings.AUTH_USER_MODEL


class Invitation(models.Model):
    """An invitation to the committee, answered on a page whose address is the secret `token`.

    `sent_at` is when it was last sent, `sendings` how often; it stays open for a while after the last.
    """

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="invitations")
    token = models.CharField(max_length=32, unique=True, default=new_token, editable=False)
    email = models.EmailField("e-mail address")
    name = models.CharField("name", max_length=200, blank=True)
    role = models.CharField("role", max_length=20, choices=Role, default=Role.REVIEWER)
    load = models.PositiveSmallIntegerField("papers asked for", default=4)
    state = models.CharField(max_length=10, choices=InvitationState, default=InvitationState.PREPARED)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField(null=True)
    sendings = models.PositiveSmallIntegerField(default=0)
    answered_at = models.DateTimeField(null=True)
    user = models.ForeignKey(PERSON, on_delete=models.SET_NULL, null=True, related_name="+")
    decline_reason = models.CharField("reason", max_length=500, blank=True)

    class Meta:
        ordering = ["name", "email"]
        constraints = [
            models.UniqueConstraint(
                "conference",
                Lower("email"),
                "role",
                name="one_invitation_per_address_and_role",
                violation_error_message="This address is already invited to that role.",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[InvitationState.ACCEPTED, InvitationState.DECLINED], answered_at__isnull=False
                )
                | (
                    ~Q(state__in=[InvitationState.ACCEPTED, InvitationState.DECLINED])
                    & Q(answered_at__isnull=True)
                ),
                name="invitation_is_answered_iff_it_has_a_time",
                violation_error_message="An answered invitation has the time of it, and only such a one.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=InvitationState.values),
                name="invitation_state_is_known",
                violation_error_message="That state of an invitation does not exist.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name or self.email} as {self.role}"


class Application(models.Model):
    """An offer to review, made on the public call, with what speaks for it. Read by chairs and its writer.

    `links` holds one address a line; `papers` is a list as it was pasted, titles or BibTeX.
    """

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="applications")
    key = models.CharField(max_length=12, unique=True, default=new_key, editable=False)
    user = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="applications")
    state = models.CharField(max_length=10, choices=ApplicationState, default=ApplicationState.APPLIED)
    topics = models.ManyToManyField(Topic, related_name="+", blank=True)
    load = models.PositiveSmallIntegerField("at most this many papers", default=4)
    career_stage = models.CharField("career stage", max_length=10, choices=CareerStage)
    past_reviews = models.PositiveSmallIntegerField("papers reviewed so far", default=0)
    links = models.TextField("where your work can be seen", blank=True)
    papers = models.TextField("papers of your own", blank=True)
    voucher = models.CharField("who can vouch for you", max_length=300, blank=True)
    note = models.TextField("anything else", blank=True)
    applied_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        ordering = ["applied_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "user"],
                name="one_application_a_person",
                violation_error_message="This person has offered to review already.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=ApplicationState.values),
                name="application_state_is_known",
                violation_error_message="That state of an application does not exist.",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[ApplicationState.APPROVED, ApplicationState.DECLINED], decided_at__isnull=False
                )
                | (
                    ~Q(state__in=[ApplicationState.APPROVED, ApplicationState.DECLINED])
                    & Q(decided_at__isnull=True)
                ),
                name="application_is_decided_iff_it_has_a_time",
                violation_error_message="A decided application has the time of it, and only such a one.",
            ),
            models.CheckConstraint(
                condition=Q(load__gte=1),
                name="a_volunteer_takes_at_least_one_paper",
                violation_error_message="A reviewer takes at least one paper.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} offers to review"


class Reviewer(models.Model):
    """A committee member's working data in one conference: what they know and how much they take."""

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="reviewers")
    user = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="reviewer_rows")
    topics = models.ManyToManyField(Topic, related_name="reviewers", blank=True)
    load_max = models.PositiveSmallIntegerField("at most this many papers", default=4)
    joined_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "user"],
                name="a_person_reviews_for_a_conference_once",
                violation_error_message="This person is already on the committee.",
            ),
        ]

    def __str__(self) -> str:
        return f"Reviewer {self.user_id}"


class PastPaper(models.Model):
    """A paper a reviewer wrote before: their expertise in words. Belongs to the person alone."""

    user = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="past_papers")
    title = models.CharField("title", max_length=300)
    abstract = models.TextField("abstract", blank=True)
    year = models.PositiveSmallIntegerField("year", null=True, blank=True)

    class Meta:
        ordering = ["-year", "id"]
        constraints = [
            models.UniqueConstraint(
                "user",
                Lower("title"),
                name="a_past_paper_is_listed_once",
                violation_error_message="This paper is already in the list.",
            ),
        ]

    def __str__(self) -> str:
        return self.title


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


class AssignmentRun(models.Model):
    """One solution proposed by the engine, with its settings, score and certificate."""

    key = models.CharField(max_length=12, unique=True, default=new_key, editable=False)
    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="assignment_runs")
    state = models.CharField(max_length=10, choices=RunState, default=RunState.PROPOSED)
    settings = models.JSONField(default=dict)
    total = models.FloatField()
    bound = models.FloatField()
    seconds = models.FloatField()
    notes = models.JSONField(default=list)
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
        ]

    def __str__(self) -> str:
        return f"Proposal of {self.created_at:%F %R}"


class ProposedPair(models.Model):
    """A pair of a proposal, with the parts that made its score: `{"text": 0.4, "topics": 1.0, ...}`."""

    run = models.ForeignKey(AssignmentRun, on_delete=models.CASCADE, related_name="pairs")
    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="+")
    score = models.FloatField()
    parts = models.JSONField(default=dict)
    is_new = models.BooleanField(default=True)

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
        choices=[(Role.REVIEWER, "Reviewer"), (Role.AREA_CHAIR, "Area chair")],
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


class ReviewField(models.Model):
    """A question of the review form. `anchors` label the steps of a score: `[[1, "Reject"], ...]`."""

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="review_fields")
    name = models.SlugField("short name", max_length=40)
    label = models.CharField("question", max_length=160)
    help = models.CharField("help", max_length=300, blank=True)
    kind = models.CharField("kind", max_length=8, choices=FieldKind)
    anchors = models.JSONField("steps", default=list, blank=True)
    audience = models.CharField("who reads it", max_length=10, choices=Audience, default=Audience.AUTHORS)
    required = models.BooleanField("required", default=True)
    is_overall = models.BooleanField("the overall score", default=False)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "name"],
                name="a_review_question_has_its_own_name",
                violation_error_message="There is already a question of this short name.",
            ),
            models.UniqueConstraint(
                fields=["conference"],
                condition=Q(is_overall=True),
                name="one_question_is_the_overall_score",
                violation_error_message="Only one question can be the overall score.",
            ),
            models.CheckConstraint(
                condition=~Q(is_overall=True) | Q(kind=FieldKind.SCORE),
                name="the_overall_question_is_a_score",
                violation_error_message="The overall question must be a score.",
            ),
        ]

    def __str__(self) -> str:
        return self.label


class Review(models.Model):
    """What a reviewer wrote: `answers` maps the short name of a question to text, number or truth.

    `draft` holds what is typed and not yet submitted; `answers` is what was submitted last. `version` counts
    every save, so that two tabs notice each other. `overall` repeats the overall score for tables.
    """

    assignment = models.OneToOneField(Assignment, on_delete=models.CASCADE, related_name="review")
    state = models.CharField(max_length=10, choices=ReviewState, default=ReviewState.DRAFT)
    draft = models.JSONField(default=dict)
    answers = models.JSONField(default=dict)
    overall = models.SmallIntegerField(null=True)
    version = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state=ReviewState.SUBMITTED, submitted_at__isnull=False)
                | Q(state=ReviewState.DRAFT, submitted_at__isnull=True),
                name="review_is_submitted_iff_it_has_a_time",
                violation_error_message="A submitted review has the time of it, and only such a one.",
            ),
        ]

    def __str__(self) -> str:
        return f"Review of assignment {self.assignment_id}"


class ReviewVersion(models.Model):
    """What a review said each time it was submitted."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    answers = models.JSONField()
    submitted_at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["review", "number"],
                name="a_review_version_comes_once",
                violation_error_message="There is already a version of this number.",
            ),
        ]

    def __str__(self) -> str:
        return f"Version {self.number}"


class DecisionClass(models.Model):
    """A kind of decision of a conference (oral, poster, reject) with the letter that goes with it."""

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="decision_classes")
    name = models.CharField("name", max_length=60)
    accepts = models.BooleanField("accepts the paper", default=False)
    presentation = models.CharField("presented as", max_length=60, blank=True)
    capacity = models.PositiveSmallIntegerField("places", null=True, blank=True)
    mail_subject = models.CharField("subject of the letter", max_length=200)
    mail_body = models.TextField("letter")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        verbose_name_plural = "decision classes"
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "name"],
                name="one_decision_class_of_a_name",
                violation_error_message="There is already a decision of this name.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Decision(models.Model):
    """What the chairs decided on a submission. Provisional until released; one per submission."""

    submission = models.OneToOneField(Submission, on_delete=models.CASCADE, related_name="decision")
    outcome = models.ForeignKey(DecisionClass, on_delete=models.PROTECT, related_name="decisions")
    state = models.CharField(max_length=12, choices=DecisionState, default=DecisionState.PROVISIONAL)
    note = models.TextField("note to the authors", blank=True)
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    released_at = models.DateTimeField(null=True)
    released_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")

    objects = DecisionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state=DecisionState.RELEASED, released_at__isnull=False)
                | Q(state=DecisionState.PROVISIONAL, released_at__isnull=True),
                name="decision_is_released_iff_it_has_a_time",
                violation_error_message="A released decision has the time of it, and only such a one.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outcome} for {self.submission_id}"
