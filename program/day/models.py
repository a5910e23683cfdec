from __future__ import annotations

from django.conf import settings
from django.db import models

from program.core.models import Session, Talk

PERSON = settings.AUTH_USER_MODEL


class ChairLink(models.Model):
    """The secret address of a session chair's page, for a chair without an account. No row, no page."""

    session = models.OneToOneField(Session, on_delete=models.CASCADE, related_name="chair_link")
    token = models.CharField(max_length=43, unique=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"link of {self.session_id}"


class CheckIn(models.Model):
    """Somebody has seen that the presenter of a talk is here; `by` is None where a link was used."""

    talk = models.OneToOneField(Talk, on_delete=models.CASCADE, related_name="check_in")
    at = models.DateTimeField()
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.talk_id} at {self.at}"
