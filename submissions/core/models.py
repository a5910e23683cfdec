"""Submissions with their versions, and who may know of which."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q

from effgenai.conferences.core.models import Conference, Topic, Track
from effgenai.conferences.core.states import AcceptedShown
from effgenai.conferences.core.validators import validate_time_zone
from effgenai.conferences.dates.states import MilestoneKind
from effgenai.files.models import StoredFile
from effgenai.transitions import Stateful
from submissions.core import states
from submissions.core.states import DECIDED, SubmissionState

if TYPE_CHECKING:
    from effgenai.accounts.models import User
    from effgenai.conferences.core.viewer import Viewer

PERSON = settings.AUTH_USER_MODEL


def in_conflict_with(user: User) -> Q:
    """Tells the papers that the person said to have written or is bound by a conflict with."""
    bound = Q(pk__in=user.conflicts.binding().values("submission"))
    return bound | Q(pk__in=user.author_answers.yes().values("submission"))


class SubmissionQuerySet(models.QuerySet["Submission"]):
    """Submissions, by who asks."""

    def written_by(self, user: User) -> SubmissionQuerySet:
        """Those on whose author list the person stands with a verified address, and drafts they began."""
        on_the_list = Q(pk__in=user.authorships.values("submission"))
        return self.filter(on_the_list | Q(created_by=user, state=SubmissionState.DRAFT))

    def without_conflict(self, user: User) -> SubmissionQuerySet:
        """Those that the person neither said to have written nor is bound by a conflict with.

        Their word is asked as well as the conflict rows, so that a row that was never written cannot open
        a paper to its author. An author list alone is other people's word: it keeps nothing from anybody.
        """
        return self.exclude(in_conflict_with(user))

    def accepted(self) -> SubmissionQuerySet:
        """Those whose authors know that they are accepted; everyone else only if they are `public`."""
        return self.filter(state=SubmissionState.ACCEPTED)

    def public(self) -> SubmissionQuerySet:
        """Those everyone may know of: accepted, where the conference shows its accepted papers."""
        return self.accepted().filter(conference__accepted_shown=AcceptedShown.EVERYONE)

    def beyond_draft(self) -> SubmissionQuerySet:
        """All that were submitted; a draft is its authors' own affair."""
        return self.exclude(state=SubmissionState.DRAFT)

    def handled_by(self, viewer: Viewer) -> SubmissionQuerySet:
        """What a chair works on: submitted papers of the conference without a conflict of theirs.

        Nothing for anyone else. Area chairs and reviewers reach papers through their assignments.
        """
        if viewer.user is None or not viewer.is_chair:
            return self.none()
        return self.filter(conference=viewer.conference).beyond_draft().without_conflict(viewer.user)

    def visible_to(self, viewer: Viewer) -> SubmissionQuerySet:
        """Papers whose existence the viewer may know of: public, own, and for chairs what they handle.

        Assigned reviewers are added by the reviews app, which knows of assignments (`reviews.querysets`).
        """
        mine = self.filter(conference=viewer.conference)
        if viewer.user is None:
            return mine.public()
        known = Q(pk__in=mine.public().values("pk")) | Q(pk__in=mine.written_by(viewer.user).values("pk"))
        if viewer.is_chair:
            known |= Q(pk__in=mine.handled_by(viewer).values("pk"))
        return mine.filter(known)


