"""Bids: made by reviewers while bidding is open, which chairs open, close and remind of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from django.db import transaction

from effgenai.accounts.models import User
from effgenai.conferences.core.errors import Refused, refuse
from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.records import record
from effgenai.conferences.core.services.conference import lock_conference
from effgenai.conferences.core.viewer import Viewer
from effgenai.mail.models import Mailing
from effgenai.mail.services import prepare_letters
from reviews.bidding.emails import please_bid
from reviews.bidding.models import Bid, BiddingRound, biddable_by
from reviews.bidding.queries import bidders_to_remind, bidding_of, own_bids
from reviews.bidding.rules import NO_BID, is_bidding_open, why_no_bid, why_not_bid
from submissions.conflicts.services.declaring import bind_known_conflicts
from submissions.core.models import Submission
from submissions.core.records import record_paper

REMINDER = "bids.remind"


@transaction.atomic
def place_bids(*, viewer: Viewer, by: User, values: Mapping[int, int], at: dt.datetime) -> int:
    """Bid on papers by their numbers, 0 takes a bid back; return how many bids have changed.

    The last word counts: the same bid from two tabs is one bid. Papers that may not be bid on are left out.

    Raises Refused while bidding is closed, and for what is no bid.
    """
    bidding = BiddingRound.objects.filter(conference=viewer.conference).first()
    refuse(why_not_bid(bidding, at), *(why_no_bid(value) for value in values.values()))
    before = own_bids(viewer)
    papers = biddable_by(viewer).filter(number__in=values).select_related("conference").order_by("number")
    changed = [
        (paper, values[paper.number])
        for paper in papers
        if before.get(paper.pk, NO_BID) != values[paper.number]
    ]
    _write(by, changed, at)
    for paper, value in changed:
        action, words = ("bid.place", "") if value else ("bid.withdraw", " taken back")
        record_paper(action, paper, by=by, at=at, summary=f"Bid on paper {paper.number}{words}")
    return len(changed)


def _write(by: User, changed: Sequence[tuple[Submission, int]], at: dt.datetime) -> None:
    bids = [Bid(reviewer=by, submission=paper, value=value, at=at) for paper, value in changed]
    Bid.objects.filter(reviewer=by, submission__in=[bid.submission for bid in bids if not bid.value]).delete()
    Bid.objects.bulk_create(
        [bid for bid in bids if bid.value],
        update_conflicts=True,
        unique_fields=["reviewer", "submission"],
        update_fields=["value", "at"],
    )


@transaction.atomic
def set_bidding(*, conference: Conference, bidding: BiddingRound, by: User, at: dt.datetime) -> None:
    """Open or close bidding, and say how much is asked for. Nobody gets a mail by it.

    Conflicts that are known when it opens for the first time bind from then on.
    """
    lock_conference(conference)
    row, _ = BiddingRound.objects.get_or_create(conference=conference)
    was_open = is_bidding_open(row, at)
    names = ["is_enabled", "closes_at", "closes_zone", "least_bids"]
    for name in names:
        setattr(row, name, getattr(bidding, name))
    row.save(update_fields=names)
    now_open = is_bidding_open(row, at)
    if now_open:
        bind_known_conflicts(conference=conference, by=by, at=at)
    words = "changed" if now_open == was_open else "opened" if now_open else "closed"
    record(action="bidding.change", by=by, at=at, conference=conference, summary=f"Bidding {words}")


@transaction.atomic
def weigh_bids(*, conference: Conference, weight: int, by: User, at: dt.datetime) -> None:
    """Say which share of a score, in per cent, bids make up from the next proposal on, if there are any."""
    lock_conference(conference)
    row = BiddingRound.objects.filter(conference=conference).first()
    if row is None or row.weight == weight:
        return
    row.weight = weight
    row.save(update_fields=["weight"])
    record(
        action="bidding.weigh", by=by, at=at, conference=conference, summary=f"Bids weigh {weight} per cent"
    )


def prepare_bid_reminders(*, viewer: Viewer, at: dt.datetime) -> Mailing:
    """Prepare, as a draft, a mail to each reviewer who bids on too few papers.

    A second press finds the draft that is there already.

    Raises Refused for who is no chair, and while bidding is closed.
    """
    if viewer.user is None or not viewer.is_chair:
        raise Refused("Only chairs remind reviewers.")
    bidding = bidding_of(viewer.conference)
    if not is_bidding_open(bidding, at):
        raise Refused("Bidding is closed; open it first, so that reviewers can follow the letter.")
    return prepare_letters(
        conference=viewer.conference,
        kind=REMINDER,
        title="Reminders to bid on papers",
        write=lambda mailing: [
            please_bid(person, bidding, dedupe_key=f"bids-remind:{mailing.key}:{person.key}")
            for person in bidders_to_remind(viewer, bidding)
        ],
        nobody="Every reviewer has bid on enough papers; there is nobody to remind.",
        by=viewer.user,
        at=at,
    )
