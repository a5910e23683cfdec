"""When reviewers may bid, and which bids there are."""

from __future__ import annotations

import datetime as dt

import pytest

from reviews.bidding.models import BiddingRound
from reviews.bidding.rules import CLOSED, NO_BID, NO_SUCH_BID, is_bidding_open, why_no_bid, why_not_bid
from reviews.bidding.states import BidValue
from tests.support.factories import NOW

SECOND = dt.timedelta(seconds=1)


@pytest.mark.parametrize(
    ("bidding", "is_expected"),
    [
        (None, False),
        (BiddingRound(is_enabled=False), False),
        (BiddingRound(is_enabled=False, closes_at=NOW + SECOND), False),
        (BiddingRound(is_enabled=True), True),
        (BiddingRound(is_enabled=True, closes_at=NOW + SECOND), True),
        (BiddingRound(is_enabled=True, closes_at=NOW), False),
    ],
)
def test_bids_are_taken_while_bidding_is_on_and_has_not_closed(bidding, is_expected):
    assert is_bidding_open(bidding, NOW) is is_expected
    assert why_not_bid(bidding, NOW) == (None if is_expected else CLOSED)


def test_bids_are_the_steps_and_none():
    assert {why_no_bid(value) for value in (NO_BID, *BidValue.values)} == {None}
    assert why_no_bid(99) == NO_SUCH_BID
