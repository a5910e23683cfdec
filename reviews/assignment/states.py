"""States of an assignment."""

from __future__ import annotations

from django.db.models import TextChoices


class AssignmentState(TextChoices):
    """A reviewer's task on a paper."""

    ASSIGNED = "assigned", "Assigned"
    DECLINED = "declined", "Declined"
    DONE = "done", "Done"


ASSIGNMENT_TRANSITIONS: dict[str, set[str]] = {
    AssignmentState.ASSIGNED: {AssignmentState.DECLINED, AssignmentState.DONE},
    AssignmentState.DONE: set(),
    AssignmentState.DECLINED: set(),
}
