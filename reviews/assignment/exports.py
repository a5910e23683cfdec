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
            task.reviewer.name,
            task.reviewer.email,
            task.get_role_display(),
            task.pseudonym,
            task.state,
            "" if task.score is None else round(task.score, 4),
        ]
        for row in page.rows
        for task in [*row.reviewers, *row.area_chairs]
    )
    return csv_response(f"{slug}-assignment.csv", HEADER, rows)
