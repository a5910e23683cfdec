from __future__ import annotations

from django.conf import settings
from django.db import models

from effgenai.conferences.core.models import Conference

PERSON = settings.AUTH_USER_MODEL


class PosterVote(models.Model):
    """The vote on the best poster of a conference; without the row there is none."""

    conference = models.OneToOneField(Conference, on_delete=models.CASCADE, related_name="poster_vote")
    closes_at = models.DateTimeField("closes")
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"vote of {self.conference_id}"


class VoteCode(models.Model):
    """A code on a slip of paper. It belongs to nobody, so nobody can tell who voted how."""

    vote = models.ForeignKey(PosterVote, on_delete=models.CASCADE, related_name="codes")
    code = models.CharField(max_length=16, unique=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return f"code {self.pk}"


class Ballot(models.Model):
    """What was voted with a code: a talk of the release, by its key. When and by whom stands nowhere."""

    code = models.OneToOneField(VoteCode, on_delete=models.CASCADE, related_name="ballot")
    talk_key = models.CharField(max_length=12)

    def __str__(self) -> str:
        return f"ballot {self.pk}"
