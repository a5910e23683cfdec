"""States of a draft, what chairs choose for one, and what they say of a pair."""

from __future__ import annotations

from django.db.models import TextChoices


class DraftState(TextChoices):
    """A draft of the assignment, made by the engine."""

    WAITING = "waiting", "Waiting"
    RUNNING = "running", "Running"
    FAILED = "failed", "Failed"
    CANCELLED = "cancelled", "Cancelled"
    PROPOSED = "proposed", "Draft"
    APPLIED = "applied", "Applied"
    DISCARDED = "discarded", "Discarded"


# Undoing what a draft did makes it a draft again; a discarded one can be taken back.
DRAFT_TRANSITIONS: dict[str, set[str]] = {
    DraftState.WAITING: {DraftState.RUNNING, DraftState.CANCELLED},
    DraftState.RUNNING: {DraftState.PROPOSED, DraftState.FAILED, DraftState.CANCELLED},
    DraftState.FAILED: {DraftState.DISCARDED},
    DraftState.CANCELLED: {DraftState.DISCARDED},
    DraftState.PROPOSED: {DraftState.APPLIED, DraftState.DISCARDED},
    DraftState.APPLIED: {DraftState.PROPOSED},
    DraftState.DISCARDED: {DraftState.PROPOSED},
}
# The share, in per cent, from which on the engine looks for the answer.
ENGINE_BEGINS = 50
UNDER_WAY = (DraftState.WAITING, DraftState.RUNNING)
ANSWERED_DRAFTS = (DraftState.PROPOSED, DraftState.APPLIED)


class Aim(TextChoices):
    """What a draft aims at, as the engine calls it."""

    TOTAL = "total", "Highest fit"
    MAX_MIN = "floor", "Worst paper first"
    EVEN = "even", "Even"


class Standing(TextChoices):
    """What a draft does with what is assigned already."""

    ALL_STAYS = "keep", "Keep all of it, and add what is missing"
    FEW_CHANGES = (
        "few_changes",
        "Change as little as possible: only what may no longer be, such as a conflict",
    )
    AFRESH = "afresh", "Start afresh; only reviews that are begun stay with whoever writes them"


class PairRuleKind(TextChoices):
    """What chairs say of a pair of paper and person."""

    REQUIRED = "required", "Required"
    FORBIDDEN = "forbidden", "Never"
