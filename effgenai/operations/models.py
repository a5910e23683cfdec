from __future__ import annotations

from django.db import models


class FailedTask(models.Model):
    """A background task that ended with an error: which, when and why, without anything that people typed.

    The log has its traceback under `request_id`.
    """

    task = models.CharField(max_length=200)
    failed_at = models.DateTimeField(db_index=True)
    error = models.CharField(max_length=200)
    message = models.CharField(max_length=300, blank=True)
    request_id = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["-failed_at", "-id"]

    def __str__(self) -> str:
        return f"{self.task}: {self.error}"
