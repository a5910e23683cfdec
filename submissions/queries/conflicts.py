"""Conflicts of interest as a chair may read them."""

from __future__ import annotations

import dataclasses

from effgenai.accounts.models import User
from submissions.models import Submission
from submissions.rules import conflict_words
from submissions.states import ConflictStanding


@dataclasses.dataclass(frozen=True, slots=True)
class ConflictLine:
    """Who is in conflict with a paper, why, and whether it holds."""

    user: User
    words: str
    standing: ConflictStanding


def conflict_lines(paper: Submission, *, with_authors: bool) -> list[ConflictLine]:
    """The conflicts of a paper; where authors are hidden, nothing that follows from who they are."""
    rows = paper.conflicts.select_related("user").order_by("user__name", "user", "pk")
    return [
        ConflictLine(row.user, conflict_words(row, with_authors=with_authors), ConflictStanding(row.standing))
        for row in rows
    ]
