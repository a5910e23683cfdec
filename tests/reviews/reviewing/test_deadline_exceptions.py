"""A reviewer with more time is neither late nor closed out, and is reminded by their own date."""

from __future__ import annotations

import datetime as dt

import pytest

from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import viewer_for
from effgenai.conferences.dates.models import MilestoneException
from effgenai.conferences.dates.states import MilestoneKind
from effgenai.mail.models import OutboundEmail
from reviews.assignment.models import Assignment
from reviews.reviewing.queries.assigned import assignments_page, review_todos
from reviews.reviewing.queries.scores import scored_papers
from reviews.reviewing.queries.writing import terms_of
from reviews.reviewing.services.reminders import remind_reviewers
from tests.support.factories import (
    NOW,
    make_conference,
    make_member,
    make_milestone,
    make_submission,
    make_user,
)

DAY = dt.timedelta(days=1)


@pytest.fixture
def conference(db):
    return make_conference("ws")


@pytest.fixture
def due(conference):
    return make_milestone(conference, MilestoneKind.REVIEWS_DUE, NOW - 2 * DAY, zone="UTC")


@pytest.fixture
def assignments(conference, due):
    paper = make_submission(conference, [make_user()])
    found = []
    for name in ("usual", "slow"):
        person = make_member(conference, Role.REVIEWER, make_user(email=f"{name}@uni.example"))
        found.append(
            Assignment.objects.create(
                submission=paper,
                reviewer=person,
                role=Role.REVIEWER,
                pseudonym=name,
                assigned_at=NOW - 30 * DAY,
            )
        )
    MilestoneException.objects.create(
        milestone=due, user=found[1].reviewer, instant=NOW + DAY, zone="UTC", created_at=NOW
    )
    return found


def viewer(conference, user):
    return viewer_for(user=user, conference=conference, at=NOW)


def test_who_has_more_time_is_not_late(conference, due, assignments):
    usual, slow = (viewer(conference, assignment.reviewer) for assignment in assignments)
    assert (assignments_page(usual).is_late, assignments_page(slow).is_late) == (True, False)
    assert [duty.due for duty in review_todos(slow)] == [NOW + DAY]
    assert [terms_of(assignment, NOW).closes_at for assignment in assignments] == [NOW - 2 * DAY, NOW + DAY]


def test_the_chair_counts_only_those_whose_own_date_has_passed(conference, due, assignments):
    chair = viewer(conference, make_member(conference, Role.CHAIR))
    (paper,) = scored_papers(chair, due)
    assert (paper.missing, paper.late) == (2, 1)


def test_reminders_go_by_their_own_date(conference, due, assignments):
    remind_reviewers(at=NOW)
    mails = {mail.to_address: mail.body for mail in OutboundEmail.objects.all()}
    assert "were due Thu 30 Jul" in mails["usual@uni.example"]
    assert "are due Sun 2 Aug" in mails["slow@uni.example"]
    remind_reviewers(at=NOW)
    assert OutboundEmail.objects.count() == 2
