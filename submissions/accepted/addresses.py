from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse

from effgenai.conferences.core.models import Conference
from submissions.accepted.queries import accepted_lines
from submissions.materials.models import Material


def public_addresses(conference: Conference, at: dt.datetime) -> Iterator[str]:
    """The list of accepted papers, its exports, and each paper's page, reference, picture and files."""
    for name in ("accepted", "accepted_bibtex", "accepted_json"):
        yield reverse(f"submissions:{name}", args=[conference.slug])
    for line in accepted_lines(conference):
        for name in ("accepted_paper", "paper_bibtex", "paper_share_picture"):
            yield reverse(f"submissions:{name}", args=[conference.slug, line.number])
    files = Material.objects.public().filter(submission__conference=conference, file__isnull=False)
    for number, kind in files.order_by("submission__number", "id").values_list("submission__number", "kind"):
        yield reverse("submissions:paper_file", args=[conference.slug, number, kind])
