"""Bids on the papers that still wait for reviewers: an assignment with something to weigh."""

from __future__ import annotations

import datetime as dt
import random

from effgenai.accounts.models import User
from effgenai.conferences.core.models import Conference
from reviews.bidding.models import Bid, BiddingRound
from reviews.bidding.states import BidValue
from reviews.expertise.models import Reviewer
from submissions.core.models import Submission

OPEN_FOR = dt.timedelta(days=6)
FEW = 2
SENIORS = 4


def make_bids(
    conference: Conference, papers: list[Submission], people: list[User], draw: random.Random, at: dt.datetime
) -> None:
    """Bidding is open; everyone has bid on what is near their topics, the first of them only begun."""
    BiddingRound.objects.create(conference=conference, is_enabled=True, closes_at=at + OPEN_FOR, least_bids=5)
    Reviewer.objects.filter(conference=conference, user__in=people[:SENIORS]).update(is_senior=True)
    for place, person in enumerate(people):
        near = set(Reviewer.objects.get(conference=conference, user=person).topics.all())
        open_to = [paper for paper in papers if not _in_conflict(person, paper)]
        values = {paper: _value(draw, is_near=bool(near & set(paper.topics.all()))) for paper in open_to}
        bids = [_bid(person, paper, value, draw, at) for paper, value in values.items() if value]
        Bid.objects.bulk_create(bids[: FEW if place == 0 else None])


def _in_conflict(person: User, paper: Submission) -> bool:
    return any(conflict.user_id == person.pk for conflict in paper.conflicts.all())


def _value(draw: random.Random, *, is_near: bool) -> int:
    if is_near:
        return draw.choice([BidValue.EAGER, BidValue.WILLING, BidValue.WILLING, 0])
    return draw.choice([BidValue.IN_A_PINCH, BidValue.NOT_MINE, 0, 0])


def _bid(person: User, paper: Submission, value: int, draw: random.Random, at: dt.datetime) -> Bid:
    moment = at - dt.timedelta(hours=draw.randrange(2, 60))
    return Bid(reviewer=person, submission=paper, value=value, at=moment)
