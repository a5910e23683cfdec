"""Which papers can be decided on, and who may know what was decided."""

from __future__ import annotations

import datetime as dt

from reviews.decisions.models import Decision
from reviews.decisions.states import DecisionState
from reviews.reviewing.rules import ReviewStanding
from submissions.core.models import Submission
from submissions.core.states import ON_THE_DESK, SubmissionState


def may_know_decision(decision: Decision, standing: ReviewStanding) -> bool:
    """Whether the viewer may know of the decision: `Decision.objects.visible_to` for one object."""
    if standing.looks_after:
        return True
    if decision.state != DecisionState.RELEASED:
        return False
    return standing.is_author or (standing.is_reviewer and not decision.outcome.waits)


def why_not_decide(submission: Submission, decision: Decision | None) -> str | None:
    """The reason why no decision can be set, changed, noted or taken back on this paper; None if one can."""
    if decision is not None and decision.state == DecisionState.RELEASED:
        return f"The decision on paper {submission.number} is released; its authors know of it."
    if submission.state != SubmissionState.SUBMITTED:
        state = SubmissionState(submission.state).label.lower()
        return f"Paper {submission.number} is {state}; there is nothing to decide."
    return None


def why_not_release(submission: Submission, decision: Decision | None) -> str | None:
    """The reason why the decision on this paper cannot be released; None if it can."""
    if decision is None:
        return f"Paper {submission.number} has no decision yet."
    return why_not_decide(submission, decision)


def why_not_change(submission: Submission, decision: Decision | None) -> str | None:
    """The reason why the released decision on this paper cannot be changed; None if it can."""
    if decision is None or decision.state != DecisionState.RELEASED:
        return f"The decision on paper {submission.number} is not released, so nobody knows of it yet."
    if submission.state not in ON_THE_DESK:
        state = SubmissionState(submission.state).label.lower()
        return f"Paper {submission.number} is {state}; its decision stays as it was."
    return None


def why_not_schedule(due: dt.datetime, at: dt.datetime) -> str | None:
    """The reason why nothing can be released at `due`; None if that is ahead."""
    if due <= at:
        return "That time has passed. Choose a later one, or leave it empty to release now."
    return None
