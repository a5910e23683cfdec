"""When reviewers bid, and what their bids are worth."""

from __future__ import annotations

import datetime as dt

from effgenai.ui.dates import last_instant
from reviews.bidding.models import BiddingRound
from reviews.bidding.states import BidValue

CLOSED = "Bidding is closed."
NO_BID = 0
NO_SUCH_BID = "There is no such bid."
WORTH: dict[int, float] = {
    BidValue.EAGER: 1.0,
    BidValue.WILLING: 0.7,
    BidValue.IN_A_PINCH: 0.3,
    NO_BID: 0.0,
    BidValue.NOT_MINE: -1.0,
}


def is_bidding_open(bidding: BiddingRound | None, at: dt.datetime) -> bool:
    """True while reviewers may bid, and so see the titles and abstracts of what they could review."""
    if bidding is None or not bidding.is_enabled:
        return False
    return bidding.closes_at is None or at < last_instant(bidding.closes_at, bidding.closes_zone)


def why_not_bid(bidding: BiddingRound | None, at: dt.datetime) -> str | None:
    """The reason why nobody may bid now; None if reviewers may."""
    return None if is_bidding_open(bidding, at) else CLOSED


def why_no_bid(value: int) -> str | None:
    """The reason why this is no bid; None if it is one, or takes one back."""
    return None if value in {NO_BID, *BidValue.values} else NO_SUCH_BID


def bid_words(worth: float) -> str:
    """The bid of this worth, as a person would say it."""
    step = min(WORTH, key=lambda value: abs(WORTH[value] - worth))
    return "no bid" if step == NO_BID else f"bid: {str(BidValue(step).label).lower()}"
