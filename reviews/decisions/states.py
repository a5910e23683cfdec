"""States of a decision, and of what is to be released at a time."""

from __future__ import annotations

from django.db.models import TextChoices


class DecisionState(TextChoices):
    """A decision: nobody but the chairs knows of it until it is released."""

    PROVISIONAL = "provisional", "Provisional"
    RELEASED = "released", "Released"


DECISION_TRANSITIONS: dict[str, set[str]] = {
    DecisionState.PROVISIONAL: {DecisionState.RELEASED},
    DecisionState.RELEASED: set(),
}


class Released(TextChoices):
    """What is released apart from each other, and to whom."""

    DECISIONS = "decisions", "Decisions, to authors"
    REVIEWS = "reviews", "Reviews, to authors"
    ACCEPTED = "accepted", "Accepted papers, to everyone"


class ScheduledState(TextChoices):
    """A release at a time, which a worker does once."""

    WAITING = "waiting", "Waiting"
    DONE = "done", "Done"
    FAILED = "failed", "Not done"
    CANCELLED = "cancelled", "Cancelled"


SCHEDULED_TRANSITIONS: dict[str, set[str]] = {
    ScheduledState.WAITING: {ScheduledState.DONE, ScheduledState.FAILED, ScheduledState.CANCELLED},
    ScheduledState.DONE: set(),
    ScheduledState.FAILED: set(),
    ScheduledState.CANCELLED: set(),
}
