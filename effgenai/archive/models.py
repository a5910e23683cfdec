from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q

from effgenai.accounts.keys import new_key
from effgenai.archive.states import EXPORT_TRANSITIONS, UNFINISHED, ExportState
from effgenai.conferences.core.models import Conference
from effgenai.transitions import Stateful

if TYPE_CHECKING:
    from effgenai.conferences.core.viewer import Viewer


class SiteExportQuerySet(models.QuerySet["SiteExport"]):
    """Writings of sites, by who asks and by what is due."""

    def visible_to(self, viewer: Viewer) -> SiteExportQuerySet:
        """Those of their conference for chairs."""
        return self.filter(conference=viewer.conference) if viewer.is_chair else self.none()

    def unfinished(self) -> SiteExportQuerySet:
        """Those that wait or are being written."""
        return self.filter(state__in=UNFINISHED)

    def due(self, at: dt.datetime) -> SiteExportQuerySet:
        """Those that nobody has begun, and those whose worker died with the lease."""
        return self.filter(Q(state=ExportState.ASKED) | Q(state=ExportState.RUNNING, leased_until__lt=at))


class SiteExport(Stateful):
    """One writing of a public site as files, asked for by a chair, done by a worker.

    The worker holds it by a lease, renewed with its progress; one that died loses it to another, which begins
    anew. `path` is the zip in the storage, empty once it is no longer kept.
    """

    TRANSITIONS = EXPORT_TRANSITIONS

    key = models.CharField(max_length=12, unique=True, default=new_key, editable=False)
    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="site_exports")
    state = models.CharField(max_length=10, choices=ExportState, default=ExportState.ASKED)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    attempts = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)
    pages = models.PositiveIntegerField(default=0)
    files = models.PositiveIntegerField(default=0)
    size = models.PositiveBigIntegerField(default=0)
    problems = models.JSONField(default=list)
    error = models.CharField(max_length=500, blank=True)
    path = models.CharField(max_length=200, blank=True)
    zip_size = models.PositiveBigIntegerField(null=True)
    zip_sha256 = models.CharField(max_length=64, null=True)  # of zips from before it was noted: NULL

    objects = SiteExportQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ExportState.values),
                name="site_export_state_is_known",
                violation_error_message="That state of an export does not exist.",
            ),
            models.UniqueConstraint(
                fields=["conference"],
                condition=Q(state__in=UNFINISHED),
                name="one_site_export_at_a_time",
                violation_error_message="The site is being written already.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=UNFINISHED, finished_at__isnull=True)
                | (~Q(state__in=UNFINISHED) & Q(finished_at__isnull=False)),
                name="a_site_export_is_finished_iff_it_has_a_time",
                violation_error_message="An export that is finished has a time, and only such an export.",
            ),
            models.CheckConstraint(
                condition=~Q(state=ExportState.RUNNING) | Q(leased_until__isnull=False),
                name="a_running_site_export_has_a_lease",
                violation_error_message="An export that is being written has a lease.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.conference} {self.asked_at:%F %T}"
