from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Any

from effgenai.conferences.core.states import Role
from reviews.assignment.models import Assignment
from reviews.assignment.states import AssignmentState
from submissions.core.models import Submission
from submissions.core.states import UNDER_REVIEW

AREA_CHAIRS_A_PAPER = 1

# Said of a chair's own potential conflict, of which nobody tells them anything.
OF_THEIR_OWN = "needs another chair to be given paper"


@dataclasses.dataclass(frozen=True, slots=True)
class CandidateStanding:
    """What is known of a person with regard to one paper and one role.

    `papers` counts the assignments that whoever asks may know of, so that a refusal tells of no others.
    """

    name: str
    is_member: bool
    conflict: str = ""
    existing: str = ""
    papers: int = 0
    load_max: int = 0


@dataclasses.dataclass(frozen=True, slots=True)
class Writing:
    """What is written for an assignment: whether its review is done, and whether a word of one stands."""

    is_done: bool = False
    is_drafted: bool = False

    @classmethod
    def of(cls, state: str, submitted_at: dt.datetime | None, draft: Mapping[str, Any] | None) -> Writing:
        """What the state of the task and its review, which may be missing, say."""
        is_done = state == AssignmentState.DONE or submitted_at is not None
        return cls(is_done, any((draft or {}).values()))

    @property
    def has_begun(self) -> bool:
        """Whether anything is written, which is never to be lost."""
        return self.is_done or self.is_drafted


def why_not_assign_anyone(submission: Submission) -> str | None:
    """The reason why nobody can be assigned to, or taken off, this paper; None if people can."""
    if submission.state not in UNDER_REVIEW:
        state = submission.get_state_display().lower()
        return f"Paper {submission.number} is {state}; its reviewers stay as they are."
    return None


def why_not_assign(submission: Submission, standing: CandidateStanding, role: Role) -> str | None:
    """The reason why this person may not get this paper in this role; None if they may."""
    return why_not_assign_anyone(submission) or _why_not_person(standing, role)


def _why_not_person(standing: CandidateStanding, role: Role) -> str | None:
    if not standing.is_member:
        return f"{standing.name} is not on the committee as {_article(role)}."
    if standing.conflict:
        return f"{standing.name} is in conflict: {standing.conflict}."
    if standing.existing:
        return f"{standing.name} {standing.existing}."
    if standing.papers >= standing.load_max:
        return f"{standing.name} has {standing.papers} of at most {standing.load_max} papers."
    return None


def _article(role: Role) -> str:
    return "an area chair" if role == Role.AREA_CHAIR else "a reviewer"


def existing_words(assignment: Assignment | None) -> str:
    """How a person stands to a paper that was given to them before; empty if it was not."""
    if assignment is None:
        return ""
    if assignment.state == AssignmentState.DECLINED:
        return "has declined this paper"
    return "has this paper already"


def why_not_unassign(assignment: Assignment, writing: Writing) -> str | None:
    """The reason why it may not be taken away, for nothing that was written is ever lost; None if it may."""
    if assignment.state == AssignmentState.DECLINED:
        return "This task was declined; there is nothing to take away."
    if writing.is_done:
        return "The review is written; it stays with the paper."
    if writing.is_drafted:
        return "A review is begun; ask its writer to decline first."
    return why_not_assign_anyone(assignment.submission)
