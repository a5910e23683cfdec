from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q

from effgenai.audit.wording import in_words
from effgenai.conferences.core.models import Conference

if TYPE_CHECKING:
    from effgenai.conferences.core.viewer import Viewer


class AuditLineQuerySet(models.QuerySet["AuditLine"]):
    """The record, by who asks."""

    def visible_to(self, viewer: Viewer, *, hidden_papers: Iterable[int]) -> AuditLineQuerySet:
        """Chairs see their conference without the papers they are in conflict with; others their own actions.

        `hidden_papers`: the numbers of submissions that the viewer is in conflict with. A line about such a
        paper is shown only to the one who acted.
        """
        if viewer.user is None:
            return self.none()
        own = Q(actor=viewer.user)
        lines = self.filter(conference=viewer.conference)
        if not viewer.is_chair:
            return lines.filter(own)
        return lines.filter(own | Q(paper__isnull=True) | ~Q(paper__in=list(hidden_papers)))


class AuditLine(models.Model):
    """One line of the record: who did what, when, to what. A trigger refuses to change or delete it.

    `paper` is the number of the submission it tells something about, so that whoever is in conflict
    with that paper never sees the line.
    """

    conference = models.ForeignKey(
        Conference, on_delete=models.PROTECT, null=True, related_name="audit_lines"
    )
    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    action = models.CharField(max_length=60)
    paper = models.PositiveIntegerField(null=True)
    summary = models.CharField(max_length=300, blank=True)
    detail = models.JSONField(default=dict)

    # Set by `record_lines` for its reader.
    by_author: bool
    of_author: bool

    objects = AuditLineQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["conference", "-at"], name="audit_by_time")]

    def __str__(self) -> str:
        return f"{self.at:%F %T} {self.action}"

    @property
    def deed(self) -> str:
        """What was done, in words."""
        return in_words(self.action)


class AuditLink(models.Model):
    """The place of a line in the chain: its number, and a hash over the line and the hash before.

    A trigger writes it when the transaction of the line ends, so the order is that of the commits and nobody
    waits for anybody's unfinished work. The application may read links, and cannot write them.
    """

    number = models.PositiveBigIntegerField(primary_key=True)
    line = models.OneToOneField(AuditLine, on_delete=models.PROTECT, related_name="link")
    hash = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.number}:{self.hash}"
