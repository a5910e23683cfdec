"""Where a date may lie, and for whom it may be another one: None, or the sentence that says why not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.states import PublicState
from effgenai.conferences.dates.models import Milestone
from effgenai.conferences.dates.states import MilestoneKind
from effgenai.ui.dates import moment

# The dates that open or close something. For one person only what closes can differ: more time helps them.
FOR_TRACKS = frozenset(
    {MilestoneKind.CALL_OPENS, MilestoneKind.SUBMISSIONS_DUE, MilestoneKind.CAMERA_READY_DUE}
)
FOR_PEOPLE = frozenset(
    {MilestoneKind.SUBMISSIONS_DUE, MilestoneKind.REVIEWS_DUE, MilestoneKind.CAMERA_READY_DUE}
)
# Of each pair the first has to come before the second.
IN_ORDER = (
    (MilestoneKind.CALL_OPENS, MilestoneKind.SUBMISSIONS_DUE),
    (MilestoneKind.STARTS, MilestoneKind.ENDS),
)


def knows_exceptions(kind: str) -> bool:
    """Whether a date of this kind does something that could be otherwise for some."""
    return kind in FOR_TRACKS | FOR_PEOPLE


def why_not_except_track(date: Milestone, instant: dt.datetime) -> str | None:
    """The reason why the papers of a track may not have this moment in place of the date, or None."""
    if date.kind not in FOR_TRACKS:
        return f"“{date.name}” is the same for all tracks."
    return "That is the date itself." if instant == date.instant else None


def why_not_except_person(date: Milestone, instant: dt.datetime) -> str | None:
    """The reason why a person may not have this moment in place of the date, or None."""
    if date.kind not in FOR_PEOPLE:
        return f"“{date.name}” closes nothing for anybody, so nobody needs more time."
    if instant <= date.instant:
        return f"It only ever gives more time: choose a moment after {moment(date.instant, date.zone)}."
    return None


def are_seen_by_nobody(conference: Conference) -> bool:
    """Whether dates are corrected rather than moved: while the site is a draft, nobody plans by them."""
    return conference.public_state == PublicState.DRAFT


def why_not_place(date: Milestone, others: Iterable[Milestone]) -> str | None:
    """The reason why a date may not lie where it does, beside the other dates of the conference, or None."""
    instants = {other.kind: other.instant for other in others if other.pk != date.pk}
    instants[date.kind] = date.instant
    for earlier, later in IN_ORDER:
        concerned = date.kind in {earlier, later} and {earlier, later} <= instants.keys()
        if concerned and instants[earlier] >= instants[later]:
            return f"“{earlier.label}” has to come before “{later.label}”."
    return None
