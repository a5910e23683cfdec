from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from effgenai.audit.models import AuditLine
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
