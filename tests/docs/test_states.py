"""State machines are whole: every state stands in its table, and every arrow leads to one."""

from __future__ import annotations

import pytest
from django.db.models import TextChoices

from effgenai.archive.states import EXPORT_TRANSITIONS, ExportState
from effgenai.conferences.states import TRANSITIONS as CONFERENCE
from effgenai.conferences.states import PublicState
from effgenai.mail.states import EMAIL_TRANSITIONS, MAILING_TRANSITIONS, EmailState, MailingState
from reviews import states as reviews
from submissions.states import TRANSITIONS as SUBMISSION
from submissions.states import SubmissionState

MACHINES = [
    (PublicState, CONFERENCE),
    (SubmissionState, SUBMISSION),
    (EmailState, EMAIL_TRANSITIONS),
    (MailingState, MAILING_TRANSITIONS),
    (ExportState, EXPORT_TRANSITIONS),
    (reviews.InvitationState, reviews.INVITATION_TRANSITIONS),
    (reviews.AssignmentState, reviews.ASSIGNMENT_TRANSITIONS),
    (reviews.RunState, reviews.RUN_TRANSITIONS),
    (reviews.ReviewState, reviews.REVIEW_TRANSITIONS),
    (reviews.DecisionState, reviews.DECISION_TRANSITIONS),
]


@pytest.mark.parametrize(
    ("states", "transitions"), MACHINES, ids=lambda value: getattr(value, "__name__", "")
)
def test_every_state_has_its_place_in_the_table(
    states: type[TextChoices], transitions: dict[str, set[str]]
) -> None:
    assert set(transitions) == set(states.values)
    assert set().union(*transitions.values()) <= set(states.values)
