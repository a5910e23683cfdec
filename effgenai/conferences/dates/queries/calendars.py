"""A person's own calendar, found by its secret address."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from effgenai.accounts.models import User
from effgenai.conferences.core.models import Conference
from effgenai.conferences.dates.models import CalendarKey


def calendar_address(conference: Conference, user: User) -> str:
    """The address of the person's calendar, or nothing if they have none; one query."""
    key = CalendarKey.objects.filter(conference=conference, user=user).values_list("key", flat=True).first()
    if key is None:
        return ""
    return settings.SITE_URL + reverse("conferences:own_calendar", args=[conference.slug, key])


def webcal(address: str) -> str:
    """The address in the form that programs for calendars open, to follow it rather than copy it once."""
    return "webcal:" + address.partition(":")[2]


def owner_of(conference: Conference, key: str) -> User | None:
    """Whose calendar this is, as long as they may see the conference; two queries."""
    rows = CalendarKey.objects.filter(conference=conference, key=key, user__is_active=True)
    found = rows.select_related("user").first()
    if found is None or not Conference.objects.visible_to(found.user).filter(pk=conference.pk).exists():
        return None
    return found.user
