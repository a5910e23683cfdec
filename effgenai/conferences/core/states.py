"""Words and states of a conference. What is open or closed is not among them: it follows from its dates."""

from __future__ import annotations

from django.db.models import TextChoices


class BlindMode(TextChoices):
    """Who knows whom during review."""

    DOUBLE = "double", "Double-blind: neither authors nor reviewers learn each other's names"
    SINGLE = "single", "Single-blind: reviewers see the authors, authors never see reviewers"
    OPEN = "open", "Open: authors and reviewers know each other"


class PublicState(TextChoices):
    """Whether visitors see the site of a conference."""

    DRAFT = "draft", "Draft: only its members see it"
    PUBLISHED = "published", "Published"
    ARCHIVED = "archived", "Archived: kept for reading"


TRANSITIONS: dict[str, set[str]] = {
    PublicState.DRAFT: {PublicState.PUBLISHED},
    PublicState.PUBLISHED: {PublicState.DRAFT, PublicState.ARCHIVED},
    PublicState.ARCHIVED: {PublicState.PUBLISHED},
}


class AcceptedShown(TextChoices):
    """Who sees the list of accepted papers. A paper is on it once its decision is released, never before."""

    EVERYONE = "everyone", "Everyone, each paper from its decision on"
    NOBODY = "nobody", "Nobody yet"


class ReviewsShown(TextChoices):
    """Whose authors read the reviews of their papers."""

    DECIDED = "decided", "Authors, from the decision on their paper on"
    ALL = "all", "Authors of all papers, decided or not"
    NOBODY = "nobody", "No authors yet"


class Role(TextChoices):
    """What a member may do in a conference. Authors and attendees are no members."""

    CHAIR = "chair", "Chair"
    AREA_CHAIR = "area_chair", "Area chair"
    REVIEWER = "reviewer", "Reviewer"
    PROGRAM_EDITOR = "program_editor", "Programme editor"
    SITE_EDITOR = "site_editor", "Site editor"
