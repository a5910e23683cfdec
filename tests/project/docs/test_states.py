"""State machines are whole: every state stands in its table, and every arrow leads to one."""

from __future__ import annotations

import pytest
from django.db.models import TextChoices

from effgenai.archive.states import EXPORT_TRANSITIONS, ExportState
from effgenai.conferences.core.states import TRANSITIONS as CONFERENCE
from effgenai.conferences.core.states import PublicState
from effgenai.mail.states import EMAIL_TRANSITIONS, MAILING_TRANSITIONS, EmailState, MailingState
from reviews.assignment.states import ASSIGNMENT_TRANSITIONS, AssignmentState
from reviews.assignment_drafts.states import DRAFT_TRANSITIONS, DraftState
from reviews.committee.states import INVITATION_TRANSITIONS, InvitationState
from reviews.decisions.states import DECISION_TRANSITIONS, DecisionState
from reviews.reviewing.states import REVIEW_TRANSITIONS, ReviewState
from submissions.core.states import TRANSITIONS as SUBMISSION
from submissions.core.states import SubmissionState

MACHINES = [
    (PublicState, CONFERENCE),
    (SubmissionState, SUBMISSION),
    (EmailState, EMAIL_TRANSITIONS),
    (MailingState, MAILING_TRANSITIONS),
    (ExportState, EXPORT_TRANSITIONS),
    (InvitationState, INVITATION_TRANSITIONS),
    (AssignmentState, ASSIGNMENT_TRANSITIONS),
    (DraftState, DRAFT_TRANSITIONS),
    (ReviewState, REVIEW_TRANSITIONS),
    (DecisionState, DECISION_TRANSITIONS),
]


@pytest.mark.parametrize(
    ("states", "transitions"), MACHINES, ids=lambda value: getattr(value, "__name__", "")
)
def test_every_state_has_its_place_in_the_table(
    states: type[TextChoices], transitions: dict[str, set[str]]
) -> None:
    assert set(transitions) == set(states.values)
    assert set().union(*transitions.values()) <= set(states.values)
