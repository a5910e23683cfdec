"""What the call for papers is made of: open questions, tracks, topics, policies, files for authors."""

from __future__ import annotations

from django.db import models

from effgenai.accounts.keys import new_key
from effgenai.conferences.models.conference import Conference
from effgenai.conferences.states import PolicyKind


class OpenQuestion(models.Model):
    """A question the workshop wants to move, set large on the home page."""

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="open_questions")
    position = models.PositiveSmallIntegerField(default=0)
    text = models.CharField("question", max_length=300)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.text


class OfferedTracks(models.Manager["Track"]):
    """The tracks that a conference has now; papers keep theirs even when it was removed."""

    def get_queryset(self) -> models.QuerySet[Track]:
        """All but those that were removed."""
        return super().get_queryset().filter(is_removed=False)


class Track(models.Model):
    """A kind of submission with its own rules.

    Removed ones stay as rows, whether papers are in them or not: that a track cannot go would tell of papers
    and drafts that nobody but their authors may know.
    """

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="tracks")
    name = models.CharField("name", max_length=120)
    description = models.TextField("description", blank=True)
    page_limit = models.PositiveSmallIntegerField("page limit of the main part", null=True, blank=True)
    archival = models.BooleanField("archival", default=False)
    position = models.PositiveSmallIntegerField(default=0)
    is_removed = models.BooleanField(default=False, db_default=False)

    objects = OfferedTracks()
    with_removed = models.Manager["Track"]()

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "name"],
                condition=models.Q(is_removed=False),
                name="one_track_of_a_name",
                violation_error_message="There is already a track of this name.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Topic(models.Model):
    """What a paper is about; reviewers choose from the same list."""

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="topics")
    name = models.CharField("name", max_length=120)
    description = models.CharField("description", max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "name"],
                name="one_topic_of_a_name",
                violation_error_message="There is already a topic of this name.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Policy(models.Model):
    """A rule of the call in the chairs' words; `option` names the wording they began with."""

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="policies")
    kind = models.CharField("about", max_length=20, choices=PolicyKind)
    option = models.CharField("option", max_length=30, blank=True)
    text = models.TextField("text")

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "policies"
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "kind"],
                name="one_policy_of_a_kind",
                violation_error_message="There is already a policy of this kind.",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=PolicyKind.values),
                name="policy_kind_is_known",
                violation_error_message="That kind of policy does not exist.",
            ),
        ]

    def __str__(self) -> str:
        return str(PolicyKind(self.kind).label)


class CallFile(models.Model):
    """A template or form that authors download: a file kept here, or an address elsewhere."""

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="call_files")
    key = models.CharField(max_length=12, unique=True, default=new_key, editable=False)
    track = models.ForeignKey(
        Track, on_delete=models.CASCADE, null=True, blank=True, related_name="call_files"
    )
    label = models.CharField("name", max_length=120, help_text="For example “LaTeX template”.")
    address = models.URLField("address", blank=True, max_length=500)
    path = models.CharField(max_length=200, blank=True)
    name = models.CharField("file name", max_length=120, blank=True)
    content_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(address="", path__gt="") | models.Q(address__gt="", path=""),
                name="a_call_file_is_kept_here_or_elsewhere",
                violation_error_message="Give either a file or an address.",
            ),
        ]

    def __str__(self) -> str:
        return self.label
