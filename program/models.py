from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from effgenai.accounts.keys import new_key
from effgenai.conferences.core.models import Conference
from program.states import SessionKind
from submissions.core.models import Submission, SubmissionQuerySet

if TYPE_CHECKING:
    from effgenai.conferences.core.viewer import Viewer


class SessionQuerySet(models.QuerySet["Session"]):
    """The draft schedule, which only its editors see; everyone else reads releases."""

    def visible_to(self, viewer: Viewer) -> SessionQuerySet:
        """All sessions of the conference for those who build the schedule, none for others."""
        mine = self.filter(conference=viewer.conference)
        return mine if viewer.may_edit_program else mine.none()


def papers_to_place(viewer: Viewer) -> SubmissionQuerySet:
    """Papers without a place in the schedule: public ones, which every editor knows, and for chairs theirs.

    Where accepted papers are held back, other editors and chairs in conflict wait until they are shown.
    """
    if not viewer.may_edit_program:
        return Submission.objects.none()
    return known_papers(viewer).filter(talk__isnull=True).prefetch_related("authorships")


def known_papers(viewer: Viewer) -> SubmissionQuerySet:
    """The accepted papers whose titles an editor of the schedule may know."""
    papers = Submission.objects.filter(conference=viewer.conference)
    known = Q(pk__in=papers.public().values("pk")) | Q(pk__in=papers.handled_by(viewer).values("pk"))
    return papers.accepted().filter(known)


class TimeRange(Func):
    """The span of a session, its end excluded, for the exclusion constraint."""

    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


class Room(models.Model):
    """A place where sessions happen; online ones too."""

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="rooms")
    name = models.CharField("name", max_length=120)
    note = models.CharField("how to get there", max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "name"],
                name="one_room_of_a_name",
                violation_error_message="There is already a room of this name.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Session(models.Model):
    """A span of time in a room. `room` is empty for what concerns everyone, such as a break."""

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="sessions")
    key = models.CharField(max_length=12, unique=True, default=new_key, editable=False)
    kind = models.CharField("kind", max_length=10, choices=SessionKind, default=SessionKind.ORAL)
    title = models.CharField("title", max_length=200)
    room = models.ForeignKey(Room, on_delete=models.PROTECT, null=True, blank=True, related_name="sessions")
    chair_name = models.CharField("session chair", max_length=200, blank=True)
    starts_at = models.DateTimeField("begins")
    ends_at = models.DateTimeField("ends")
    version = models.PositiveIntegerField(default=0)

    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "room__position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_at__lt=F("ends_at")),
                name="session_ends_after_it_begins",
                violation_error_message="A session must end after it begins.",
            ),
            ExclusionConstraint(
                name="a_room_holds_one_session_at_a_time",
                expressions=[
                    ("room", RangeOperators.EQUAL),
                    (TimeRange("starts_at", "ends_at", RangeBoundary()), RangeOperators.OVERLAPS),
                ],
                condition=Q(room__isnull=False),
                violation_error_message="Another session is in this room at that time.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def has_running_times(self) -> bool:
        """Whether its talks follow one another: posters hang side by side."""
        return self.kind != SessionKind.POSTER


class Talk(models.Model):
    """A submission's or an invited talk's place in a session."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="talks")
    key = models.CharField(max_length=12, unique=True, default=new_key, editable=False)
    position = models.PositiveSmallIntegerField(default=0)
    submission = models.OneToOneField(
        Submission, on_delete=models.PROTECT, null=True, blank=True, related_name="talk"
    )
    title = models.CharField("title", max_length=300, blank=True)
    speaker = models.CharField("speaker", max_length=200, blank=True)
    abstract = models.TextField("abstract", blank=True)
    minutes = models.PositiveSmallIntegerField("length in minutes", default=15)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(submission__isnull=False) | ~Q(title=""),
                name="a_talk_is_a_paper_or_has_a_title",
                violation_error_message="An invited talk needs a title.",
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=1),
                name="a_talk_takes_time",
                violation_error_message="A talk takes at least a minute.",
            ),
        ]

    def __str__(self) -> str:
        return self.title or f"Talk of {self.submission_id}"


class Release(models.Model):
    """An immutable, numbered snapshot of the whole schedule: what the public page and the calendar show."""

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="releases")
    number = models.PositiveIntegerField()
    name = models.CharField("name", max_length=120)
    schedule = models.JSONField()
    released_at = models.DateTimeField()
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "number"],
                name="a_release_number_comes_once",
                violation_error_message="There is already a release of this number.",
            ),
        ]

    def __str__(self) -> str:
        return f"Release {self.number}: {self.name}"

    @property
    def time_zone(self) -> str:
        """The zone of the venue when it was released: a new zone shows with the next release."""
        zone: str = self.schedule.get("time_zone") or self.conference.time_zone
        return zone
