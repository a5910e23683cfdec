"""What may be done with a draft, and when a worker counts as silent."""

from __future__ import annotations

import datetime as dt

from effgenai.resilience.leases import LOST_AFTER, SILENCE, SOON
from reviews.assignment_drafts.models import AssignmentDraft
from reviews.assignment_drafts.states import DRAFT_TRANSITIONS, UNDER_WAY, DraftState


def seen_at(draft: AssignmentDraft) -> dt.datetime:
    """The last sign of life: of the worker, or of whoever asked for it."""
    return draft.seen_at or draft.created_at


def is_silent(draft: AssignmentDraft, at: dt.datetime) -> bool:
    """Whether the worker has given no sign for so long that it has probably ended."""
    return draft.state == DraftState.RUNNING and at - seen_at(draft) > SILENCE


def is_unanswered(draft: AssignmentDraft, at: dt.datetime) -> bool:
    """Whether no worker has begun with it, though one should have by now."""
    return draft.state == DraftState.WAITING and at - seen_at(draft) > SOON


def is_lost(draft: AssignmentDraft, at: dt.datetime) -> bool:
    """Whether a worker must be told of it again: no word of it arrived, or whoever had it has ended."""
    return is_silent(draft, at) or (draft.state == DraftState.WAITING and at - draft.created_at > LOST_AFTER)


def why_not_move(draft: AssignmentDraft, to: DraftState) -> str | None:
    """The reason why a draft may not come into this state; None if it may."""
    if to == DraftState.PROPOSED and draft.total is None:
        return "There is nothing in this draft to take back; make it again."
    if to in DRAFT_TRANSITIONS[draft.state]:
        return None
    if to == DraftState.CANCELLED:
        return f"It is too late to cancel: the draft is {draft.get_state_display().lower()} already."
    if draft.state in UNDER_WAY:
        return "The draft is still being made; cancel it first."
    if draft.state == DraftState.APPLIED:
        return f"{draft.applied_by} has applied this draft already."
    return f"The draft is {draft.get_state_display().lower()} already."


def why_not_ask_again(draft: AssignmentDraft, at: dt.datetime) -> str | None:
    """The reason why no other worker is asked for the draft; None if one may be."""
    if is_silent(draft, at) or is_unanswered(draft, at):
        return None
    return "A worker is at it." if draft.state in UNDER_WAY else "This draft is not being made."


def why_not_apply(draft: AssignmentDraft) -> str | None:
    """The reason why the draft cannot be applied; None if it can."""
    if draft.state == DraftState.DISCARDED:
        return "This draft was discarded. Take it back first."
    return why_not_move(draft, DraftState.APPLIED)


def why_not_undo(draft: AssignmentDraft) -> str | None:
    """The reason why nothing of it can be undone; None if it can, unless `undoing_of` finds obstacles."""
    if draft.state != DraftState.APPLIED:
        return "This draft is not applied, so there is nothing to undo."
    return (
        None if draft.changes else "It was applied before changes were kept, so it cannot be undone at once."
    )


def why_not_edit(draft: AssignmentDraft) -> str | None:
    """The reason why its pairs cannot be changed by hand; None if they can."""
    if draft.state == DraftState.PROPOSED:
        return None
    return f"The draft is {draft.get_state_display().lower()}; only a draft can be changed."
