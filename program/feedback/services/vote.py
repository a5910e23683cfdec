from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction

from effgenai.accounts.keys import new_key
from effgenai.accounts.models import User
from effgenai.conferences.core.errors import Refused, refuse
from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.records import record
from effgenai.conferences.core.services.conference import lock_conference
from effgenai.resilience.database.locks import lock
from effgenai.ui.text.numbers import counted
from program.feedback.models import Ballot, PosterVote, VoteCode
from program.feedback.rules import CLOSED, why_not_close_at, why_not_more_codes


class WrongCode(Refused):
    """No slip has this code."""


@transaction.atomic
def set_vote(*, conference: Conference, closes_at: dt.datetime, by: User, at: dt.datetime) -> PosterVote:
    """Open the vote, or let it close at another time. Raises Refused if that is past, or it has closed."""
    lock_conference(conference)
    vote = PosterVote.objects.filter(conference=conference).first()
    refuse(why_not_close_at(vote, closes_at, at))
    if vote is None:
        vote = PosterVote(conference=conference, opened_at=at, opened_by=by)
    vote.closes_at = closes_at
    vote.save()
    summary = f"closes {closes_at.isoformat()}"
    record(action="poster_vote.set", by=by, at=at, conference=conference, summary=summary)
    return vote


@transaction.atomic
def make_codes(*, vote: PosterVote, number: int, by: User, at: dt.datetime) -> None:
    """So many more codes, each of 59 random bits. Raises Refused after the end, or if they are too many."""
    row = lock(vote)
    refuse(why_not_more_codes(row, row.codes.count() + number, at))
    VoteCode.objects.bulk_create(VoteCode(vote=row, code=new_key()) for _ in range(number))
    summary = counted(number, "code")
    record(action="poster_vote.codes", by=by, at=at, conference=vote.conference, summary=summary)


def cast_vote(*, vote: PosterVote, code: str, talk_key: str, at: dt.datetime) -> None:
    """One vote with a code, for ever. The record has no line, which would tell how many have voted.

    Raises WrongCode if there is none such, and Refused if it has voted or the vote is closed.
    """
    if at >= vote.closes_at:
        raise Refused(CLOSED)
    found = VoteCode.objects.filter(vote=vote, code=code).first()
    if found is None:
        raise WrongCode("No slip has this code. Look at it again: it has twelve letters and digits.")
    try:
        with transaction.atomic():
            Ballot.objects.create(code=found, talk_key=talk_key)
    except IntegrityError as error:
        raise Refused("This code has voted already. A vote cannot be changed.") from error
