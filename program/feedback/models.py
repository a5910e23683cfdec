from __future__ import annotations

from django.conf import settings
from django.db import models

from effgenai.accounts.keys import new_key
from effgenai.conferences.core.models import Conference
from program.feedback.states import Rating

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


class FeedbackSwitch(models.Model):
    """That a conference asks for feedback on its talks; without the row it does not."""

    conference = models.OneToOneField(Conference, on_delete=models.CASCADE, related_name="feedback_switch")

    def __str__(self) -> str:
        return f"feedback of {self.conference_id}"


class TalkFeedback(models.Model):
    """What somebody said of a talk. When and by whom stands nowhere, nor do random keys tell it.

    `item` is the name of the talk in all releases ("paper:12", "talk:KEY").
    """

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="talk_feedback")
    key = models.CharField(max_length=12, unique=True, default=new_key, editable=False)
    item = models.CharField(max_length=40)
    rating = models.PositiveSmallIntegerField(choices=Rating)
    words = models.TextField(blank=True)
    is_hidden = models.BooleanField(default=False)

    class Meta:
        ordering = ["key"]
        indexes = [models.Index(fields=["conference", "item"], name="feedback_of_a_talk")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(rating__in=Rating.values),
                name="feedback_rates_from_one_to_five",
                violation_error_message="A rating is from 1 to 5.",
            ),
        ]

    def __str__(self) -> str:
        return f"feedback {self.key}"
