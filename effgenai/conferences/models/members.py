from __future__ import annotations

from django.conf import settings
from django.db import models

from effgenai.conferences.models.conference import Conference
from effgenai.conferences.states import Role


class Membership(models.Model):
    """A role of a person in a conference."""

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField("role", max_length=20, choices=Role)
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "user", "role"],
                name="a_person_has_a_role_once",
                violation_error_message="This person already has that role.",
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values),
                name="membership_role_is_known",
                violation_error_message="That role does not exist.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} is {self.role}"


class ChairProposal(models.Model):
    """Somebody whom one chair would like to have as a chair: another chair has to agree.

    So it is for every chair, in conflict with papers or not: a rule for some would tell them that there are
    papers hidden from them.
    """

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="chair_proposals")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    proposed_at = models.DateTimeField()

    class Meta:
        ordering = ["proposed_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "user"],
                name="a_person_is_proposed_as_chair_once",
                violation_error_message="This person is proposed as a chair already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} as chair"
