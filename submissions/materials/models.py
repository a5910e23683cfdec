"""Files and links beside accepted papers, and awards."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from effgenai.files.models import StoredFile
from submissions.core.models import Submission
from submissions.materials.states import FILE_KINDS, LINK_KINDS, MaterialKind

PERSON = settings.AUTH_USER_MODEL


class MaterialQuerySet(models.QuerySet["Material"]):
    """What authors of accepted papers put beside them."""

    def current(self) -> MaterialQuerySet:
        """The last one of each kind; the older ones are kept, but shown to nobody."""
        return self.filter(is_current=True)

    def public(self) -> MaterialQuerySet:
        """What everyone may see: its authors agreed, no chair hides it, and the paper is public."""
        papers = Submission.objects.public().values("pk")
        return self.current().filter(is_public=True, is_hidden=False, submission__in=papers)


class Material(models.Model):
    """A file or link that authors put beside their accepted paper. Older ones of a kind are kept.

    `is_public` is the authors' own word that everyone may see it; `is_hidden` the chairs' that nobody shall.
    """

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="materials")
    kind = models.CharField("kind", max_length=10, choices=MaterialKind)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    address = models.URLField("address", max_length=500, blank=True)
    is_current = models.BooleanField(default=True)
    is_public = models.BooleanField("may be shown publicly", default=False)
    is_hidden = models.BooleanField("hidden by the chairs", default=False)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")

    objects = MaterialQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "kind"],
                condition=Q(is_current=True),
                name="one_material_of_a_kind_is_current",
                violation_error_message="There is already a current one of this kind.",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=FILE_KINDS, file__isnull=False, address="")
                | Q(kind__in=LINK_KINDS, file__isnull=True, address__startswith="https://"),
                name="a_material_is_a_file_or_a_safe_link",
                violation_error_message="Give either a file or an address that begins with https://.",
            ),
        ]

    def __str__(self) -> str:
        return str(MaterialKind(self.kind).label)


class Award(models.Model):
    """An honour that the chairs gave to an accepted paper."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="awards")
    name = models.CharField("award", max_length=80, help_text="For example “Best paper”.")
    text = models.CharField("what it was given for", max_length=300, blank=True)
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["given_at", "id"]
        constraints = [
            models.UniqueConstraint(
                "submission",
                Lower("name"),
                name="an_award_is_given_to_a_paper_once",
                violation_error_message="This paper has that award already.",
            ),
        ]

    def __str__(self) -> str:
        return self.name
