"""Pictures that chairs upload."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from effgenai.accounts.keys import new_key
from effgenai.conferences.core.models import Conference

PERSON = settings.AUTH_USER_MODEL


class Image(models.Model):
    """A picture of the public site, kept in several widths and modern formats under its hash.

    `widths` are those that were made, in pixels, ascending; `alt` is what it shows, in words. `kept` says of
    each stored width and format its size and SHA-256: {"640.avif": [12345, "ab…"]}; empty for pictures from
    before that was noted.
    """

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="images")
    key = models.CharField(max_length=12, unique=True, default=new_key, editable=False)
    name = models.CharField("name as uploaded", max_length=255)
    alt = models.CharField(
        "alternative text",
        max_length=300,
        blank=True,
        help_text="What it shows, for those who do not see it.",
    )
    credit = models.CharField("credit", max_length=200, blank=True)
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    widths = models.JSONField(default=list)
    kept = models.JSONField(default=dict, db_default={}, editable=False)
    stored_at = models.DateTimeField()
    stored_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-stored_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "sha256"],
                name="a_picture_is_kept_once",
                violation_error_message="This picture is already here.",
            ),
        ]

    def __str__(self) -> str:
        return self.alt or self.name
