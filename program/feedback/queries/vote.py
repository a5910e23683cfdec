"""What can be voted for, and the result once the vote has closed."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import Counter

from effgenai.conferences.core.models import Conference
from program.core.states import SIDE_BY_SIDE
from program.feedback.models import Ballot, PosterVote
from program.schedule.queries.released import TalkView, public_schedule


@dataclasses.dataclass(frozen=True, slots=True)
class VoteResult:
    """Each poster with its votes, the most first; `first` are those with the most, several in a tie."""

    places: list[tuple[TalkView, int]]
    first: list[TalkView]
    votes: int

    @property
    def is_tie(self) -> bool:
        """Whether several have the most votes."""
        return len(self.first) > 1


def vote_of(conference: Conference) -> PosterVote | None:
    """The vote of the conference, if there is one; one query."""
    return PosterVote.objects.filter(conference=conference).select_related("conference").first()


def posters(conference: Conference, at: dt.datetime) -> list[TalkView]:
    """The posters and demos that visitors see and that are not cancelled, in order; two queries."""
    schedule = public_schedule(conference, at)
    return [
        talk
        for session in (schedule.sessions if schedule else [])
        if session.kind in SIDE_BY_SIDE
        for talk in session.talks
        if not talk.is_cancelled
    ]


def vote_result(vote: PosterVote, at: dt.datetime) -> VoteResult | None:
    """The result; None for anybody before the vote has closed. Three queries.

    What was voted for and is shown no more keeps its votes to itself.
    """
    if at < vote.closes_at:
        return None
    counts = Counter(Ballot.objects.filter(code__vote=vote).values_list("talk_key", flat=True))
    places = [(talk, counts[talk.key]) for talk in posters(vote.conference, at)]
    places.sort(key=lambda place: -place[1])
    most = places[0][1] if places else 0
    first = [talk for talk, number in places if number == most and most]
    return VoteResult(places, first, counts.total())
