"""Kinds of dates."""

from __future__ import annotations

from django.db.models import TextChoices


class MilestoneKind(TextChoices):
    """The dates that the software acts on, in their usual order."""

    CALL_OPENS = "call_opens", "Call opens"
    SUBMISSIONS_DUE = "submissions_due", "Papers due"
    REVIEWS_DUE = "reviews_due", "Reviews due"
    DECISIONS = "decisions", "Decisions sent"
    CAMERA_READY_DUE = "camera_ready_due", "Camera-ready due"
    STARTS = "starts", "Workshop begins"
    ENDS = "ends", "Workshop ends"
    OTHER = "other", "Other date"
