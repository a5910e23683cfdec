"""To whom accepted papers and reviews are shown: two switches beside the release of decisions."""

from __future__ import annotations

import dataclasses
import datetime as dt

from django.db import transaction

from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.records import record
from effgenai.conferences.core.services.conference import lock_conference
from effgenai.conferences.core.states import AcceptedShown, ReviewsShown
from effgenai.conferences.core.viewer import Viewer
from reviews.reviewing.services.numbering import number_shown_reviews

ONLY_CHAIRS = "Only chairs decide what is released."


@dataclasses.dataclass(frozen=True, slots=True)
class ShownTo:
    """To whom accepted papers and reviews are shown; None leaves it as it is."""

    accepted: AcceptedShown | None = None
    reviews: ReviewsShown | None = None


@transaction.atomic
def show(*, viewer: Viewer, shown: ShownTo, at: dt.datetime) -> bool:
    """Show accepted papers and reviews to these people from now on; return whether that is news.

    Raises Refused for anybody but chairs.
    """
    if viewer.user is None or not viewer.is_chair:
        raise Refused(ONLY_CHAIRS)
    row = lock_conference(viewer.conference)
    changed: list[tuple[str, AcceptedShown | ReviewsShown]] = []
    if shown.accepted and shown.accepted != row.accepted_shown:
        row.accepted_shown = viewer.conference.accepted_shown = shown.accepted
        changed.append(("accepted.show", shown.accepted))
    if shown.reviews and shown.reviews != row.reviews_shown:
        row.reviews_shown = viewer.conference.reviews_shown = shown.reviews
        changed.append(("reviews.show", shown.reviews))
    row.save(update_fields=["accepted_shown", "reviews_shown"])
    if shown.reviews:
        number_shown_reviews(row)
    for action, value in changed:
        record(action=action, by=viewer.user, at=at, conference=row, summary=str(value.label))
    return bool(changed)
