from __future__ import annotations

from typing import Any

from effgenai.conferences.web.forms import RowForm
from effgenai.ui.dates import ZonedInstant
from effgenai.ui.forms.fields import ZonedDateTimeField
from reviews.bidding.models import BiddingRound


class BiddingForm(RowForm[BiddingRound]):
    """Whether reviewers may bid, until when, and on how many papers they should."""

    class Meta:
        model = BiddingRound
        fields = ["is_open", "least_bids"]
        help_texts = {
            "is_open": "Reviewers see title, abstract and topics of every paper under review that they have "
            "no conflict with, and no authors. Nobody gets a mail until you send one.",
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
        self.order_fields(["is_open", "when", "least_bids"])

    def clean(self) -> dict[str, Any]:
        """Put the moment and its zone on the row."""
        data = super().clean() or {}
        when = data.get("when")
        self.instance.closes_at = when.instant if when else None
        self.instance.closes_zone = when.zone if when else "AoE"
        return data
