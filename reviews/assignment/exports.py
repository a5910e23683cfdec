from __future__ import annotations

from django.http import StreamingHttpResponse

from effgenai.ui.text.csv import csv_response
from reviews.assignment.queries import AssignmentPage

HEADER = ["paper", "title", "name", "e-mail", "role", "known as", "state", "fit"]


def assignment_csv(slug: str, page: AssignmentPage) -> StreamingHttpResponse:
    """A line for each task on the papers the page lists; papers without anyone are left out."""
    rows = (
        [
            row.submission.number,
            row.submission.title,
            assignment.reviewer.name,
            assignment.reviewer.email,
            assignment.get_role_display(),
            assignment.pseudonym,
            assignment.state,
            "" if assignment.score is None else round(assignment.score, 4),
        ]
        for row in page.rows
        for assignment in [*row.reviewers, *row.area_chairs]
    )
    return csv_response(f"{slug}-assignment.csv", HEADER, rows)
