"""Reviews and decisions as tables for chairs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from effgenai.conferences.core.viewer import Viewer
from reviews.reviewing.models import Review, ReviewField
from reviews.reviewing.queries.counts import papers_under_review

FIXED = ("paper", "title", "reviewer", "e-mail", "known as", "submitted", "overall")


def review_questions(viewer: Viewer) -> list[ReviewField]:
    """The columns of answers, in the order of the form."""
    return list(viewer.conference.review_fields.all())


def review_header(questions: Sequence[ReviewField]) -> list[str]:
    """The first line of reviews.csv."""
    return [*FIXED, *(question.label for question in questions)]


def review_rows(viewer: Viewer, questions: Sequence[ReviewField]) -> Iterator[list[Any]]:
    """Every submitted review of the chair's papers, one a line, with all its answers."""
    reviews = (
        Review.objects.visible_to(viewer)
        .submitted()
        .filter(assignment__submission__in=papers_under_review(viewer).values("pk"))
        .select_related("assignment__submission", "assignment__reviewer")
        .order_by("assignment__submission__number", "assignment__pseudonym")
    )
    for review in reviews:
        assignment = review.assignment
        fixed = [
            assignment.submission.number,
            assignment.submission.title,
            str(assignment.reviewer),
            assignment.reviewer.email,
            assignment.pseudonym,
        ]
        answers = [review.answers.get(question.name) for question in questions]
        yield [*fixed, review.submitted_at, review.overall, *answers]
