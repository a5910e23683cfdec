from __future__ import annotations

from django.db import models
from django.db.models import Q

from effgenai.storage.saving import FileProblem


class FileFinding(models.Model):
    """A stored file that is not what was sent; the row goes once the file is whole again."""

    path = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=40)
    conference = models.CharField("address of the conference", max_length=100)
    problem = models.CharField(max_length=12, choices=FileProblem)
    found_at = models.DateTimeField()

    class Meta:
        ordering = ["conference", "kind", "path"]
        constraints = [
            models.CheckConstraint(
                condition=Q(problem__in=FileProblem.values),
                name="a_file_finding_has_a_known_problem",
                violation_error_message="That problem of a file does not exist.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.conference}: {self.kind} {self.path} {self.get_problem_display()}"


class Upkeep(models.TextChoices):
    """What is done to keep a site safe, and when it was last done."""

    CHECK = "check", "stored files were checked"
    BACKUP = "backup", "a backup was made"


class LastUpkeep(models.Model):
    """When such a thing was last done to the end; `files` is how many files it went through."""

    what = models.CharField(max_length=10, choices=Upkeep, unique=True)
    at = models.DateTimeField()
    files = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(what__in=Upkeep.values),
                name="an_upkeep_is_a_known_one",
                violation_error_message="That kind of upkeep does not exist.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_what_display()} {self.at:%F %T}"
