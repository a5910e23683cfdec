"""What may be done to a conference now: each function answers None, or the sentence that says why not."""

from __future__ import annotations

from collections.abc import Iterable

from effgenai.conferences.models import Conference, Membership, Milestone
from effgenai.conferences.states import TRANSITIONS, MilestoneKind, PublicState, Role

# Of each pair the first has to come before the second.
IN_ORDER = (
    (MilestoneKind.CALL_OPENS, MilestoneKind.SUBMISSIONS_DUE),
    (MilestoneKind.STARTS, MilestoneKind.ENDS),
)


def why_not_move_to(conference: Conference, state: str) -> str | None:
    """Whether the conference's site may be published, archived or taken back now."""
    if state == conference.public_state:
        return f"The site is {PublicState(state).name.lower()} already."
    if state not in TRANSITIONS[conference.public_state]:
        return "A draft is published before it is archived, and an archived site is published again first."
    return None


def why_not_remove_member(membership: Membership, chairs: int) -> str | None:
    """Whether a person may lose a role; `chairs` is how many chairs there are."""
    if membership.role == Role.CHAIR and chairs <= 1:
        return "A conference needs a chair: name another one first."
    return None


def why_not_place(date: Milestone, others: Iterable[Milestone]) -> str | None:
    """Whether a date may lie where it does, given the other dates of the conference."""
    instants = {other.kind: other.instant for other in others if other.pk != date.pk}
    instants[date.kind] = date.instant
    for earlier, later in IN_ORDER:
        concerned = date.kind in {earlier, later} and {earlier, later} <= instants.keys()
        if concerned and instants[earlier] >= instants[later]:
            return f"“{earlier.label}” has to come before “{later.label}”."
    return None
