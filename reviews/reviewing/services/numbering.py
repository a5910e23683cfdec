"""The numbers by which authors know their reviewers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from django.db import transaction
from django.db.models import QuerySet

from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.states import ReviewsShown
from reviews.assignment.models import Assignment
from reviews.reviewing.models import Review
from reviews.reviewing.queries.reading import numbered
from reviews.reviewing.states import ReviewState
from submissions.core.models import Submission
from submissions.core.states import UNDER_REVIEW


def number_shown_reviews(conference: Conference, papers: Collection[int] | None = None) -> None:
    """Number the submitted reviews of papers whose authors may read them, of these papers or of all.

    Numbers are given in the order of the random names, behind those that are taken, and never change: what
    authors read once as Reviewer 2 stays so, however many reviews follow.
    """
    if conference.reviews_shown == ReviewsShown.NOBODY:
        return
    shown = Submission.objects.filter(conference=conference, decision__released_at__isnull=False)
    if conference.reviews_shown == ReviewsShown.ALL:
        shown |= Submission.objects.filter(conference=conference, state__in=UNDER_REVIEW)
    if papers is not None:
        shown = shown.filter(pk__in=papers)
    with transaction.atomic():
        _number(
            Review.objects.filter(state=ReviewState.SUBMITTED, assignment__submission__in=shown.values("pk"))
        )


def _number(reviews: QuerySet[Review]) -> None:
    of_paper: dict[int, list[Review]] = defaultdict(list)
    for review in reviews.select_related("assignment"):
        of_paper[review.assignment.submission_id].append(review)
    changed = []
    for found in of_paper.values():
        for number, review in numbered(found):
            if review.assignment.author_number is None:
                review.assignment.author_number = number
                changed.append(review.assignment)
    Assignment.objects.bulk_update(changed, ["author_number"], batch_size=500)
