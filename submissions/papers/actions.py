"""What chairs can do with the papers that they tick in their list."""

from __future__ import annotations

import dataclasses

from django.urls import reverse

from effgenai.conferences.core.models import Conference
from effgenai.contributions import Contribution, contributed


@dataclasses.dataclass(frozen=True, slots=True)
class PaperAction(Contribution):
    """A button under the list: `label` is what it says, `address` the name of the address that it leads to.

    The address takes the slug of the conference, and a POST of what `submissions.selection` reads.
    """

    label: str
    address: str


@dataclasses.dataclass(frozen=True, slots=True)
class ActionButton:
    """A button with the address that it sends the ticked papers to."""

    label: str
    url: str


def action_buttons(conference: Conference) -> list[ActionButton]:
    """The buttons of all apps, in their order."""
    return [
        ActionButton(action.label, reverse(action.address, args=[conference.slug]))
        for action in contributed(PaperAction)
    ]
