"""The letter that asks reviewers to bid."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from effgenai.accounts.models import User
from effgenai.mail.services import Message
from effgenai.ui import dates
from reviews.bidding.models import BiddingRound
from reviews.letters import letter


def please_bid(person: User, bidding: BiddingRound, *, dedupe_key: str) -> Message:
    """Ask for bids. How many there are so far is not told: chairs read this letter too."""
    conference = bidding.conference
    page = f"{settings.SITE_URL}{reverse('reviews:bids', args=[conference.slug])}"
    until = ""
    if bidding.closes_at:
        until = f" Bidding closes {dates.moment_with_year(bidding.closes_at, bidding.closes_zone)}."
    body = letter(
        "the submitted papers wait for your bids: please say which of them you would like to review. We ask "
        f"you to say yes to at least {bidding.least_bids}, so that everyone gets papers that fit.{until}",
        f"You will find titles and abstracts, those nearest to your work first, here:\n{page}",
        "If you have bid on most of what you could review, thank you: then there is nothing left to do.",
        to=str(person),
        conference=conference,
    )
    return Message(
        kind="bids.remind",
        dedupe_key=dedupe_key,
        to_address=person.email,
        to_name=str(person),
        to_user=person,
        reply_to=conference.contact_email,
        subject=f"{conference.short_name}: please bid on papers",
        body=body,
    )
