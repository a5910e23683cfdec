"""States of a proposal of the planner, and what an editor chooses for one."""

from __future__ import annotations

from django.db.models import TextChoices


class ProposalState(TextChoices):
    """A plan of the programme, made by the planner."""

    WAITING = "waiting", "Waiting"
    RUNNING = "running", "Being made"
    FAILED = "failed", "Failed"
    CANCELLED = "cancelled", "Cancelled"
    PROPOSED = "proposed", "Proposal"
    APPLIED = "applied", "Applied"
    DISCARDED = "discarded", "Discarded"


PROPOSAL_TRANSITIONS: dict[str, set[str]] = {
    ProposalState.WAITING: {ProposalState.RUNNING, ProposalState.CANCELLED},
    ProposalState.RUNNING: {ProposalState.PROPOSED, ProposalState.FAILED, ProposalState.CANCELLED},
    ProposalState.FAILED: set(),
    ProposalState.CANCELLED: set(),
    ProposalState.PROPOSED: {ProposalState.APPLIED, ProposalState.DISCARDED},
    ProposalState.APPLIED: set(),
    ProposalState.DISCARDED: set(),
}
UNDER_WAY = (ProposalState.WAITING, ProposalState.RUNNING)
ANSWERED = (ProposalState.PROPOSED, ProposalState.APPLIED)


class Scope(TextChoices):
    """Which papers are planned."""

    WAITING = "waiting", "Accepted papers without a place; all others stay where they are"
    UNLOCKED = "unlocked", "Those, and all that stand unlocked in the sessions ticked below"


class NobodyTwice(TextChoices):
    """Who must not be in two places at one time."""

    PRESENTERS = "presenters", "Presenters; other authors of talks where that costs no place"
    PEOPLE = "people", "All authors"
