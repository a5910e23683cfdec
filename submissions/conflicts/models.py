"""Conflicts of interest: those found, those named by authors, those told in advance."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from effgenai.conferences.core.models import Conference
from submissions.conflicts.states import DERIVED_SOURCES, ConflictSource, ConflictStanding, NamedKind
from submissions.core.models import Submission

PERSON = settings.AUTH_USER_MODEL


class ConflictQuerySet(models.QuerySet["Conflict"]):
    """Conflicts of interest."""

    def binding(self) -> ConflictQuerySet:
        """Those that keep a paper from a person: the confirmed ones. Everything that is shown asks this."""
        return self.filter(standing=ConflictStanding.CONFIRMED)

    def keeping_apart(self) -> ConflictQuerySet:
        """Those that keep a new assignment away: confirmed, or potential and not dismissed."""
        return self.exclude(standing=ConflictStanding.DISMISSED)

    def derived(self) -> ConflictQuerySet:
        """Those that nobody declared: they follow from author lists, addresses and affiliations."""
        return self.filter(source__in=DERIVED_SOURCES)


class Conflict(models.Model):
    """A person should not judge a submission. One row per person, submission and source.

    A confirmed one keeps the paper from them; a potential one only keeps new assignments away.
    """

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="conflicts")
    user = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="conflicts")
    source = models.CharField(max_length=12, choices=ConflictSource)
    standing = models.CharField(max_length=10, choices=ConflictStanding, default=ConflictStanding.CONFIRMED)
    detail = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")

    objects = ConflictQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "user", "source"],
                name="a_conflict_is_known_once_per_source",
                violation_error_message="This conflict is already known.",
            ),
            models.CheckConstraint(
                condition=~Q(source=ConflictSource.AUTHOR) | ~Q(standing=ConflictStanding.DISMISSED),
                name="an_author_is_always_in_conflict",
                violation_error_message="The conflict of an author cannot be dismissed.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} × {self.submission_id}: {self.source}"


class NamedConflict(models.Model):
    """Whom the authors of a paper say that they are in conflict with: a committee member, or a line of text.

    The person named never reads it.
    """

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="named")
    user = models.ForeignKey(PERSON, on_delete=models.CASCADE, null=True, related_name="named_conflicts")
    text = models.CharField("name or institution", max_length=200, blank=True)
    kind = models.CharField("kind", max_length=12, choices=NamedKind)
    word = models.CharField("in a few words", max_length=100, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "user"],
                name="a_member_is_named_once",
                violation_error_message="This member of the committee is named already.",
            ),
            models.UniqueConstraint(
                "submission",
                Lower("text"),
                condition=Q(user__isnull=True),
                name="a_line_is_named_once",
                violation_error_message="This person or institution is named already.",
            ),
            models.CheckConstraint(
                condition=(Q(user__isnull=False) & Q(text="")) | (Q(user__isnull=True) & ~Q(text="")),
                name="a_member_or_a_line_is_named",
                violation_error_message="Choose a member of the committee, or write whom you mean.",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=NamedKind.values) & (~Q(kind=NamedKind.OTHER) | ~Q(word="")),
                name="another_kind_of_conflict_has_a_word",
                violation_error_message="Say in a few words what it is.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.user) if self.user else self.text

    @property
    def words(self) -> str:
        """Why, in words."""
        if self.kind == NamedKind.OTHER:
            return self.word
        return f"{self.get_kind_display()}, {self.word}" if self.word else str(self.get_kind_display())


class AdvanceConflict(models.Model):
    """A person, by name or address, or an institution whose papers a judge should not get, as they say."""

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="advance_conflicts")
    user = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="advance_conflicts")
    text = models.CharField("name, address or institution", max_length=200)
    word = models.CharField("why", max_length=100)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                "conference",
                "user",
                Lower("text"),
                name="said_in_advance_once",
                violation_error_message="You have named this one already.",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class ConflictBatch(models.Model):
    """What was known of conflicts in a conference became binding when work on its papers began, once."""

    conference = models.OneToOneField(Conference, on_delete=models.CASCADE, related_name="conflict_batch")
    bound_at = models.DateTimeField()
    bound_by = models.ForeignKey(PERSON, on_delete=models.SET_NULL, null=True, related_name="+")

    def __str__(self) -> str:
        return f"Conflicts of {self.conference_id} bound at {self.bound_at:%Y-%m-%d}"
