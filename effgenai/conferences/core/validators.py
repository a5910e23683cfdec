"""What a conference's addresses, colours and time zones may be."""

from __future__ import annotations

import re
import zoneinfo

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator

RESERVED_SLUGS = frozenset(
    {
        "account",
        "accounts",
        "admin",
        "api",
        "conferences",
        "healthz",
        "readyz",
        "internal",
        "metrics",
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
        "news",
        "images",
        "share",
        "preview",
        "calendar",
        "review-with-us",
        "submissions",
        "reviewing",
        "chair",
        "invitations",
        "listed",
        "closeness",
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


def validate_domain(value: str) -> None:
    """Accept a bare host name such as `workshop.example.org`."""
    if not re.fullmatch(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}", value):
        raise ValidationError("Write the bare name, such as workshop.example.org: no https://, no path.")
