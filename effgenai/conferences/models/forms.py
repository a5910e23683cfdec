from __future__ import annotations

from django.db import models


class SentForm(models.Model):
    """A form that came and was taken, by a hash of who sent it and what it said, and where it led."""

    key = models.CharField(max_length=64)
    leads_to = models.TextField(blank=True)
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key"],
                name="a_form_is_taken_once",
                violation_error_message="This was sent already.",
            ),
        ]

    def __str__(self) -> str:
        return f"Form {self.key[:8]}"
