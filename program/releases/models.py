from __future__ import annotations

from django.conf import settings
from django.db import models

from effgenai.conferences.core.models import Conference


class Release(models.Model):
    """An immutable, numbered snapshot of the whole schedule: what the public page and the calendar show.

    A correction changes the release before it by a delay, a swap or a cancellation on the day alone.
    """

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="releases")
    number = models.PositiveIntegerField()
    name = models.CharField("name", max_length=120)
    is_correction = models.BooleanField(default=False, db_default=False)
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


class ReleasePerson(models.Model):
    """Somebody who has to do with a release, by address; it is shown to nobody.

    `places` names what the person does in it, as `program.releases.people.Involved` writes it. Who is in it
    no more has none. Mails on a release are keyed by these rows, so that a person gets one of each.
    """

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="people")
    email = models.EmailField()
    name = models.CharField(max_length=200)
    places = models.JSONField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["release", "email"],
                name="a_release_knows_a_person_once",
                violation_error_message="This person is part of the release already.",
            ),
        ]

    def __str__(self) -> str:
        return self.name
