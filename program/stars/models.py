from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from effgenai.accounts.keys import new_token
from effgenai.conferences.core.models import Conference


class StarList(models.Model):
    """What somebody wants to see of a programme: an account, or a visitor known by a secret in a cookie.

    `visitor` is the hash of that secret. `feed_key` is the address of its calendar. A visitor's list that was
    taken over by an account's points to it, so that its calendar goes on.
    """

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="star_lists")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="star_lists"
    )
    visitor = models.CharField(max_length=64, blank=True)
    feed_key = models.CharField(max_length=32, unique=True, default=new_token, editable=False)
    united_with = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="former"
    )
    used_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "user"],
                name="one_star_list_of_an_account",
                violation_error_message="This account has a list already.",
            ),
            models.UniqueConstraint(
                fields=["conference", "visitor"],
                condition=~Q(visitor=""),
                name="one_star_list_of_a_visitor",
                violation_error_message="This visitor has a list already.",
            ),
        ]

    def __str__(self) -> str:
        return f"stars {self.pk}"


class Star(models.Model):
    """One starred talk or session, by the name that it has in all releases ("paper:12", "session:KEY")."""

    list = models.ForeignKey(StarList, on_delete=models.CASCADE, related_name="stars")
    item = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["list", "item"],
                name="a_star_is_given_once",
                violation_error_message="This has a star already.",
            ),
        ]

    def __str__(self) -> str:
        return self.item
