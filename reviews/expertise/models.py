"""What members of the committee know, how much they take, and what they wrote before."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from effgenai.conferences.core.models import Conference, Topic

PERSON = settings.AUTH_USER_MODEL


class Reviewer(models.Model):
    """A committee member's working data in one conference: what they know and how much they take.

    `away_from` and `away_until` are the first and the last day on which they cannot work.
    """

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="reviewers")
    user = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="reviewer_rows")
    topics = models.ManyToManyField(Topic, related_name="reviewers", blank=True)
    load_max = models.PositiveSmallIntegerField("at most this many papers", default=4)
    load_min = models.PositiveSmallIntegerField("at least this many papers", default=0)
    is_senior = models.BooleanField("senior reviewer", default=False)
    takes_emergencies = models.BooleanField("may be asked at short notice", default=False)
    away_from = models.DateField("away from", null=True, blank=True)
    away_until = models.DateField("away until", null=True, blank=True)
    joined_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(load_min__lte=F("load_max")),
                name="a_least_load_is_within_the_most",
                violation_error_message="The least number of papers is at most the greatest.",
            ),
            models.CheckConstraint(
                condition=Q(away_from__isnull=True, away_until__isnull=True)
                | Q(away_from__isnull=False, away_until__isnull=False, away_from__lte=F("away_until")),
                name="away_from_a_day_to_a_later_one",
                violation_error_message="Say both days, the first before the last.",
            ),
            models.UniqueConstraint(
                fields=["conference", "user"],
                name="a_person_reviews_for_a_conference_once",
                violation_error_message="This person is already on the committee.",
            ),
        ]

    def __str__(self) -> str:
        return f"Reviewer {self.user_id}"


class PastPaper(models.Model):
    """A paper a reviewer wrote before: their expertise in words. Belongs to the person alone."""

    user = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="past_papers")
    title = models.CharField("title", max_length=300)
    abstract = models.TextField("abstract", blank=True)
    year = models.PositiveSmallIntegerField("year", null=True, blank=True)

    class Meta:
        ordering = ["-year", "id"]
        constraints = [
            models.UniqueConstraint(
                "user",
                Lower("title"),
                name="a_past_paper_is_listed_once",
                violation_error_message="This paper is already in the list.",
            ),
        ]

    def __str__(self) -> str:
        return self.title
