from __future__ import annotations

from django.http import StreamingHttpResponse

from effgenai.ui.text.csv import csv_response
from reviews.assignment.models import ASSIGNED_ROLES
from reviews.assignment.queries.desk import AssignmentPage

ROLES: dict[str, str] = dict(ASSIGNED_ROLES)
HEADER = ["paper", "title", "name", "e-mail", "role", "known as", "state", "fit"]


def assignment_csv(slug: str, page: AssignmentPage) -> StreamingHttpResponse:
    """A line for each task on the papers the page lists; papers without anyone are left out."""
    rows = (
        [
            row.number,
            row.title,
            person.named,
            person.email,
            ROLES[person.role],
            person.pseudonym,
            person.state,
            "" if person.score is None else round(person.score, 4),
        ]
        for row in page.rows
        for person in [*row.reviewers, *row.area_chairs]
    )
    return csv_response(f"{slug}-assignment.csv", HEADER, rows)
