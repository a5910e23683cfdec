from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from effgenai.archive.states import UNFINISHED, ExportState

if TYPE_CHECKING:
    from effgenai.archive.models import SiteExport
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
