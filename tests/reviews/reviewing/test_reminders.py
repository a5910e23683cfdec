import datetime as dt

import pytest

from effgenai.conferences.core.states import PublicState, Role
from effgenai.conferences.dates.states import MilestoneKind
from effgenai.mail.models import OutboundEmail
from effgenai.mail.states import EmailState
from reviews.assignment.models import Assignment
from reviews.assignment.states import AssignmentState
from reviews.decisions.models import Decision, DecisionClass
from reviews.decisions.states import DecisionState
from reviews.reviewing.models import Review
from reviews.reviewing.services.reminders import remind_reviewers
from reviews.reviewing.states import ReviewState
from reviews.tasks import remind_reviewers as remind_task
from submissions.conflicts.models import Conflict
from submissions.conflicts.states import ConflictSource
from submissions.core.states import SubmissionState
from tests.support.factories import (
    NOW,
    make_conference,
    make_member,
    make_milestone,
    make_submission,
    make_user,
    say_so_of,
)

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
DUE = NOW + 10 * DAY


@pytest.fixture
def conference():
    return make_conference("effgenai", contact_email="chairs@example.org")


@pytest.fixture
def due(conference):
    return make_milestone(conference, MilestoneKind.REVIEWS_DUE, DUE)


@pytest.fixture
def rita(conference):
    return make_member(conference, Role.REVIEWER, make_user("Rita Reader"))


def give(paper, person, **fields):
    pseudonym = f"Reviewer D{paper.assignments.count()}"
    return Assignment.objects.create(
        **{"submission": paper, "reviewer": person, "pseudonym": pseudonym, "assigned_at": NOW, **fields}
    )


@pytest.fixture
def assignment(conference, rita, due):
    return give(make_submission(conference, title="The one paper"), rita)


def test_nobody_is_reminded_before_the_week(assignment):
    assert remind_reviewers(at=DUE - 7 * DAY - dt.timedelta(seconds=1)) == 0
    assert not OutboundEmail.objects.exists()


def test_the_three_reminders_go_out_once_each(assignment):
    sent = [
        remind_reviewers(at=DUE + days * DAY + dt.timedelta(minutes=10 * turn))
        for days in (-7, -6, -2, -1, 0, 0.5, 1, 3, 8)
        for turn in range(3)
    ]
    assert sum(sent) == 3
    subjects = list(OutboundEmail.objects.order_by("created_at").values_list("subject", flat=True))
    assert subjects == [
        "EFFGENAI: please remember a review",
        "EFFGENAI: please remember a review",
        "EFFGENAI: we are still waiting for a review",
    ]


def test_the_mail_says_what_when_and_where(assignment):
    remind_reviewers(at=DUE - 2 * DAY)
    mail = OutboundEmail.objects.get()
    assert mail.state == EmailState.QUEUED
    assert (mail.to_address, mail.reply_to) == (assignment.reviewer.email, "chairs@example.org")
    assert mail.paper == assignment.submission.number
    for words in (
        "Dear Rita Reader",
        "The one paper",
        "in 2 days",
        "AoE",
        "/effgenai/reviewing/",
        "Workshop",
    ):
        assert words in " ".join(mail.body.split())  # lines end where they are full


def test_one_mail_lists_everything_a_person_owes_and_chairs_do_not_meet_it(conference, assignment):
    give(make_submission(conference, title="The other paper"), assignment.reviewer)
    assert remind_reviewers(at=DUE - 7 * DAY) == 1
    mail = OutboundEmail.objects.get()
    assert "The one paper" in mail.body
    assert "The other paper" in mail.body
    assert mail.is_secret


@pytest.mark.parametrize("correction", [dt.timedelta(minutes=1), -dt.timedelta(minutes=1), 5 * DAY])
def test_a_date_that_is_corrected_sends_no_step_again(assignment, due, correction):
    assert remind_reviewers(at=DUE - 2 * DAY) == 1
    due.instant = DUE + correction
    due.save()
    assert remind_reviewers(at=DUE + correction - DAY) == 0
    assert remind_reviewers(at=DUE + correction + DAY) == 1


@pytest.mark.parametrize(
    "excuse",
    [
        "submitted",
        "declined",
        "withdrawn",
        "released",
        "conflict",
        "author",
        "area_chair",
        "assigned_later",
        "archived",
    ],
)
def test_who_owes_nothing_is_left_alone(conference, assignment, excuse):
    paper = assignment.submission
    if excuse == "submitted":
        Review.objects.create(
            assignment=assignment, state=ReviewState.SUBMITTED, saved_at=NOW, submitted_at=NOW
        )
    elif excuse == "declined":
        Assignment.objects.update(state=AssignmentState.DECLINED)
    elif excuse == "withdrawn":
        paper.state, paper.withdrawn_at = SubmissionState.WITHDRAWN, NOW
        paper.save()
    elif excuse == "released":
        outcome = DecisionClass.objects.create(conference=conference, name="Reject")
        released = {"state": DecisionState.RELEASED, "released_at": NOW}
        Decision.objects.create(submission=paper, outcome=outcome, decided_at=NOW, **released)
    elif excuse == "conflict":
        Conflict.objects.create(
            submission=paper, user=assignment.reviewer, source=ConflictSource.CHAIR, created_at=NOW
        )
    elif excuse == "author":
        say_so_of(paper, assignment.reviewer)
    elif excuse == "area_chair":
        Assignment.objects.update(role=Role.AREA_CHAIR)
    elif excuse == "assigned_later":
        Assignment.objects.update(assigned_at=DUE - DAY)
    else:
        conference.public_state = PublicState.ARCHIVED
        conference.save()
    assert remind_reviewers(at=DUE - DAY) == 0
    assert not OutboundEmail.objects.exists()


def test_a_review_that_was_only_begun_is_still_owed(assignment):
    Review.objects.create(assignment=assignment, draft={"summary": "So far"}, saved_at=NOW)
    assert remind_reviewers(at=DUE - DAY) == 1


def test_other_dates_and_other_conferences_remind_nobody(conference, rita):
    make_milestone(conference, MilestoneKind.DECISIONS, DUE)
    make_milestone(make_conference("other"), MilestoneKind.REVIEWS_DUE, DUE)
    give(make_submission(conference), rita)
    assert remind_reviewers(at=DUE - DAY) == 0


def test_the_task_asks_the_clock(assignment, monkeypatch):
    monkeypatch.setattr("reviews.tasks.timezone.now", lambda: DUE - DAY)
    remind_task()
    assert OutboundEmail.objects.count() == 1
