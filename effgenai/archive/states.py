from __future__ import annotations

from django.db.models import TextChoices


class ExportState(TextChoices):
    """A writing of the site as files."""

    ASKED = "asked", "Waiting"
    RUNNING = "running", "Being written"
    DONE = "done", "Written"
    FAILED = "failed", "Failed"


EXPORT_TRANSITIONS: dict[str, set[str]] = {
    ExportState.ASKED: {ExportState.RUNNING},
    ExportState.RUNNING: {ExportState.DONE, ExportState.FAILED},
    ExportState.DONE: set(),
    ExportState.FAILED: set(),
}
UNFINISHED = (ExportState.ASKED, ExportState.RUNNING)
