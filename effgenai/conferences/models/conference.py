from __future__ import annotations

from django.core.validators import validate_slug
from django.db import models

from effgenai.conferences.models.validators import (
    HEX_COLOUR,
    validate_domain,
    validate_free_slug,
    validate_time_zone,
)
from effgenai.conferences.querysets import ConferenceQuerySet
from effgenai.conferences.states import BlindMode, PublicState


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
    past_affiliation_years = models.PositiveSmallIntegerField(
        "years for which a past affiliation counts", default=3, db_default=3
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
            models.UniqueConstraint(
                fields=["domain"],
                condition=~models.Q(domain=""),
                name="a_domain_leads_to_one_conference",
                violation_error_message="Another conference has this domain.",
            ),
        ]

    def __str__(self) -> str:
        return self.short_name