class Submission(Stateful):
    """A paper on its way through a conference.

    `title`, `abstract` and `manuscript` are the working copy while it is a draft, and equal the current
    revision from then on. `number` is what people call it by; it is unique within the conference.
    `desk_reject_reason` is what the chairs wrote to its authors, and empty in all other states.
    """

    TRANSITIONS = states.TRANSITIONS

    conference = models.ForeignKey(Conference, on_delete=models.PROTECT, related_name="submissions")
    number = models.PositiveIntegerField()
    track = models.ForeignKey(Track, on_delete=models.PROTECT, related_name="submissions")
    topics = models.ManyToManyField(Topic, related_name="submissions", blank=True)
    title = models.CharField("title", max_length=300, blank=True)
    abstract = models.TextField("abstract", blank=True)
    manuscript = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=14, choices=SubmissionState, default=SubmissionState.DRAFT)
    presentation = models.CharField("presented as", max_length=60, blank=True)
    desk_reject_reason = models.TextField(blank=True, default="", db_default="")
    version = models.PositiveIntegerField(default=0)
    external_id = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    updated_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        indexes = [models.Index(fields=["conference", "state"], name="submission_by_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "number"],
                name="a_number_names_one_submission",
                violation_error_message="There is already a submission of this number.",
            ),
            models.UniqueConstraint(
                fields=["conference", "external_id"],
                condition=~Q(external_id=""),
                name="an_imported_paper_comes_once",
                violation_error_message="A paper with this identifier was imported before.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=SubmissionState.values),
                name="submission_state_is_known",
                violation_error_message="That state of a submission does not exist.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=sorted(DECIDED), decided_at__isnull=False)
                | Q(state=SubmissionState.WITHDRAWN)
                | (~Q(state__in=sorted(DECIDED)) & Q(decided_at__isnull=True)),
                name="submission_is_decided_iff_it_has_a_time",
                violation_error_message="A decided submission has the time of it, and only such a one.",
            ),
            models.CheckConstraint(
                condition=Q(state=SubmissionState.DRAFT) | Q(submitted_at__isnull=False),
                name="submission_beyond_draft_was_submitted",
                violation_error_message="Only a draft has never been submitted.",
            ),
            models.CheckConstraint(
                condition=Q(state=SubmissionState.WITHDRAWN, withdrawn_at__isnull=False)
                | (~Q(state=SubmissionState.WITHDRAWN) & Q(withdrawn_at__isnull=True)),
                name="submission_is_withdrawn_iff_it_has_a_time",
                violation_error_message="A withdrawn submission has the time of it, and only such a one.",
            ),
            models.CheckConstraint(
                condition=Q(state=SubmissionState.DRAFT) | ~Q(title=""),
                name="submission_beyond_draft_has_a_title",
                violation_error_message="A submission needs a title.",
            ),
        ]

    @property
    def is_public(self) -> bool:
        """Whether everyone may know of it: `public` for one paper."""
        shown = self.conference.accepted_shown == AcceptedShown.EVERYONE
        return shown and self.state == SubmissionState.ACCEPTED

    def __str__(self) -> str:
        return f"#{self.number} {self.title or 'Untitled draft'}"


class PaperException(models.Model):
    """More time for the authors of one paper than a date of the conference gives.

    Its authors are told of it; `reason` is the chairs' own.
    """

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="date_exceptions")
    kind = models.CharField(max_length=20, choices=MilestoneKind)
    instant = models.DateTimeField("date and time")
    zone = models.CharField("zone", max_length=64, default="AoE", validators=[validate_time_zone])
    reason = models.CharField("reason", max_length=200, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "kind"],
                name="one_exception_a_paper",
                violation_error_message="This paper already has more time than that date gives.",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[MilestoneKind.SUBMISSIONS_DUE, MilestoneKind.CAMERA_READY_DUE]),
                name="a_paper_is_excepted_from_its_own_dates",
                violation_error_message="Papers have no exception from that date.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission_id}: {self.kind}"


class Revision(models.Model):
    """An immutable version of a submission with its receipt. `authors` and `topics` stand as they were."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=300)
    abstract = models.TextField()
    authors = models.JSONField(default=list)
    topics = models.JSONField(default=list)
    track_name = models.CharField(max_length=120)
    manuscript = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    is_current = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    receipt = models.CharField("signature of the receipt", max_length=64)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "number"],
                name="a_version_number_comes_once",
                violation_error_message="There is already a version of this number.",
            ),
            models.UniqueConstraint(
                fields=["submission"],
                condition=Q(is_current=True),
                name="one_version_is_current",
                violation_error_message="Only one version can be the current one.",
            ),
        ]

    def __str__(self) -> str:
        return f"Version {self.number}"
