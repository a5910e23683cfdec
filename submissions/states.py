"""States of a submission and the words of conflicts."""

from __future__ import annotations

from django.db.models import TextChoices


class SubmissionState(TextChoices):
    """Where a submission stands. Provisional decisions live with the reviews and never show here."""

    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Submitted"
    ACCEPTED = "accepted", "Accepted"
    REJECTED = "rejected", "Rejected"
    DESK_REJECTED = "desk_rejected", "Rejected without review"
    WITHDRAWN = "withdrawn", "Withdrawn"


TRANSITIONS: dict[str, set[str]] = {
    SubmissionState.DRAFT: {SubmissionState.SUBMITTED},
    SubmissionState.SUBMITTED: {
        SubmissionState.ACCEPTED,
        SubmissionState.REJECTED,
        SubmissionState.DESK_REJECTED,
        SubmissionState.WITHDRAWN,
    },
    SubmissionState.WITHDRAWN: {SubmissionState.SUBMITTED, SubmissionState.ACCEPTED},
    SubmissionState.DESK_REJECTED: {SubmissionState.SUBMITTED},
    SubmissionState.ACCEPTED: {SubmissionState.WITHDRAWN},
    SubmissionState.REJECTED: set(),
}


DECIDED = frozenset({SubmissionState.ACCEPTED, SubmissionState.REJECTED, SubmissionState.DESK_REJECTED})


class ConflictSource(TextChoices):
    """Where the knowledge of a conflict comes from."""

    AUTHOR = "author", "is an author"
    COAUTHOR = "coauthor", "wrote another paper with an author"
    INSTITUTION = "institution", "same institution as an author"
    NAMED = "named", "named by the authors"
    ADVANCE = "advance", "said in advance by the reviewer"
    DECLARED = "declared", "declared by the reviewer"
    CHAIR = "chair", "set by a chair"


DERIVED_SOURCES = (
    ConflictSource.AUTHOR,
    ConflictSource.COAUTHOR,
    ConflictSource.INSTITUTION,
    ConflictSource.ADVANCE,
)


# Those that tell something of who the authors are, or were said by them.
TELLING_SOURCES = (*DERIVED_SOURCES, ConflictSource.NAMED)


class NamedKind(TextChoices):
    """Why authors say that somebody should not judge their paper."""

    COAUTHOR = "coauthor", "co-author"
    ADVISOR = "advisor", "advisor or student"
    INSTITUTION = "institution", "same institution"
    FAMILY = "family", "family"
    OTHER = "other", "something else"


class ConflictStanding(TextChoices):
    """Whether a conflict binds. A potential one keeps new assignments away and waits for a chair."""

    POTENTIAL = "potential", "Potential"
    CONFIRMED = "confirmed", "Confirmed"
    DISMISSED = "dismissed", "Dismissed"


class MaterialKind(TextChoices):
    """What can stand beside an accepted paper, in the order in which it is shown."""

    PAPER = "paper", "Final PDF"
    POSTER = "poster", "Poster"
    SLIDES = "slides", "Slides"
    VIDEO = "video", "Video"
    CODE = "code", "Code"
    PROJECT = "project", "Project page"
    DATA = "data", "Dataset"
    PREPRINT = "preprint", "Preprint or DOI"


FILE_KINDS = (MaterialKind.PAPER, MaterialKind.POSTER, MaterialKind.SLIDES)


LINK_KINDS = (
    MaterialKind.VIDEO,
    MaterialKind.CODE,
    MaterialKind.PROJECT,
    MaterialKind.DATA,
    MaterialKind.PREPRINT,
)


UNDER_REVIEW = (SubmissionState.SUBMITTED,)


ON_THE_DESK = (SubmissionState.SUBMITTED, SubmissionState.ACCEPTED, SubmissionState.REJECTED)
