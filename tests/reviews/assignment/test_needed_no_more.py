"""A review that is needed no more is told to its reviewer, and bids come after reviews."""

import datetime as dt

import pytest
from django.urls import reverse

from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import viewer_for
from effgenai.conferences.web.todos import todos_of
from effgenai.mail.models import OutboundEmail
from reviews.assignment.models import Assignment
from reviews.assignment.services import tell_reviewers, unassign_reviewer
from reviews.assignment.states import AssignmentState
from reviews.bidding.models import BiddingRound
from reviews.reviewing.models import Review
from submissions.conflicts.models import Conflict
from submissions.conflicts.states import ConflictSource
from submissions.core.states import SubmissionState
from submissions.papers.services.transitions import desk_reject_paper, restore_paper, withdraw_paper
from tests.support.factories import NOW, make_conference, make_member, make_submission, make_user
from tests.support.pages import on_one_line

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _clock(monkeypatch):
    monkeypatch.setattr("effgenai.conferences.middleware.timezone.now", lambda: NOW)


@pytest.fixture
def conference():
    return make_conference("effgenai")


@pytest.fixture
def chair(conference):
    return make_member(conference, Role.CHAIR)


def give(paper, name, role=Role.REVIEWER, **fields):
    return Assignment.objects.create(
        submission=paper,
        reviewer=make_member(paper.conference, role, make_user(name)),
        role=role,
        pseudonym=f"Reviewer N{paper.assignments.count()}",
        assigned_at=NOW,
        **fields,
    )


def mails(kind="assignment.over"):
    return {mail.to_name: mail for mail in OutboundEmail.objects.filter(kind=kind)}


def end(paper, chair, how):
    if how == "withdraw":
        return withdraw_paper(submission=paper, by=chair, at=NOW, reason="Ada Author moved")
    return desk_reject_paper(submission=paper, by=chair, at=NOW, reason="Ada Author moved")


@pytest.mark.parametrize("how", ["withdraw", "reject"])
def test_who_has_the_paper_is_told_that_no_review_is_needed(conference, chair, client, how):
    paper = make_submission(conference, [make_user("Ada Author")], title="Alpha")
    told = give(paper, "Told", notified_at=NOW)
    begun = give(paper, "Begun")
    Review.objects.create(assignment=begun, draft={"text": "Half"}, saved_at=NOW)
    give(paper, "Area", Role.AREA_CHAIR, notified_at=NOW)
    give(paper, "Never told")
    give(paper, "Finished", notified_at=NOW, state=AssignmentState.DONE)
    give(paper, "Gave it back", notified_at=NOW, state=AssignmentState.DECLINED)
    bound = give(paper, "Bound", notified_at=NOW)
    Conflict.objects.create(
        submission=paper, user=bound.reviewer, source=ConflictSource.DECLARED, created_at=NOW
    )
    end(paper, chair, how)
    end(paper, chair, how)
    assert mails().keys() == {"Told", "Begun", "Area"}
    assert all("Ada Author" not in mail.body and "moved" not in mail.body for mail in mails().values())
    client.force_login(told.reviewer)
    page = on_one_line(client.get(reverse("reviews:tasks", args=["effgenai"])).content)
    why = "withdrawn by its authors" if how == "withdraw" else "rejected without review"
    assert f"{why}: no review needed any more" in page
    review = on_one_line(client.get(reverse("reviews:review", args=["effgenai", told.key])).content)
    assert "no review is needed any more" in review
    titles = [todo.title for todo in todos_of(viewer_for(user=told.reviewer, conference=conference, at=NOW))]
    assert "Paper 1 needs no review of yours any more: Alpha" in titles


def test_who_is_notified_hears_that_the_paper_came_back(conference, chair):
    paper = make_submission(conference)
    give(paper, "Told", notified_at=NOW)
    end(paper, chair, "withdraw")
    restore_paper(submission=paper, by=chair, at=NOW + DAY)
    assert "is under review again" in mails("assignment.back")["Told"].subject
    withdraw_paper(submission=paper, by=chair, at=NOW + 2 * DAY)
    assert OutboundEmail.objects.filter(kind="assignment.over").count() == 2


def test_an_accepted_paper_that_is_withdrawn_troubles_no_reviewer(conference, chair):
    paper = make_submission(conference, state=SubmissionState.ACCEPTED)
    give(paper, "Late", notified_at=NOW)
    end(paper, chair, "withdraw")
    assert not mails()


@pytest.mark.parametrize("is_notified", [True, False])
def test_who_is_notified_of_a_task_hears_that_it_is_taken_away(conference, chair, is_notified):
    paper = make_submission(conference)
    task = give(paper, "Told", notified_at=NOW if is_notified else None)
    unassign_reviewer(assignment=task, by=chair, at=NOW)
    assert mails("assignment.lost").keys() == ({"Told"} if is_notified else set())


def test_nobody_is_told_of_a_task_on_a_paper_that_is_decided(conference, chair):
    tasks = [
        give(make_submission(conference, state=state), state)
        for state in (SubmissionState.ACCEPTED, SubmissionState.WITHDRAWN, SubmissionState.SUBMITTED)
    ]
    keys = [task.pk for task in tasks]
    assert tell_reviewers(conference=conference, assignments=keys, by=chair, at=NOW) == 1
    assert mails("assignment.new").keys() == {"submitted"}


def test_bids_come_after_the_reviews_that_are_due(conference, chair, client):
    BiddingRound.objects.create(
        conference=conference, is_enabled=True, least_bids=2, closes_at=NOW + DAY, closes_zone="UTC"
    )
    person = give(make_submission(conference, title="Alpha"), "Told").reviewer
    viewer = viewer_for(user=person, conference=conference, at=NOW)
    client.force_login(person)

    def first():
        return next(
            todo.title for todo in todos_of(viewer) if not todo.done and "expertise" not in todo.title
        )

    def button():
        page = client.get(reverse("reviews:tasks", args=["effgenai"])).content.decode()
        return page.split("Bid on papers")[0].rsplit("<a", 1)[1]

    assert first() == "Review paper 1: Alpha"
    assert "primary" not in button()
    Assignment.objects.update(state=AssignmentState.DECLINED)
    assert first() == "Bid on papers"
    assert "primary" in button()
    later = viewer_for(user=person, conference=conference, at=NOW + 2 * DAY)
    assert "Bid on papers" not in [todo.title for todo in todos_of(later)]
