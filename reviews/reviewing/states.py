"""States of a review; kinds of questions and who reads their answers."""

from __future__ import annotations

from django.db.models import TextChoices


class ReviewState(TextChoices):
    """A review. An edit after submission adds a version and leaves it submitted."""

    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Submitted"


REVIEW_TRANSITIONS: dict[str, set[str]] = {
    ReviewState.DRAFT: {ReviewState.SUBMITTED},
    ReviewState.SUBMITTED: set(),
}


class FieldKind(TextChoices):
    """What a field of the review form asks for."""

    TEXT = "text", "Text"
    SCORE = "score", "Score with anchored labels"
    CHOICE = "choice", "Choice"
    TICK = "tick", "Tick"


class Audience(TextChoices):
    """Who reads a field of a review besides its writer. Each includes those after it."""

    AUTHORS = "authors", "Authors, committee of the paper and chairs"
    COMMITTEE = "committee", "Committee of the paper and chairs"
    CHAIRS = "chairs", "Chairs only"
