"""What may be done with the vote now; None, or the sentence that says why not."""

from __future__ import annotations

import datetime as dt

from program.feedback.models import PosterVote

CLOSED = "The vote is closed."
MAX_CODES = 5000


def why_not_close_at(vote: PosterVote | None, closes_at: dt.datetime, at: dt.datetime) -> str | None:
    """The reason why a vote cannot close then, or None. A closed one shows totals, and stays closed."""
    if vote is not None and at >= vote.closes_at:
        return "The vote has closed and its result can be seen, so it stays closed."
    return None if closes_at > at else "The vote has to close later than now."


def why_not_more_codes(vote: PosterVote, number: int, at: dt.datetime) -> str | None:
    """The reason why there cannot be so many codes, or None."""
    if at >= vote.closes_at:
        return CLOSED
    return None if number <= MAX_CODES else f"There can be at most {MAX_CODES} codes."
