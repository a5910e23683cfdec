from __future__ import annotations

import datetime as dt
import zoneinfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator, validate_slug
from django.db import models

from effgenai.accounts.keys import new_key
from effgenai.conferences.querysets import ConferenceQuerySet, MilestoneQuerySet, PageQuerySet
from effgenai.conferences.states import BlindMode, MilestoneKind, PageFormat, PeopleGroup, PublicState, Role

RESERVED_SLUGS = frozenset(
    {
        "account",
        "accounts",
        "admin",
        "api",
        "conferences",
        "healthz",
        "static",
        "styleguide",
        "robots.txt",
        "favicon.ico",
    }
)
RESERVED_PAGE_SLUGS = frozenset(
    {
        "call",
        "dates",
        "people",
        "program",
        "papers",
        "me",
        "submissions",
        "reviewing",
        "chair",
        "invitations",
        "theme",
    }
)
HEX_COLOUR = RegexValidator(r"^#[0-9a-fA-F]{6}$", "A colour is written as # and six digits, such as #0b5d4e.")


def validate_free_slug(value: str) -> None:
    """Refuse conference slugs that the site itself uses."""
    if value.lower() in RESERVED_SLUGS:
        raise ValidationError(f"“{value}” is an address of the site itself; choose another.")


def validate_page_slug(value: str) -> None:
    """Refuse page slugs that would hide one of the conference's own pages."""
    if value.lower() in RESERVED_PAGE_SLUGS:
        raise ValidationError(f"“{value}” is already a page of every conference; choose another.")


def validate_time_zone(value: str) -> None:
    """Accept AoE and the names of the IANA time zone list."""
    if value != "AoE" and value not in zoneinfo.available_timezones():
        raise ValidationError(f"“{value}” is not a time zone. Examples: AoE, UTC, Europe/Vienna.")


class Conference(models.Model):
    """One edition of a conference or workshop. Every row of a domain belongs to one."""

    slug = models.SlugField(
        "address", unique=True, max_length=60, validators=[validate_slug, validate_free_slug]
    )
    short_name = models.CharField("short name", max_length=40)
    title = models.CharField("title", max_length=200)
    edition = models.CharField("edition", max_length=80, blank=True, help_text="For example “1st workshop”.")
    host = models.CharField("host conference", max_length=120, blank=True)
    place = models.CharField("place", max_length=200, blank=True)
    time_zone = models.CharField(
        "time zone of the venue", max_length=64, default="UTC", validators=[validate_time_zone]
    )
    starts_on = models.DateField("first day", null=True, blank=True)
    ends_on = models.DateField("last day", null=True, blank=True)
    summary = models.CharField("in one sentence", max_length=300, blank=True)
    abstract = models.TextField("abstract", blank=True)
    aims = models.TextField("aims", blank=True)
    submission_guide = models.TextField("what authors should know", blank=True)
    contact_email = models.EmailField("contact address", blank=True)
    blind_mode = models.CharField("blinding", max_length=10, choices=BlindMode, default=BlindMode.DOUBLE)
    reviews_per_paper = models.PositiveSmallIntegerField("reviews per paper", default=3)
    hide_authors_from_chairs = models.BooleanField("hide authors from chairs until decisions", default=False)
    show_authors_to_area_chairs = models.BooleanField("show authors to area chairs", default=False)
    public_state = models.CharField(
        "public state", max_length=10, choices=PublicState, default=PublicState.DRAFT
    )
    is_current = models.BooleanField("shown at /", default=False)
    accent = models.CharField("accent colour", max_length=7, default="#0b5d4e", validators=[HEX_COLOUR])
    created_at = models.DateTimeField()

    objects = ConferenceQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_current"],
                condition=models.Q(is_current=True),
                name="one_conference_is_current",
                violation_error_message="Another conference is already the current one.",
            ),
            models.CheckConstraint(
                condition=models.Q(public_state__in=PublicState.values),
                name="conference_public_state_is_known",
                violation_error_message="That public state does not exist.",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(starts_on__lte=models.F("ends_on")),
                name="conference_ends_after_it_starts",
                violation_error_message="The last day cannot be before the first.",
            ),
            models.CheckConstraint(
                condition=models.Q(reviews_per_paper__gte=1),
                name="a_paper_gets_at_least_one_review",
                violation_error_message="A paper gets at least one review.",
            ),
        ]

    def __str__(self) -> str:
        return self.short_name


class OpenQuestion(models.Model):
    """A question the workshop wants to move, set large on the home page."""

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="open_questions")
    position = models.PositiveSmallIntegerField(default=0)
    text = models.CharField("question", max_length=300)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.text


class Track(models.Model):
    """A kind of submission with its own rules."""

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="tracks")
    name = models.CharField("name", max_length=120)
    description = models.TextField("description", blank=True)
    page_limit = models.PositiveSmallIntegerField("page limit of the main part", null=True, blank=True)
    archival = models.BooleanField("archival", default=False)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "name"],
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


class Milestone(models.Model):
    """A date as an object: an instant, the zone it was entered in, and a grace period nobody is told of."""

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="milestones")
    key = models.CharField(max_length=12, unique=True, default=new_key, editable=False)
    kind = models.CharField("kind", max_length=20, choices=MilestoneKind)
    label = models.CharField(
        "name", max_length=120, blank=True, help_text="Empty: the usual name of its kind."
    )
    instant = models.DateTimeField("date and time")
    zone = models.CharField("zone", max_length=64, default="AoE", validators=[validate_time_zone])
    grace_minutes = models.PositiveIntegerField("hidden grace in minutes", default=0)
    is_public = models.BooleanField("public", default=True)

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        ordering = ["instant", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "kind"],
                condition=~models.Q(kind=MilestoneKind.OTHER),
                name="one_milestone_of_a_kind",
                violation_error_message="There is already a date of this kind.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The chair's name for it, or the usual one of its kind."""
        return self.label or str(MilestoneKind(self.kind).label)

    @property
    def closes_at(self) -> dt.datetime:
        """The instant after which things are refused: the announced one plus the hidden grace."""
        return self.instant + dt.timedelta(minutes=self.grace_minutes)


class MilestoneChange(models.Model):
    """One move of a date; the public pages strike out the old one."""

    milestone = models.ForeignKey(Milestone, on_delete=models.CASCADE, related_name="changes")
    old_instant = models.DateTimeField()
    new_instant = models.DateTimeField()
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    reason = models.CharField("reason", max_length=200, blank=True)

    class Meta:
        ordering = ["changed_at", "id"]

    def __str__(self) -> str:
        return f"{self.old_instant:%F} → {self.new_instant:%F}"


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


class Page(models.Model):
    """A page the chairs wrote. `body` is what they typed; it is made safe each time it is shown."""

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="pages")
    slug = models.SlugField("address", max_length=60, validators=[validate_slug, validate_page_slug])
    title = models.CharField("title", max_length=160)
    body = models.TextField("text", blank=True)
    format = models.CharField("format", max_length=10, choices=PageFormat, default=PageFormat.MARKDOWN)
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
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "name"]
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return self.name
