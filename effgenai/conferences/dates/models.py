"""Dates, their history, exceptions to them, and addresses of calendars."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models

from effgenai.accounts.keys import new_key
from effgenai.conferences.core.models import Conference, Track
from effgenai.conferences.core.validators import validate_time_zone
from effgenai.conferences.dates.states import MilestoneKind
from effgenai.ui.dates import last_instant

if TYPE_CHECKING:
    from effgenai.conferences.core.viewer import Viewer


class MilestoneQuerySet(models.QuerySet["Milestone"]):
    """Dates, by who asks."""

    def visible_to(self, viewer: Viewer) -> MilestoneQuerySet:
        """Public dates for everyone; all of them for the committee of the conference."""
        mine = self.filter(conference=viewer.conference)
        return mine if viewer.is_committee else mine.filter(is_public=True)


class PresentDates(models.Manager["Milestone"]):
    """The dates that a conference has now."""

    def get_queryset(self) -> MilestoneQuerySet:
        """All but those that were removed."""
        return MilestoneQuerySet(self.model, using=self._db).filter(removed_at__isnull=True)

    def visible_to(self, viewer: Viewer) -> MilestoneQuerySet:
        """Of these, the ones that the viewer may see."""
        return self.get_queryset().visible_to(viewer)


PERSON = settings.AUTH_USER_MODEL


class Milestone(models.Model):
    """A date as an object: an instant, the zone it was entered in, and a grace period nobody is told of.

    Public ones that are removed stay as rows, so that calendars learn that they are off.
    """

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="milestones")
    key = models.CharField(max_length=12, unique=True, default=new_key, editable=False)
    kind = models.CharField("kind", max_length=20, choices=MilestoneKind)
    label = models.CharField(
        "name", max_length=120, blank=True, help_text="Empty: the usual name of its kind."
    )
    instant = models.DateTimeField("date and time")
    zone = models.CharField("zone", max_length=64, default="AoE", validators=[validate_time_zone])
    grace_minutes = models.PositiveIntegerField("hidden grace in minutes", default=0)
    is_public = models.BooleanField("public", default=True)
    removed_at = models.DateTimeField(null=True, editable=False)

    objects = PresentDates()
    with_removed = MilestoneQuerySet.as_manager()

    class Meta:
        ordering = ["instant", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "kind"],
                condition=~models.Q(kind=MilestoneKind.OTHER) & models.Q(removed_at__isnull=True),
                name="one_milestone_of_a_kind",
                violation_error_message="There is already a date of this kind.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The chair's name for it, or the usual one of its kind."""
        return self.label or str(MilestoneKind(self.kind).label)

    @property
    def ends_at(self) -> dt.datetime:
        """The last instant of the date as it is announced: "23:59" lasts as long as its minute."""
        return last_instant(self.instant, self.zone)

    @property
    def closes_at(self) -> dt.datetime:
        """The instant after which things are refused: the announced one plus the hidden grace."""
        return self.ends_at + dt.timedelta(minutes=self.grace_minutes)


class MilestoneChange(models.Model):
    """One move of a date; the public pages strike out the old one."""

    milestone = models.ForeignKey(Milestone, on_delete=models.CASCADE, related_name="changes")
    old_instant = models.DateTimeField()
    new_instant = models.DateTimeField()
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    reason = models.CharField("reason", max_length=200, blank=True)

    class Meta:
        ordering = ["changed_at", "id"]

    def __str__(self) -> str:
        return f"{self.old_instant:%F} → {self.new_instant:%F}"


class MilestoneException(models.Model):
    """Another moment of a date, for the papers of one track or for one person. Exactly one of both is set.

    That of a track is as public as its date; that of a person is known to them and the chairs.
    """

    milestone = models.ForeignKey(Milestone, on_delete=models.CASCADE, related_name="exceptions")
    track = models.ForeignKey(
        Track, on_delete=models.CASCADE, null=True, blank=True, related_name="exceptions"
    )
    user = models.ForeignKey(
        PERSON, on_delete=models.CASCADE, null=True, blank=True, related_name="date_exceptions"
    )
    instant = models.DateTimeField("date and time")
    zone = models.CharField("zone", max_length=64, default="AoE", validators=[validate_time_zone])
    reason = models.CharField("reason", max_length=200, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["instant", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(track__isnull=True, user__isnull=False)
                | models.Q(track__isnull=False, user__isnull=True),
                name="an_exception_is_for_a_track_or_a_person",
                violation_error_message="An exception is for one track or for one person.",
            ),
            models.UniqueConstraint(
                fields=["milestone", "track"],
                condition=models.Q(track__isnull=False),
                name="one_exception_a_track",
                violation_error_message="This track already has an exception from that date.",
            ),
            models.UniqueConstraint(
                fields=["milestone", "user"],
                condition=models.Q(user__isnull=False),
                name="one_exception_a_person",
                violation_error_message="This person already has an exception from that date.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.milestone_id}: {self.track_id or self.user_id}"

    @property
    def ends_at(self) -> dt.datetime:
        """The last instant of it as it is announced, as of any date."""
        return last_instant(self.instant, self.zone)

    @property
    def closes_at(self) -> dt.datetime:
        """The instant after which things are refused: with the hidden grace of its date."""
        return self.ends_at + dt.timedelta(minutes=self.milestone.grace_minutes)


class CalendarKey(models.Model):
    """The secret address of a person's own calendar of a conference. Removing the row revokes it."""

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="calendar_keys")
    key = models.CharField(max_length=43, unique=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "user"],
                name="one_calendar_key_a_person",
                violation_error_message="This person already has a calendar address.",
            ),
        ]

    def __str__(self) -> str:
        return f"calendar of {self.user_id}"
