"""What the call for papers is made of: open questions, policies, and files for authors."""

from __future__ import annotations

from django.db import models

from effgenai.accounts.keys import new_key
from effgenai.conferences.call.states import PolicyKind
from effgenai.conferences.core.models import Conference, Track


class OpenQuestion(models.Model):
    """A question the workshop wants to move, set large on the home page."""

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="open_questions")
    position = models.PositiveSmallIntegerField(default=0)
    text = models.CharField("question", max_length=300)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.text


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
