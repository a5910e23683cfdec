from __future__ import annotations

from django.http import StreamingHttpResponse

from effgenai.ui.text.csv import csv_response
from reviews.committee.queries.members import CommitteePage

HEADER = [
    "name",
    "e-mail",
    "affiliation",
    "roles",
    "papers",
    "at most",
    "topics",
    "past papers",
    "senior",
    "short notice",
    "away",
    "mail",
]


def committee_csv(slug: str, page: CommitteePage) -> StreamingHttpResponse:
    """The members of the committee as the page lists them."""
    rows = (
        [
            row.user.name,
            row.user.email,
            row.affiliation,
            row.role_words,
            row.papers,
            "" if row.load_max is None else row.load_max,
            "; ".join(row.topics),
            row.past_papers,
            "yes" if row.is_senior else "",
            "yes" if row.takes_emergencies else "",
            f"{row.away[0]} to {row.away[1]}" if row.away else "",
            f"{row.undelivered.look[1]}: {row.undelivered.said}" if row.undelivered else "",
        ]
        for row in page.members
    )
    return csv_response(f"{slug}-committee.csv", HEADER, rows)
