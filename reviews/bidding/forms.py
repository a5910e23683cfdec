from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from effgenai.conferences.core.errors import Refused
from effgenai.conferences.web.forms import RowForm
from effgenai.ui.dates import ZonedInstant
from effgenai.ui.forms.asked import AskedForm, RowField, one_of, words
from effgenai.ui.forms.fields import ZonedDateTimeField
from effgenai.ui.text.numbers import whole
from reviews.bidding.models import BiddingRound
from reviews.bidding.queries import BidFilters
from reviews.bidding.rules import NO_BID, NO_SUCH_BID
from reviews.bidding.states import BidValue

BID_CHOICES = [*((step.value, step.label) for step in BidValue), (NO_BID, "No bid")]


class BiddingForm(RowForm[BiddingRound]):
    """Whether reviewers may bid, until when, and on how many papers they should."""

    class Meta:
        model = BiddingRound
        fields = ["is_enabled", "least_bids"]
        help_texts = {
            "is_enabled": "Reviewers see title, abstract and topics of every paper under review that they "
            "have no conflict with, and no authors. Nobody gets a mail until you send one.",
            "least_bids": "They see how far they are; nobody is kept from fewer or more.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row = self.instance
        self.fields["least_bids"].widget.attrs["min"] = 1
        self.fields["when"] = ZonedDateTimeField(
            label="Closes by itself",
            venue_zone=row.conference.time_zone,
            required=False,
            initial=ZonedInstant(row.closes_at, row.closes_zone) if row.closes_at else None,
            help_text="Empty: it stays open until you close it.",
        )
        self.order_fields(["is_enabled", "when", "least_bids"])

    def clean(self) -> dict[str, Any]:
        """Put the moment and its zone on the row."""
        data = super().clean() or {}
        when = data.get("when")
        self.instance.closes_at = when.instant if when else None
        self.instance.closes_zone = when.zone if when else "AoE"
        return data


class BidFilterForm(AskedForm):
    """What narrows the list of papers to bid on; `which` is "open" for those without a bid."""

    q = words()
    topic = RowField()
    which = one_of(["open"])
    page = words()

    def filters(self) -> BidFilters:
        """The same for the query."""
        return BidFilters(
            text=self.asked("q"),
            topic=self.asked("topic"),
            is_unbid=self.asked("which") == "open",
            page=self.asked("page"),
        )


class BidForm(forms.Form):
    """A bid on one paper."""

    value = forms.TypedChoiceField(
        choices=BID_CHOICES,
        coerce=int,
        error_messages={"required": NO_SUCH_BID, "invalid_choice": NO_SUCH_BID},
    )

    def bid(self) -> int:
        """The bid, 0 for none. Raises Refused if there is no such bid."""
        if not self.is_valid():
            raise Refused(NO_SUCH_BID)
        step: int = self.cleaned_data["value"]
        return step


def bids_of(typed: Mapping[str, str]) -> dict[int, int]:
    """The bids of a page by the paper's number, from fields `bid-NUMBER`. Raises Refused as `bid` does."""
    named = {whole(name.removeprefix("bid-")): name for name in typed if name.startswith("bid-")}
    return {
        number: BidForm({"value": typed[name]}).bid() for number, name in named.items() if number is not None
    }
