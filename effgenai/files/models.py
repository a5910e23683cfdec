from __future__ import annotations

from django.conf import settings
from django.db import models

from effgenai.accounts.keys import new_key
from effgenai.conferences.core.models import Conference


class StoredFile(models.Model):
    """A file as it arrived, never changed. `path` names it in the storage by its hash.

    `reviewer_copy` is the same manuscript without metadata, annotations and embedded files: what anyone but
    its authors gets to read.
    """

    key = models.CharField(max_length=12, unique=True, default=new_key, editable=False)
    conference = models.ForeignKey(Conference, on_delete=models.PROTECT, related_name="files")
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    content_type = models.CharField(max_length=100)
    name = models.CharField("name as uploaded", max_length=255)
    path = models.CharField(max_length=200)
    reviewer_copy = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="originals")
    pages = models.PositiveIntegerField(null=True)
    findings = models.JSONField("what its author should know of the copy", default=list, db_default=[])
    stored_at = models.DateTimeField()
    stored_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        indexes = [models.Index(fields=["sha256"], name="file_by_hash")]

    def __str__(self) -> str:
        return self.name
