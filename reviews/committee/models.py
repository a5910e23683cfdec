"""The committee: invitations and applications."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from effgenai.accounts.keys import new_key, new_token
from effgenai.conferences.core.models import Conference, Topic
from effgenai.conferences.core.states import Role
from effgenai.transitions import Stateful
from reviews.committee.states import (
    APPLICATION_TRANSITIONS,
    INVITATION_TRANSITIONS,
    ApplicationState,
    CareerStage,
    InvitationState,
)

if TYPE_CHECKING:
    from effgenai.conferences.core.viewer import Viewer


class ApplicationQuerySet(models.QuerySet["Application"]):
    """Offers to review, by who asks."""

    def waiting(self) -> ApplicationQuerySet:
        """Those that no chair has answered."""
        return self.filter(state=ApplicationState.APPLIED)

    def visible_to(self, viewer: Viewer) -> ApplicationQuerySet:
        """One's own; for chairs all but those withdrawn: what was withdrawn is nobody's business."""
        mine = self.filter(conference=viewer.conference)
        if viewer.user is None:
            return self.none()
        own = Q(user=viewer.user)
        return (
            mine.filter(own | ~Q(state=ApplicationState.WITHDRAWN)) if viewer.is_chair else mine.filter(own)
        )


PERSON = settings.AUTH_USER_MODEL


class Invitation(Stateful):
    """An invitation to the committee, answered on a page whose address is the secret `token`.

    `sent_at` is when it was last sent, `sendings` how often; it stays open for a while after the last.
    """

    TRANSITIONS = INVITATION_TRANSITIONS

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


class Application(Stateful):
    """An offer to review, made on the public call, with what speaks for it. Read by chairs and its writer.

    `links` holds one address a line; `papers` is a list as it was pasted, titles or BibTeX.
    """

    TRANSITIONS = APPLICATION_TRANSITIONS

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
