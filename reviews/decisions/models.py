"""Decisions, their classes, and who may know of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q

from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.states import AcceptedShown, ReviewsShown
from effgenai.transitions import Stateful
from reviews.assignment.models import assigned_to, looked_after_by
from reviews.decisions.states import (
    DECISION_TRANSITIONS,
    SCHEDULED_TRANSITIONS,
    DecisionState,
    Released,
    ScheduledState,
)
from reviews.reviewing.models import decided_for_author
from submissions.core.models import Submission

if TYPE_CHECKING:
    from effgenai.conferences.core.viewer import Viewer


class DecisionQuerySet(models.QuerySet["Decision"]):
    """Decisions, by who asks."""

    def released(self) -> DecisionQuerySet:
        """Those that are out."""
        return self.filter(state=DecisionState.RELEASED)

    def visible_to(self, viewer: Viewer) -> DecisionQuerySet:
        """All for chairs and the paper's area chair; released ones for its authors and reviewers.

        That a paper is on the waiting list is nothing for its reviewers.
        """
        if viewer.user is None:
            return self.none()
        known = Q(submission__in=looked_after_by(viewer).values("pk"))
        out = Q(state=DecisionState.RELEASED)
        known |= out & Q(submission__in=decided_for_author(viewer).values("pk"))
        known |= out & Q(outcome__waits=False, submission__in=assigned_to(viewer).values("pk"))
        return self.filter(known)


PERSON = settings.AUTH_USER_MODEL


class DecisionClass(models.Model):
    """A kind of decision of a conference (oral, poster, reject) with the letter that goes with it.

    A paper whose kind `waits` stays under review: its authors know that it may still be accepted.
    """

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="decision_classes")
    name = models.CharField("name", max_length=60)
    accepts = models.BooleanField("accepts the paper", default=False)
    waits = models.BooleanField("puts the paper on the waiting list", default=False, db_default=False)
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
            models.CheckConstraint(
                condition=~Q(accepts=True, waits=True),
                name="a_paper_is_accepted_or_waits",
                violation_error_message="A paper on the waiting list is not accepted: choose one of the two.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Decision(Stateful):
    """What the chairs decided on a submission. Provisional until released; one per submission.

    `changed_at` is when a released one was changed last; `changes` tell of each time.
    """

    TRANSITIONS = DECISION_TRANSITIONS

    submission = models.OneToOneField(Submission, on_delete=models.CASCADE, related_name="decision")
    outcome = models.ForeignKey(DecisionClass, on_delete=models.PROTECT, related_name="decisions")
    state = models.CharField(max_length=12, choices=DecisionState, default=DecisionState.PROVISIONAL)
    note = models.TextField("note to the authors", blank=True)
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    released_at = models.DateTimeField(null=True)
    released_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField(null=True)

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


class DecisionChange(models.Model):
    """That a released decision was changed, and why: for the chairs of the paper alone."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="changes")
    before = models.ForeignKey(DecisionClass, on_delete=models.PROTECT, related_name="+")
    after = models.ForeignKey(DecisionClass, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-changed_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="a_changed_decision_has_a_reason",
                violation_error_message="Say why the decision is changed.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.before} became {self.after}"


class ScheduledRelease(Stateful):
    """What a chair wants released at a time. It is done as if that chair pressed the button then.

    `numbers` are the papers whose decisions are meant, None all that the chair handles then. Whom accepted
    papers and reviews are shown to from then on; empty leaves it. `outcome` says why it was not done.
    """

    TRANSITIONS = SCHEDULED_TRANSITIONS

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="scheduled_releases")
    what = models.CharField(max_length=9, choices=Released)
    numbers = models.JSONField(null=True)
    accepted_shown = models.CharField(max_length=8, choices=AcceptedShown, blank=True)
    reviews_shown = models.CharField(max_length=7, choices=ReviewsShown, blank=True)
    due_at = models.DateTimeField()
    due_zone = models.CharField(max_length=64)
    state = models.CharField(max_length=9, choices=ScheduledState, default=ScheduledState.WAITING)
    scheduled_at = models.DateTimeField()
    scheduled_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["due_at", "id"]
        indexes = [
            models.Index(
                fields=["due_at"], condition=Q(state=ScheduledState.WAITING), name="release_that_is_due"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=ScheduledState.WAITING, ended_at__isnull=True)
                | (~Q(state=ScheduledState.WAITING) & Q(ended_at__isnull=False)),
                name="scheduled_release_waits_or_has_ended",
                violation_error_message="A release that waits has no end yet, and any other has one.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_what_display()} at {self.due_at}"
