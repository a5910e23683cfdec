"""Who may be given a paper, and what may be taken away again: every reason, and no reason."""

from __future__ import annotations

import pytest

from effgenai.conferences.core.states import Role
from reviews.assignment.models import Assignment
from reviews.assignment.rules import (
    CandidateStanding,
    Writing,
    existing_words,
    why_not_assign,
    why_not_unassign,
)
from reviews.assignment.states import AssignmentState
from submissions.core.models import Submission
from submissions.core.states import UNDER_REVIEW, SubmissionState


def paper(state=SubmissionState.SUBMITTED):
    return Submission(number=7, state=state)


def candidate(**facts):
    return CandidateStanding(**{"name": "Ada", "is_member": True, "load_max": 2, **facts})


@pytest.mark.parametrize(
    ("facts", "role", "reason"),
    [
        ({}, Role.REVIEWER, None),
        ({"papers": 1}, Role.REVIEWER, None),
        ({"papers": 2}, Role.REVIEWER, "Ada has 2 of at most 2 papers."),
        ({"is_member": False}, Role.REVIEWER, "Ada is not on the committee as a reviewer."),
        ({"is_member": False}, Role.AREA_CHAIR, "Ada is not on the committee as an area chair."),
        ({"conflict": "is an author"}, Role.REVIEWER, "Ada is in conflict: is an author."),
        ({"existing": "has this paper already"}, Role.REVIEWER, "Ada has this paper already."),
    ],
)
def test_a_person_is_given_a_paper_unless_something_speaks_against_it(facts, role, reason):
    assert why_not_assign(paper(), candidate(**facts), role) == reason


@pytest.mark.parametrize("state", SubmissionState)
def test_only_papers_under_review_get_and_lose_reviewers(state):
    given = Assignment(submission=paper(state), state=AssignmentState.ASSIGNED)
    reasons = {why_not_assign(paper(state), candidate(), Role.REVIEWER), why_not_unassign(given, Writing())}
    if state in UNDER_REVIEW:
        assert reasons == {None}
    else:
        assert reasons == {f"Paper 7 is {state.label.lower()}; its reviewers stay as they are."}


@pytest.mark.parametrize(
    ("state", "writing", "beginning"),
    [
        (AssignmentState.ASSIGNED, Writing(), None),
        (AssignmentState.DECLINED, Writing(), "This task was declined"),
        (AssignmentState.DONE, Writing(is_done=True), "The review is written"),
        (AssignmentState.ASSIGNED, Writing(is_done=True), "The review is written"),
        (AssignmentState.ASSIGNED, Writing(is_drafted=True), "A review is begun"),
    ],
)
def test_what_was_declined_or_written_is_not_taken_away(state, writing, beginning):
    reason = why_not_unassign(Assignment(submission=paper(), state=state), writing)
    assert (reason is None) == (beginning is None)
    assert (reason or "").startswith(beginning or "")


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (AssignmentState.ASSIGNED, "has this paper already"),
        (AssignmentState.DONE, "has this paper already"),
        (AssignmentState.DECLINED, "has declined this paper"),
    ],
)
def test_how_somebody_stands_to_a_paper_that_they_were_given(state, words):
    assert existing_words(Assignment(state=state)) == words
    assert existing_words(None) == ""
