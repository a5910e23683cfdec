"""Conferences with their tracks, topics, members and institutions; forms that were sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.core.validators import validate_slug
from django.db import models
from django.db.models import OuterRef, Q

from effgenai.conferences.core import states
from effgenai.conferences.core.states import AcceptedShown, BlindMode, PublicState, ReviewsShown, Role
from effgenai.conferences.core.validators import (
    HEX_COLOUR,
    validate_domain,
    validate_free_slug,
    validate_time_zone,
)
from effgenai.transitions import Stateful

if TYPE_CHECKING:
    from effgenai.accounts.models import User


class ConferenceQuerySet(models.QuerySet["Conference"]):
    """Conferences, by who asks."""

    def public(self) -> ConferenceQuerySet:
        """Those that everyone may see."""
        return self.exclude(public_state=PublicState.DRAFT)

    def visible_to(self, user: User | None) -> ConferenceQuerySet:
        """Public ones, those the person has a role in, and all of them for site administrators."""
        if user is None:
            return self.public()
        if user.is_staff:
            return self.all()
        mine = Q(pk__in=Membership.objects.filter(user=user).values("conference"))
        return self.filter(~Q(public_state=PublicState.DRAFT) | mine)

    def with_roles_of(self, user: User | None) -> ConferenceQuerySet:
        """Each with the roles that the person has in it, as `roles_read`; who is signed out has none."""
        if user is None:
            return self
        roles = Membership.objects.filter(user=user, conference=OuterRef("pk")).values("role")
        return self.annotate(roles_read=ArraySubquery(roles))


class Conference(Stateful):
    """One edition of a conference or workshop. Every row of a domain belongs to one."""

    TRANSITIONS = states.TRANSITIONS
    STATE = "public_state"

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
    # A tag of BCP 47, such as "de" or "zh-Hans".
    language = models.CharField("language", max_length=16, default="en", db_default="en")
    summary = models.CharField("in one sentence", max_length=300, blank=True)
    abstract = models.TextField("abstract", blank=True)
    aims = models.TextField("aims", blank=True)
    submission_guide = models.TextField("what authors should know", blank=True)
    contact_email = models.EmailField("contact address", blank=True)
    blind_mode = models.CharField("blinding", max_length=10, choices=BlindMode, default=BlindMode.DOUBLE)
    reviews_per_paper = models.PositiveSmallIntegerField("reviews per paper", default=3)
    hide_authors_from_chairs = models.BooleanField("hide authors from chairs until decisions", default=False)
    show_authors_to_area_chairs = models.BooleanField("show authors to area chairs", default=False)
    past_affiliation_years = models.PositiveSmallIntegerField(
        "years for which a past affiliation counts", default=3, db_default=3
    )
    letters_to_contacts_only = models.BooleanField(
        "send decisions to contact authors only", default=False, db_default=False
    )
    # Both follow the release of decisions unless a chair says otherwise, as they always did.
    accepted_shown = models.CharField(
        "who sees the accepted papers",
        max_length=8,
        choices=AcceptedShown,
        default=AcceptedShown.EVERYONE,
        db_default=AcceptedShown.EVERYONE,
    )
    reviews_shown = models.CharField(
        "whose authors read the reviews",
        max_length=7,
        choices=ReviewsShown,
        default=ReviewsShown.DECIDED,
        db_default=ReviewsShown.DECIDED,
    )
    public_state = models.CharField(
        "public state", max_length=10, choices=PublicState, default=PublicState.DRAFT
    )
    is_current = models.BooleanField("shown at /", default=False)
    accent = models.CharField("accent colour", max_length=7, default="#0b5d4e", validators=[HEX_COLOUR])
    logo = models.ForeignKey(
        "conferences.Image", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    hero_image = models.ForeignKey(
        "conferences.Image", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    domain = models.CharField("own domain", max_length=253, blank=True, validators=[validate_domain])
    home_blocks = models.JSONField("blocks of the home page", default=list, blank=True)
    preview_key = models.CharField(max_length=43, blank=True, editable=False)
    calls_for_reviewers = models.BooleanField("public call for reviewers", default=False)
    reviewer_guide = models.TextField("what volunteers for reviewing should know", blank=True)
    previous = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="next_editions"
    )
    created_at = models.DateTimeField()
    # When something changed that calendars tell of the conference itself: null for "never".
    event_changed_at = models.DateTimeField(null=True, editable=False)

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
                condition=models.Q(
                    accepted_shown__in=AcceptedShown.values, reviews_shown__in=ReviewsShown.values
                ),
                name="conference_shows_papers_and_reviews_to_known",
                violation_error_message="Papers and reviews cannot be shown to these people.",
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
            models.UniqueConstraint(
                fields=["domain"],
                condition=~models.Q(domain=""),
                name="a_domain_leads_to_one_conference",
                violation_error_message="Another conference has this domain.",
            ),
        ]

    def __str__(self) -> str:
        return self.short_name


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


class Institution(models.Model):
    """One institution that is written in several ways: its other names and its mail domains, one a line."""

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="institutions")
    name = models.CharField("name", max_length=200)
    aliases = models.TextField("other names and mail domains", max_length=2000)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "name"],
                name="one_institution_of_a_name",
                violation_error_message="There is already an institution of this name.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def other_names(self) -> list[str]:
        """The other names and domains, without empty lines."""
        return [line.strip() for line in self.aliases.splitlines() if line.strip()]


class SentForm(models.Model):
    """A form that came and was taken, by a hash of who sent it and what it said, and where it led."""

    key = models.CharField(max_length=64)
    leads_to = models.TextField(blank=True)
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key"],
                name="a_form_is_taken_once",
                violation_error_message="This was sent already.",
            ),
        ]

    def __str__(self) -> str:
        return f"Form {self.key[:8]}"


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
