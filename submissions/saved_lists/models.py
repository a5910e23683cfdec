"""Columns, order and groups of the chairs' list of papers, saved under a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from effgenai.conferences.core.models import Conference

if TYPE_CHECKING:
    from effgenai.conferences.core.viewer import Viewer


class SavedListQuerySet(models.QuerySet["SavedList"]):
    """Saved lists, by who asks."""

    def visible_to(self, viewer: Viewer) -> SavedListQuerySet:
        """A chair's own, and those for all chairs of the conference; nobody else has any."""
        if viewer.user is None or not viewer.is_chair:
            return self.none()
        mine = Q(is_shared=True) | Q(owner=viewer.user)
        return self.filter(mine, conference=viewer.conference)


class SavedList(models.Model):
    """What the address of the list says of columns, order and group, for one chair or for all.

    `owner` saved it; a shared one may be changed by every chair. The default of its owner, or else that of
    all chairs, is what the list shows where its address says nothing.
    """

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="saved_lists")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_lists")
    name = models.CharField("name", max_length=60)
    cols = models.CharField(max_length=1000, blank=True)
    sort = models.CharField(max_length=200, blank=True)
    group = models.CharField(max_length=60, blank=True)
    is_shared = models.BooleanField("for all chairs", default=False)
    is_default = models.BooleanField("shown at first", default=False)
    created_at = models.DateTimeField()

    objects = SavedListQuerySet.as_manager()

    class Meta:
        ordering = ["-is_shared", "name", "id"]
        constraints = [
            models.UniqueConstraint(
                "conference",
                Lower("name"),
                condition=Q(is_shared=True),
                name="a_shared_list_has_its_own_name",
                violation_error_message="All chairs have a list of this name already.",
            ),
            models.UniqueConstraint(
                "conference",
                "owner",
                Lower("name"),
                condition=Q(is_shared=False),
                name="a_private_list_has_its_own_name",
                violation_error_message="You have a list of this name already.",
            ),
            models.UniqueConstraint(
                fields=["conference"],
                condition=Q(is_shared=True, is_default=True),
                name="one_list_is_the_default_of_all",
                violation_error_message="All chairs have another list at first.",
            ),
            models.UniqueConstraint(
                fields=["conference", "owner"],
                condition=Q(is_shared=False, is_default=True),
                name="one_list_is_the_default_of_a_chair",
                violation_error_message="You have another list at first.",
            ),
        ]

    def __str__(self) -> str:
        return self.name
