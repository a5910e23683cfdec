"""What people typed into forms and have not saved yet."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.http import QueryDict

from effgenai.conferences.core.models import Conference


class UnfinishedForm(models.Model):
    """What one person typed into one form since it was last saved by its button. Nobody else sees it."""

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="unfinished_forms")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="unfinished_forms"
    )
    path = models.CharField(max_length=300)
    content = models.TextField()
    version = models.PositiveIntegerField(default=1)
    began_at = models.DateTimeField()
    saved_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "by", "path"],
                name="a_person_has_a_form_unfinished_once",
                violation_error_message="This form is unfinished already.",
            ),
        ]

    def __str__(self) -> str:
        return f"Unfinished form at {self.path}"

    @property
    def data(self) -> QueryDict:
        """What was typed, as the form would have sent it."""
        return QueryDict(self.content)
