"""What may be done with the vote and with feedback now; None, or the sentence that says why not."""

from __future__ import annotations

import datetime as dt

from effgenai.ui.dates import moment
from program.feedback.models import PosterVote
from program.schedule.queries.pages import Occasion

CLOSED = "The vote is closed."
MAX_CODES = 5000
MAX_WORDS = 1000
CANCELLED_TALK = "This talk was cancelled, so there is no feedback on it."


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


def why_no_feedback(place: Occasion, closes_at: dt.datetime, time_zone: str, at: dt.datetime) -> str | None:
    """The reason why nobody can give feedback on a released talk now, or None."""
    if place.talk is None or place.talk.is_cancelled:
        return CANCELLED_TALK
    if at < place.starts_at:
        return f"Feedback opens when the talk begins: {moment(place.starts_at, time_zone, at)}."
    if at >= closes_at:
        return f"Feedback on this talk closed: {moment(closes_at, time_zone, at)}."
    return None
