from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from submissions.core.models import Submission, SubmissionQuerySet

if TYPE_CHECKING:
    from effgenai.conferences.core.viewer import Viewer
    from program.models import Session


class SessionQuerySet(models.QuerySet["Session"]):
    """The draft schedule, which only its editors see; everyone else reads releases."""

    def visible_to(self, viewer: Viewer) -> SessionQuerySet:
        """All sessions of the conference for those who build the schedule, none for others."""
        mine = self.filter(conference=viewer.conference)
        return mine if viewer.may_edit_program else mine.none()


def papers_to_place(viewer: Viewer) -> SubmissionQuerySet:
    """Accepted papers without a place in the schedule. Acceptance is public, so every editor may see them."""
    if not viewer.may_edit_program:
        return Submission.objects.none()
    return Submission.objects.filter(conference=viewer.conference, talk__isnull=True).public()
