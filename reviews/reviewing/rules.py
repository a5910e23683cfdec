"""Who may write a review, who reads which of its fields, and what of a form may still be changed."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Any

from effgenai.conferences.core.states import Role
from reviews.assignment.models import Assignment
from reviews.assignment.states import AssignmentState
from reviews.reviewing.models import Review, ReviewField
from reviews.reviewing.states import Audience, FieldKind, ReviewState
from submissions.core.states import SubmissionState

EVERYTHING = frozenset(Audience)
FOR_COMMITTEE = frozenset({Audience.AUTHORS, Audience.COMMITTEE})
FOR_AUTHORS = frozenset({Audience.AUTHORS})
NOTHING: frozenset[Audience] = frozenset()
# Each audience includes those after it, so a later one is narrower.
WIDEST_FIRST = [Audience.AUTHORS, Audience.COMMITTEE, Audience.CHAIRS]
NOT_NEEDED: dict[str, str] = {
    SubmissionState.WITHDRAWN: "The authors withdrew this paper",
    SubmissionState.DESK_REJECTED: "The chairs rejected this paper without review",
}
IN_USE = "Papers are with their reviewers, so {}."


@dataclasses.dataclass(frozen=True, slots=True)
class ReviewStanding:
    """What a viewer is to one paper: everything that the rules about its reviews ask.

    `user` is the primary key of the viewer. Who is in conflict, be it as an author, is none of chair, area
    chair or reviewer here.
    """

    user: int | None = None
    is_author: bool = False
    is_chair: bool = False
    is_area_chair: bool = False
    is_reviewer: bool = False
    has_reviewed: bool = False
    are_reviews_out: bool = False

    @property
    def looks_after(self) -> bool:
        """True for chairs and for the paper's own area chairs."""
        return self.is_chair or self.is_area_chair


def may_know_review(review: Review, standing: ReviewStanding) -> bool:
    """Whether the viewer may know that there is this review: `Review.objects.visible_to` for one object."""
    if standing.user is None:
        return False
    if _is_own(review, standing) or standing.looks_after:
        return True
    return review.state == ReviewState.SUBMITTED and (
        standing.has_reviewed or (standing.is_author and standing.are_reviews_out)
    )


def audiences_read(review: Review, standing: ReviewStanding) -> frozenset[Audience]:
    """Whose fields of this review the viewer reads. A draft is its writer's own affair."""
    if not may_know_review(review, standing):
        return NOTHING
    if _is_own(review, standing):
        return EVERYTHING
    if review.state != ReviewState.SUBMITTED:
        return NOTHING
    if standing.is_chair:
        return EVERYTHING
    return FOR_COMMITTEE if standing.is_area_chair or standing.has_reviewed else FOR_AUTHORS


def reads_as_author(standing: ReviewStanding) -> bool:
    """Whether the viewer knows reviewers by number alone: an author, who is nothing else to the paper."""
    return not (standing.looks_after or standing.is_reviewer)


def may_know_writer(standing: ReviewStanding) -> bool:
    """Whether reviewers appear by name and with their times; everybody else knows them by pseudonym."""
    return standing.is_chair


def _is_own(review: Review, standing: ReviewStanding) -> bool:
    return review.assignment.reviewer_id == standing.user


@dataclasses.dataclass(frozen=True, slots=True)
class Terms:
    """On what terms a review can be written at a moment; `closes_at` includes the hidden grace."""

    at: dt.datetime
    closes_at: dt.datetime | None = None
    is_released: bool = False


def why_not_write(assignment: Assignment, review: Review | None, terms: Terms) -> str | None:
    """The reason why the review of this task cannot be saved or submitted now; None if it can.

    A late one is welcome until the decision is released; one that was submitted stays as it is once the date
    has passed, so that nobody decides on a text that changes under their eyes.
    """
    if assignment.role != Role.REVIEWER:
        return "Area chairs read the reviews of a paper; they write none."
    if assignment.state == AssignmentState.DECLINED:
        return "You declined this paper."
    if assignment.submission.state in NOT_NEEDED:
        return f"{NOT_NEEDED[assignment.submission.state]}; no review is needed any more."
    if terms.is_released or assignment.submission.state != SubmissionState.SUBMITTED:
        return "The decision on this paper is released, so its reviews stay as they are."
    if _is_closed_to(review, terms):
        return (
            "Reviews are closed, so what you submitted stays as it is. Write to the chairs if it must change."
        )
    return None


def _is_closed_to(review: Review | None, terms: Terms) -> bool:
    submitted = review is not None and review.state == ReviewState.SUBMITTED
    return submitted and terms.closes_at is not None and terms.at > terms.closes_at


def why_not_decline(assignment: Assignment, review: Review | None) -> str | None:
    """The reason why a reviewer cannot give a paper back; None if they can."""
    if assignment.state == AssignmentState.DECLINED:
        return "You declined this paper already."
    if review is not None and review.state == ReviewState.SUBMITTED:
        return "You have submitted a review of this paper; write to the chairs if it should not count."
    if assignment.submission.state != SubmissionState.SUBMITTED:
        return "This paper is not under review any more; there is nothing to decline."
    return None


def why_not_change_question(
    question: ReviewField, values: Mapping[str, Any], *, is_in_use: bool
) -> str | None:
    """The reason why these values may not be given to the question; None if they may."""
    if not is_in_use:
        return None
    if _differs(question, values, "kind") or _differs(question, values, "anchors"):
        return IN_USE.format("the kind and the steps of a question stay as they are")
    if _differs(question, values, "is_overall"):
        return IN_USE.format("the overall score stays what it is")
    audience = values.get("audience", question.audience)
    if WIDEST_FIRST.index(Audience(audience)) < WIDEST_FIRST.index(Audience(question.audience)):
        return IN_USE.format("an answer may not be shown to more people than its writer was told")
    return None


def is_flag(question: ReviewField) -> bool:
    """Whether its answers wait for a chair to see them.

    That is what reviewers tick without the authors reading it, and what they write to the chairs alone.
    A choice that everybody has to make says nothing by being there.
    """
    if question.kind == FieldKind.TICK:
        return question.audience != Audience.AUTHORS
    is_note = question.kind == FieldKind.TEXT or (question.kind == FieldKind.CHOICE and not question.required)
    return is_note and question.audience == Audience.CHAIRS


def why_not_remove_question(question: ReviewField, *, is_in_use: bool) -> str | None:
    """The reason why the question has to stay on the form; None if it may go."""
    if question.is_overall:
        return "The overall score is what tables and decisions are sorted by; it stays on the form."
    return IN_USE.format("questions stay on the form") if is_in_use else None


def _differs(question: ReviewField, values: Mapping[str, Any], name: str) -> bool:
    return name in values and values[name] != getattr(question, name)
