"""The committee: invitations, applications, what members know and how much they take."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from effgenai.accounts.keys import new_key, new_token
from effgenai.conferences.models import Conference, Topic
from effgenai.conferences.states import Role
from reviews.querysets import ApplicationQuerySet
from reviews.states import ApplicationState, CareerStage, InvitationState

PERSON = settings.AUTH_USER_MODEL


class Invitation(models.Model):
    """An invitation to the committee, answered on a page whose address is the secret `token`.

    `sent_at` is when it was last sent, `sendings` how often; it stays open for a while after the last.
    """

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="invitations")
    token = models.CharField(max_length=32, unique=True, default=new_token, editable=False)
    email = models.EmailField("e-mail address")
    name = models.CharField("name", max_length=200, blank=True)
    role = models.CharField("role", max_length=20, choices=Role, default=Role.REVIEWER)
    load = models.PositiveSmallIntegerField("papers asked for", default=4)
    state = models.CharField(max_length=10, choices=InvitationState, default=InvitationState.PREPARED)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField(null=True)
    sendings = models.PositiveSmallIntegerField(default=0)
    answered_at = models.DateTimeField(null=True)
    user = models.ForeignKey(PERSON, on_delete=models.SET_NULL, null=True, related_name="+")
    decline_reason = models.CharField("reason", max_length=500, blank=True)
    suggestions = models.TextField("who could do it instead", max_length=1000, blank=True)

    class Meta:
        ordering = ["name", "email"]
        constraints = [
            models.UniqueConstraint(
                "conference",
                Lower("email"),
                "role",
                name="one_invitation_per_address_and_role",
                violation_error_message="This address is already invited to that role.",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[InvitationState.ACCEPTED, InvitationState.DECLINED], answered_at__isnull=False
                )
                | (
                    ~Q(state__in=[InvitationState.ACCEPTED, InvitationState.DECLINED])
                    & Q(answered_at__isnull=True)
                ),
                name="invitation_is_answered_iff_it_has_a_time",
                violation_error_message="An answered invitation has the time of it, and only such a one.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=InvitationState.values),
                name="invitation_state_is_known",
                violation_error_message="That state of an invitation does not exist.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name or self.email} as {self.role}"


class Application(models.Model):
    """An offer to review, made on the public call, with what speaks for it. Read by chairs and its writer.

    `links` holds one address a line; `papers` is a list as it was pasted, titles or BibTeX.
    """

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="applications")
    key = models.CharField(max_length=12, unique=True, default=new_key, editable=False)
    user = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="applications")
    state = models.CharField(max_length=10, choices=ApplicationState, default=ApplicationState.APPLIED)
    topics = models.ManyToManyField(Topic, related_name="+", blank=True)
    load = models.PositiveSmallIntegerField("at most this many papers", default=4)
    career_stage = models.CharField("career stage", max_length=10, choices=CareerStage)
    past_reviews = models.PositiveSmallIntegerField("papers reviewed so far", default=0)
    links = models.TextField("where your work can be seen", blank=True)
    papers = models.TextField("papers of your own", blank=True)
    voucher = models.CharField("who can vouch for you", max_length=300, blank=True)
    note = models.TextField("anything else", blank=True)
    applied_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        ordering = ["applied_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "user"],
                name="one_application_a_person",
                violation_error_message="This person has offered to review already.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=ApplicationState.values),
                name="application_state_is_known",
                violation_error_message="That state of an application does not exist.",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[ApplicationState.APPROVED, ApplicationState.DECLINED], decided_at__isnull=False
                )
                | (
                    ~Q(state__in=[ApplicationState.APPROVED, ApplicationState.DECLINED])
                    & Q(decided_at__isnull=True)
                ),
                name="application_is_decided_iff_it_has_a_time",
                violation_error_message="A decided application has the time of it, and only such a one.",
            ),
            models.CheckConstraint(
                condition=Q(load__gte=1),
                name="a_volunteer_takes_at_least_one_paper",
                violation_error_message="A reviewer takes at least one paper.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} offers to review"


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
