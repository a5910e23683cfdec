"""Where a conflict comes from and how it stands."""

from __future__ import annotations

from django.db.models import TextChoices


class ConflictSource(TextChoices):
    """Where the knowledge of a conflict comes from."""

    AUTHOR = "author", "is an author"
    COAUTHOR = "coauthor", "wrote another paper with an author"
    INSTITUTION = "institution", "same institution as an author"
    NAMED = "named", "named by the authors"
    ADVANCE = "advance", "said in advance by the reviewer"
    DECLARED = "declared", "declared by the reviewer"
    CHAIR = "chair", "set by a chair"
    IMPORTED = "imported", "imported from a file"


DERIVED_SOURCES = (
    ConflictSource.AUTHOR,
    ConflictSource.COAUTHOR,
    ConflictSource.INSTITUTION,
    ConflictSource.ADVANCE,
)

# Those that tell something of who the authors are, or were said by them.
TELLING_SOURCES = (*DERIVED_SOURCES, ConflictSource.NAMED)

# Who says so, of those that one side alone says.
BY_AUTHORS = frozenset({ConflictSource.NAMED})
BY_REVIEWER = frozenset({ConflictSource.ADVANCE, ConflictSource.DECLARED})


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
