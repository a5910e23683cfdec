"""What may be done with a proposal of the planner, and when its worker counts as silent."""

from __future__ import annotations

import datetime as dt

from effgenai.resilience.leases import LOST_AFTER, SILENCE, SOON
from program.proposals.models import ProgramProposal
from program.proposals.states import PROPOSAL_TRANSITIONS, UNDER_WAY, ProposalState


def seen_at(proposal: ProgramProposal) -> dt.datetime:
    """The last sign of life: of the worker, or of whoever asked for it."""
    return proposal.seen_at or proposal.created_at


def is_silent(proposal: ProgramProposal, at: dt.datetime) -> bool:
    """Whether the worker has given no sign for so long that it has probably ended."""
    return proposal.state == ProposalState.RUNNING and at - seen_at(proposal) > SILENCE


def is_unanswered(proposal: ProgramProposal, at: dt.datetime) -> bool:
    """Whether no worker has begun with it, though one should have by now."""
    return proposal.state == ProposalState.WAITING and at - seen_at(proposal) > SOON


def is_lost(proposal: ProgramProposal, at: dt.datetime) -> bool:
    """Whether a worker must be told of it again: no word of it arrived, or whoever had it has ended."""
    waits = proposal.state == ProposalState.WAITING and at - proposal.created_at > LOST_AFTER
    return is_silent(proposal, at) or waits


def why_not_move(proposal: ProgramProposal, to: ProposalState) -> str | None:
    """The reason why a proposal may not come into this state; None if it may."""
    if to in PROPOSAL_TRANSITIONS[proposal.state]:
        return None
    if to == ProposalState.CANCELLED:
        return f"It is too late to cancel: the plan is {proposal.get_state_display().lower()} already."
    if proposal.state in UNDER_WAY:
        return "The plan is still being made; cancel it first."
    if proposal.state == ProposalState.APPLIED:
        return f"{proposal.applied_by} has applied this plan already."
    return f"This plan is {proposal.get_state_display().lower()}."


def why_not_stop(proposal: ProgramProposal) -> str | None:
    """The reason why the search cannot be ended; None if it can."""
    if proposal.state == ProposalState.RUNNING:
        return None
    return "No worker is at this plan now, so there is nothing to stop."


def why_not_ask_again(proposal: ProgramProposal, at: dt.datetime) -> str | None:
    """The reason why no other worker is asked for the plan; None if one may be."""
    if is_silent(proposal, at) or is_unanswered(proposal, at):
        return None
    return "A worker is at it." if proposal.state in UNDER_WAY else "This plan is not being made."
