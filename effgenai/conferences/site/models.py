"""What chairs write for the public site: pages, sponsors, past editions, versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.validators import validate_slug
from django.db import models

from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.validators import validate_page_slug
from effgenai.conferences.pictures.models import Image
from effgenai.conferences.site.states import PageFormat

if TYPE_CHECKING:
    from effgenai.conferences.core.viewer import Viewer


class PageQuerySet(models.QuerySet["Page"]):
    """Chair-written pages, by who asks."""

    def visible_to(self, viewer: Viewer) -> PageQuerySet:
        """Published pages for everyone; drafts too for those who edit the site."""
        mine = self.filter(conference=viewer.conference)
        return mine if viewer.may_edit_site else mine.filter(is_published=True)


PERSON = settings.AUTH_USER_MODEL


class Page(models.Model):
    """A page the chairs wrote. `body` is what they typed; it is made safe each time it is shown."""

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="pages")
    slug = models.SlugField("address", max_length=60, validators=[validate_slug, validate_page_slug])
    title = models.CharField("title", max_length=160)
    body = models.TextField("text", blank=True)
    format = models.CharField("format", max_length=10, choices=PageFormat, default=PageFormat.MARKDOWN)
    parent = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="children",
        verbose_name="below",
        help_text="The page it stands under in the menu.",
    )
    description = models.CharField(
        "in one sentence", max_length=200, blank=True, help_text="For search engines and link previews."
    )
    is_published = models.BooleanField("published", default=False)
    in_menu = models.BooleanField("in the menu", default=True)
    position = models.PositiveSmallIntegerField("place in the menu", default=0)
    updated_at = models.DateTimeField()

    objects = PageQuerySet.as_manager()

    class Meta:
        ordering = ["position", "title"]
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "slug"],
                name="one_page_at_an_address",
                violation_error_message="There is already a page at this address.",
            ),
            models.CheckConstraint(
                condition=models.Q(parent__isnull=True) | ~models.Q(parent=models.F("pk")),
                name="a_page_is_not_below_itself",
                violation_error_message="A page cannot stand below itself.",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Sponsor(models.Model):
    """Someone who pays. Sponsors of a tier stand together; tiers in the order of their first sponsor."""

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="sponsors")
    name = models.CharField("name", max_length=120)
    tier = models.CharField("tier", max_length=60, default="Sponsors", help_text="For example “Gold”.")
    note = models.CharField("note", max_length=200, blank=True)
    home_page = models.URLField("home page", blank=True)
    logo = models.ForeignKey(
        Image, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="logo"
    )
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class PastEdition(models.Model):
    """An earlier edition that lives elsewhere on the web."""

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="past_editions")
    title = models.CharField("title", max_length=160)
    when_and_where = models.CharField("when and where", max_length=160, blank=True)
    address = models.URLField("address", blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.title


class SiteVersion(models.Model):
    """A version of the home page (`page` is None) or of a written page: a draft, or what was published once.

    `content` holds everything that was typed, by name of its field, so that it can be restored.
    """

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="site_versions")
    page = models.ForeignKey(Page, on_delete=models.CASCADE, null=True, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)
    # What the file had besides, from which this was imported: one sentence a line.
    left_out = models.TextField(blank=True, default="", db_default="")

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "page", "number"],
                nulls_distinct=False,
                name="a_site_version_number_comes_once",
                violation_error_message="There is already a version of this number.",
            ),
            models.UniqueConstraint(
                fields=["conference", "page"],
                condition=models.Q(published_at__isnull=True),
                nulls_distinct=False,
                name="one_draft_of_a_page",
                violation_error_message="There is already a draft of this page.",
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.number}"
