"""What chairs chose for a draft."""

from __future__ import annotations

from reviews.models import AssignmentRun
from reviews.rules.choices import Choices


def choices_of(run: AssignmentRun) -> Choices:
    """What was chosen for a draft; the usual for one from before there was a choice."""
    return Choices.from_json(run.settings.get("choices", {"role": run.role}))
