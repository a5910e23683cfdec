"""Which papers can be decided on, and which decisions released."""

from __future__ import annotations

import pytest

from reviews.decisions.models import Decision
from reviews.decisions.rules import why_not_decide, why_not_release
from reviews.decisions.states import DecisionState
from submissions.core.models import Submission
from submissions.core.states import SubmissionState


def paper(state=SubmissionState.SUBMITTED):
    return Submission(number=7, state=state)


@pytest.mark.parametrize("state", SubmissionState)
def test_only_papers_under_review_are_decided_on(state):
    reason = None
    if state != SubmissionState.SUBMITTED:
        reason = f"Paper 7 is {state.label.lower()}; there is nothing to decide."
    for decision in (None, Decision(state=DecisionState.PROVISIONAL)):
        assert why_not_decide(paper(state), decision) == reason
    assert why_not_release(paper(state), Decision(state=DecisionState.PROVISIONAL)) == reason


def test_what_is_released_is_neither_changed_nor_released_again():
    released = Decision(state=DecisionState.RELEASED)
    for reason in (why_not_decide(paper(), released), why_not_release(paper(), released)):
        assert reason == "The decision on paper 7 is released; its authors know of it."


def test_a_paper_without_a_decision_is_not_released():
    assert why_not_release(paper(), None) == "Paper 7 has no decision yet."
