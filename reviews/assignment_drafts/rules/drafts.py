"""What may be done with a draft, and when a worker counts as silent."""

from __future__ import annotations

import datetime as dt

from reviews.assignment_drafts.models import AssignmentRun
from reviews.assignment_drafts.states import RUN_TRANSITIONS, UNDER_WAY, RunState

SILENCE = dt.timedelta(minutes=5)
SOON = dt.timedelta(seconds=8)
LOST_AFTER = dt.timedelta(minutes=1)


def seen_at(run: AssignmentRun) -> dt.datetime:
    """The last sign of life: of the worker, or of whoever asked for it."""
    kept = run.settings.get("seen_at")
    return dt.datetime.fromisoformat(kept) if kept else run.created_at


def is_silent(run: AssignmentRun, at: dt.datetime) -> bool:
    """Whether the worker has given no sign for so long that it has probably ended."""
    return run.state == RunState.RUNNING and at - seen_at(run) > SILENCE


def is_unanswered(run: AssignmentRun, at: dt.datetime) -> bool:
    """Whether no worker has begun with it, though one should have by now."""
    return run.state == RunState.WAITING and at - seen_at(run) > SOON


def is_lost(run: AssignmentRun, at: dt.datetime) -> bool:
    """Whether a worker must be told of it again: no word of it arrived, or whoever had it has ended."""
    return is_silent(run, at) or (run.state == RunState.WAITING and at - run.created_at > LOST_AFTER)


def why_not_move(run: AssignmentRun, to: RunState) -> str | None:
    """Why a draft may not come into this state; None if it may."""
    if to == RunState.PROPOSED and run.total is None:
        return "There is nothing in this draft to take back; make it again."
    if to in RUN_TRANSITIONS[run.state]:
        return None
    if to == RunState.CANCELLED:
        return f"It is too late to cancel: the draft is {run.get_state_display().lower()} already."
    if run.state in UNDER_WAY:
        return "The draft is still being made; cancel it first."
    if run.state == RunState.APPLIED:
        return f"{run.applied_by} has applied this draft already."
    return f"The draft is {run.get_state_display().lower()} already."


def why_not_ask_again(run: AssignmentRun, at: dt.datetime) -> str | None:
    """Why another worker is not asked for the draft; None if it may be."""
    if is_silent(run, at) or is_unanswered(run, at):
        return None
    return "A worker is at it." if run.state in UNDER_WAY else "This draft is not being made."


def why_not_apply(run: AssignmentRun) -> str | None:
    """Why the draft cannot be applied; None if it can."""
    if run.state == RunState.DISCARDED:
        return "This draft was discarded. Take it back first."
    return why_not_move(run, RunState.APPLIED)


def why_not_undo(run: AssignmentRun) -> str | None:
    """Why nothing of it can be undone; None if it can. What stands in the way is told by `undoing_of`."""
    if run.state != RunState.APPLIED:
        return "This draft is not applied, so there is nothing to undo."
    return None if run.changes else "It was applied before changes were kept, so it cannot be undone at once."


def why_not_edit(run: AssignmentRun) -> str | None:
    """Why its pairs cannot be changed by hand; None if they can."""
    if run.state == RunState.PROPOSED:
        return None
    return f"The draft is {run.get_state_display().lower()}; only a draft can be changed."
