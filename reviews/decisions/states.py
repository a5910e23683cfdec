"""States of a decision."""

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
