"""Reviews, the form they are written in, and who may know of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q

from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.states import ReviewsShown
from effgenai.transitions import Stateful
from reviews.assignment.models import Assignment, looked_after_by
from reviews.bidding.models import papers_without_conflict
from reviews.reviewing.states import REVIEW_TRANSITIONS, Audience, FieldKind, ReviewState
from submissions.core.models import Submission
from submissions.core.states import UNDER_REVIEW

if TYPE_CHECKING:
    from effgenai.conferences.core.viewer import Viewer
    from submissions.core.models import SubmissionQuerySet

PERSON = settings.AUTH_USER_MODEL


class ReviewQuerySet(models.QuerySet["Review"]):
    """Reviews, by who asks. Which *fields* of them is the business of `reviews.reviewing.rules`."""

    def submitted(self) -> ReviewQuerySet:
        """Those that were submitted."""
        return self.filter(state=ReviewState.SUBMITTED)

    def visible_to(self, viewer: Viewer) -> ReviewQuerySet:
        """Whose existence the viewer may know of.

        Own ones always; for chairs and the paper's area chair all; for its reviewers the submitted ones once
        they have submitted their own; for its authors the submitted ones once they are shown to them.
        """
        if viewer.user is None:
            return self.none()
        submitted = Q(state=ReviewState.SUBMITTED)
        known = Q(assignment__reviewer=viewer.user, assignment__submission__conference=viewer.conference)
        known |= Q(assignment__submission__in=looked_after_by(viewer).values("pk"))
        known |= submitted & Q(assignment__submission__in=reviewed_by(viewer).values("pk"))
        known |= submitted & Q(assignment__submission__in=reviews_out_for_author(viewer).values("pk"))
        return self.filter(known)


def reviewed_by(viewer: Viewer) -> SubmissionQuerySet:
    """Papers of which the viewer has submitted a review."""
    if viewer.user is None:
        return Submission.objects.none()
    done = viewer.user.assignments.active().filter(review__state=ReviewState.SUBMITTED)
    return papers_without_conflict(viewer, viewer.user).filter(pk__in=done.values("submission"))


def decided_for_author(viewer: Viewer) -> SubmissionQuerySet:
    """The viewer's own papers whose decision is released."""
    if viewer.user is None:
        return Submission.objects.none()
    own = Submission.objects.filter(conference=viewer.conference).written_by(viewer.user)
    return own.filter(decision__released_at__isnull=False)


def reviews_out_for_author(viewer: Viewer) -> SubmissionQuerySet:
    """The viewer's own papers whose reviews are shown to authors.

    Before the decision that holds for authors who are no chairs: no chair shows themselves the reviews of
    their own paper while it is open.
    """
    shown = viewer.conference.reviews_shown
    if viewer.user is None or shown == ReviewsShown.NOBODY:
        return Submission.objects.none()
    decided = decided_for_author(viewer)
    if shown == ReviewsShown.DECIDED or viewer.is_chair:
        return decided
    own = Submission.objects.filter(conference=viewer.conference).written_by(viewer.user)
    return own.filter(Q(state__in=UNDER_REVIEW) | Q(pk__in=decided.values("pk")))


def are_reviews_out(submission: Submission, viewer: Viewer, *, is_decision_out: bool) -> bool:
    """Whether the paper's reviews are shown to the viewer if they wrote it, given what its authors know."""
    shown = viewer.conference.reviews_shown
    if shown == ReviewsShown.NOBODY:
        return False
    is_open = submission.state in UNDER_REVIEW and shown == ReviewsShown.ALL and not viewer.is_chair
    return is_open or is_decision_out


def is_finally_decided(submission: int) -> bool:
    """Whether its authors know a decision on the paper of this id that is more than the waiting list."""
    released = Submission.objects.filter(pk=submission, decision__released_at__isnull=False)
    return released.exclude(decision__outcome__waits=True).exists()


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


# The confidence is the answer to the question of this short name, as the default form has it: a small number.
CONFIDENCE_SQL = (
    "CASE WHEN jsonb_typeof(%(expressions)s -> 'confidence') = 'number'"
    " AND (%(expressions)s ->> 'confidence') ~ '^-?[0-9]{1,4}$'"
    " THEN (%(expressions)s ->> 'confidence')::smallint END"
)


class Review(Stateful):
    """What a reviewer wrote: `answers` maps the short name of a question to text, number or truth.

    `draft` holds what is typed and not yet submitted; `answers` is what was submitted last. `version` counts
    every save, so that two tabs notice each other.

    Tables of papers read no texts, and so not `answers`: for them `overall` repeats the overall score, and
    the database keeps `confidence`, and in `seals` a short word for each answer that says something, by
    which flags are told.
    """

    TRANSITIONS = REVIEW_TRANSITIONS

    assignment = models.OneToOneField(Assignment, on_delete=models.CASCADE, related_name="review")
    state = models.CharField(max_length=10, choices=ReviewState, default=ReviewState.DRAFT)
    draft = models.JSONField(default=dict)
    answers = models.JSONField(default=dict)
    overall = models.SmallIntegerField(null=True)
    confidence = models.GeneratedField(
        expression=models.Func(models.F("answers"), template=CONFIDENCE_SQL),
        output_field=models.SmallIntegerField(null=True),
        db_persist=True,
    )
    seals = models.GeneratedField(
        expression=models.Func("answers", function="review_answer_seals"),
        output_field=models.JSONField(),
        db_persist=True,
    )
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


class SeenFlag(models.Model):
    """That a chair has seen what a review says to a question whose answers wait to be seen.

    `seal` is that of the answer they saw: an answer that is changed waits again.
    """

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="seen_flags")
    question = models.SlugField(max_length=40)
    seal = models.CharField(max_length=24)
    seen_at = models.DateTimeField()
    seen_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["review", "question"],
                name="an_answer_is_seen_once",
                violation_error_message="This answer is marked as seen already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question} of review {self.review_id}"


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
