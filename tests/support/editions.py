"""Making the next edition in tests, as a chair does it in the browser."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from effgenai.conferences.core.models import Conference


def edition_url(old: Conference) -> str:
    """The page that makes the next edition."""
    return reverse("conferences:next_edition", args=[old.slug])


def page_of(client: Client, old: Conference, **fields: Any) -> Any:
    """What the page answers to one press; without `parts` everything there is comes along."""
    values = {
        "title": "Small Models",
        "short_name": "SM27",
        "edition": "2nd workshop",
        "slug": "ws27",
        "starts_on": "2027-08-18",
        "ends_on": "2027-08-19",
        "weekdays": "weeks",
        **fields,
    }
    if "parts" not in fields:
        values["parts"] = [offer.part.key for offer in client.get(edition_url(old)).context["form"].offers]
    return client.post(edition_url(old), values)


def make_next(client: Client, old: Conference, **fields: Any) -> Conference:
    """The edition after one look ahead and one press."""
    seal = page_of(client, old, **fields).context["preview"].seal
    answer: HttpResponse = page_of(client, old, **fields, seal=seal)
    assert answer.status_code == 302
    return Conference.objects.get(previous=old)
