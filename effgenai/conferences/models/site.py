"""What chairs write and upload for the public site: pages, people, news, sponsors, pictures, versions."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import validate_slug
from django.db import models

from effgenai.accounts.keys import new_key
from effgenai.conferences.models.conference import Conference
from effgenai.conferences.models.validators import validate_page_slug
from effgenai.conferences.querysets import NewsQuerySet, PageQuerySet
from effgenai.conferences.states import PageFormat, PeopleGroup

PERSON = settings.AUTH_USER_MODEL


class Image(models.Model):
    """A picture of the public site, kept in several widths and modern formats under its hash.

    `widths` are those that were made, in pixels, ascending; `alt` is what it shows, in words. `kept` says of
    each stored width and format its size and SHA-256: {"640.avif": [12345, "ab…"]}; empty for pictures from
    before that was noted.
    """

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="images")
    key = models.CharField(max_length=12, unique=True, default=new_key, editable=False)
    name = models.CharField("name as uploaded", max_length=255)
    alt = models.CharField(
        "alternative text",
        max_length=300,
        blank=True,
        help_text="What it shows, for those who do not see it.",
    )
    credit = models.CharField("credit", max_length=200, blank=True)
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    widths = models.JSONField(default=list)
    kept = models.JSONField(default=dict, db_default={}, editable=False)
    stored_at = models.DateTimeField()
    stored_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-stored_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "sha256"],
                name="a_picture_is_kept_once",
                violation_error_message="This picture is already here.",
            ),
        ]

    def __str__(self) -> str:
        return self.alt or self.name


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


class Person(models.Model):
    """Someone shown on the people page: an organiser, a speaker. Needs no account."""

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="people")
    group = models.CharField("group", max_length=12, choices=PeopleGroup, default=PeopleGroup.ORGANISER)
    name = models.CharField("name", max_length=200)
    affiliation = models.CharField("affiliation", max_length=200, blank=True)
    note = models.CharField("note", max_length=200, blank=True, help_text="A role, or the title of a talk.")
    home_page = models.URLField("home page", blank=True)
    photo = models.ForeignKey(
        Image, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="photo"
    )
    talk = models.TextField("about the talk", blank=True, help_text="Markdown with $formulas$.")
    biography = models.TextField("biography", blank=True, help_text="Markdown.")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "name"]
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return self.name


class News(models.Model):
    """A piece of news. Without `published_at` it is a draft; with one in the future it waits for it."""

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="news")
    key = models.CharField(max_length=12, unique=True, default=new_key, editable=False)
    title = models.CharField("title", max_length=160)
    body = models.TextField("text", blank=True, help_text="Markdown with $formulas$.")
    published_at = models.DateTimeField("published", null=True, blank=True)
    updated_at = models.DateTimeField()

    objects = NewsQuerySet.as_manager()

    class Meta:
        ordering = [models.F("published_at").desc(nulls_first=True), "-id"]
        verbose_name_plural = "news"

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
