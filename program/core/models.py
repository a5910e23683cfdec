from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import Deferrable, F, Func, Q

from effgenai.accounts.keys import new_key
from effgenai.conferences.core.models import Conference
from effgenai.conferences.people.models import Person
from program.core.states import (
    FIXED_ON_THE_DAY,
    SHARING_A_ROOM,
    SIDE_BY_SIDE,
    EditKind,
    SessionKind,
    SessionRole,
)
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
    capacity = models.PositiveIntegerField("places", null=True, blank=True)
    equipment = models.CharField("equipment", max_length=200, blank=True, db_default="")
    map_url = models.URLField("map", max_length=500, blank=True, db_default="")

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
    label = models.CharField("kind in your words", max_length=40, blank=True, db_default="")
    title = models.CharField("title", max_length=200)
    room = models.ForeignKey(Room, on_delete=models.PROTECT, null=True, blank=True, related_name="sessions")
    note = models.TextField("note for the team", max_length=2000, blank=True, db_default="")
    is_public = models.BooleanField("shown", default=True, db_default=True)
    fixed = models.BooleanField("fixed on the day", null=True, blank=True)
    is_locked = models.BooleanField("left alone by the planner", default=False, db_default=False)
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
                condition=Q(room__isnull=False) & ~Q(kind__in=SHARING_A_ROOM),
                deferrable=Deferrable.IMMEDIATE,
                violation_error_message="Another session is in this room at that time.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def has_running_times(self) -> bool:
        """Whether its talks follow one another: posters hang side by side."""
        return self.kind not in SIDE_BY_SIDE

    @property
    def is_fixed(self) -> bool:
        """Whether it begins when it should whatever is late before it: said of it, or usual for its kind."""
        return self.kind in FIXED_ON_THE_DAY if self.fixed is None else self.fixed

    @property
    def kind_label(self) -> str:
        """Its kind in the words of the conference."""
        return self.label or str(SessionKind(self.kind).label)


class SessionPerson(models.Model):
    """Who chairs a session or sits on its panel. An address tells whether two names are one person."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="people")
    role = models.CharField("role", max_length=10, choices=SessionRole, default=SessionRole.CHAIR)
    name = models.CharField("name", max_length=200)
    email = models.EmailField("e-mail", blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["role", "position", "id"]

    def __str__(self) -> str:
        return self.name


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
    email = models.EmailField("e-mail of the speaker", blank=True, db_default="")
    person = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="talks", verbose_name="speaker"
    )
    board = models.CharField("board", max_length=12, blank=True, db_default="")
    abstract = models.TextField("abstract", blank=True)
    minutes = models.PositiveSmallIntegerField("length in minutes", default=15)
    is_cancelled = models.BooleanField("cancelled", default=False, db_default=False)
    is_locked = models.BooleanField("left alone by the planner", default=False, db_default=False)

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


class Unavailability(models.Model):
    """When somebody, known by an address, cannot be there, or a room cannot be had."""

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="unavailabilities")
    room = models.ForeignKey(
        Room, on_delete=models.CASCADE, null=True, blank=True, related_name="unavailabilities"
    )
    name = models.CharField("name", max_length=200, blank=True)
    email = models.EmailField("e-mail", blank=True)
    starts_at = models.DateTimeField("from")
    ends_at = models.DateTimeField("until")
    note = models.CharField("reason", max_length=200, blank=True)

    class Meta:
        ordering = ["starts_at", "id"]
        verbose_name_plural = "unavailabilities"
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_at__lt=F("ends_at")),
                name="unavailability_ends_after_it_begins",
                violation_error_message="The end must be after the beginning.",
            ),
            models.CheckConstraint(
                condition=Q(room__isnull=False, email="") | (Q(room__isnull=True) & ~Q(email="")),
                name="unavailability_of_a_room_or_a_person",
                violation_error_message="Choose a room or name a person by address.",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email or str(self.room)


class ProgramEdit(models.Model):
    """One step in the history of the draft: which rows it changed, from what to what.

    `number` counts the steps of a conference, so the last one is the version of its draft.
    """

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="program_edits")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=4, choices=EditKind, default=EditKind.EDIT)
    label = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    changes = models.JSONField()
    is_undone = models.BooleanField(default=False)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "number"],
                name="a_step_of_the_draft_comes_once",
                violation_error_message="There is already a step of this number.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.label}"
