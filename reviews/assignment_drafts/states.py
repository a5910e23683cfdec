"""States of a draft, and what chairs say of a pair."""

from __future__ import annotations

from django.db.models import TextChoices


class RunState(TextChoices):
    """A draft of the assignment, made by the engine."""

    WAITING = "waiting", "Waiting"
    RUNNING = "running", "Running"
    FAILED = "failed", "Failed"
    CANCELLED = "cancelled", "Cancelled"
    PROPOSED = "proposed", "Draft"
    APPLIED = "applied", "Applied"
    DISCARDED = "discarded", "Discarded"


# Undoing what a draft did makes it a draft again; a discarded one can be taken back.
RUN_TRANSITIONS: dict[str, set[str]] = {
    RunState.WAITING: {RunState.RUNNING, RunState.CANCELLED},
    RunState.RUNNING: {RunState.PROPOSED, RunState.FAILED, RunState.CANCELLED},
    RunState.FAILED: {RunState.DISCARDED},
    RunState.CANCELLED: {RunState.DISCARDED},
    RunState.PROPOSED: {RunState.APPLIED, RunState.DISCARDED},
    RunState.APPLIED: {RunState.PROPOSED},
    RunState.DISCARDED: {RunState.PROPOSED},
}
UNDER_WAY = (RunState.WAITING, RunState.RUNNING)
ANSWERED_RUNS = (RunState.PROPOSED, RunState.APPLIED)


class PairRuleKind(TextChoices):
    """What chairs say of a pair of paper and person."""

    REQUIRED = "required", "Required"
    FORBIDDEN = "forbidden", "Never"
