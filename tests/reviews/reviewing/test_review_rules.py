"""The rules of writing, declining and deciding, case by case."""

import datetime as dt

import pytest
from django.urls import reverse

from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import viewer_for
from effgenai.mail.models import Mailing
from reviews.assignment.models import Assignment
from reviews.assignment.states import AssignmentState
from reviews.decisions.models import Decision
from reviews.decisions.rules import why_not_decide, why_not_release
from reviews.decisions.services.classes import install_default_decisions
from reviews.decisions.services.deciding import set_decisions, write_note
from reviews.decisions.services.releasing import release_decisions
from reviews.decisions.states import DecisionState
from reviews.reviewing.models import Review
from reviews.reviewing.queries.assigned import review_todos
from reviews.reviewing.rules import (
    ReviewStanding,
    Terms,
    audiences_read,
    may_know_review,
    why_not_decline,
    why_not_write,
)
from reviews.reviewing.services.reminders import prepare_nudges
from reviews.reviewing.services.reviews import save_draft, submit_review
from reviews.reviewing.states import ReviewState
from submissions.core.models import Submission
from submissions.core.states import SubmissionState
from tests.support.factories import NOW, make_conference, make_member, make_submission, make_user

HOUR = dt.timedelta(hours=1)


def assignment(role=Role.REVIEWER, state=AssignmentState.ASSIGNED, paper=SubmissionState.SUBMITTED):
    return Assignment(role=role, state=state, submission=Submission(number=7, state=paper), reviewer_id=1)


SUBMITTED = Review(state=ReviewState.SUBMITTED)
DRAFT = Review(state=ReviewState.DRAFT)


@pytest.mark.parametrize(
    ("assignment", "review", "terms", "words"),
    [
        (assignment(), None, Terms(NOW), None),
        (assignment(), DRAFT, Terms(NOW, closes_at=NOW - HOUR), None),
        (assignment(), SUBMITTED, Terms(NOW, closes_at=NOW), None),
        (assignment(), SUBMITTED, Terms(NOW), None),
        (assignment(), SUBMITTED, Terms(NOW, closes_at=NOW - HOUR), "closed"),
        (assignment(), DRAFT, Terms(NOW, is_released=True), "released"),
        (assignment(role=Role.AREA_CHAIR), None, Terms(NOW), "Area chairs"),
        (assignment(state=AssignmentState.DECLINED), None, Terms(NOW), "declined"),
        (assignment(paper=SubmissionState.WITHDRAWN), None, Terms(NOW), "withdrew"),
        (assignment(paper=SubmissionState.REJECTED), None, Terms(NOW), "released"),
    ],
)
def test_when_a_review_can_be_written(assignment, review, terms, words):
    reason = why_not_write(assignment, review, terms)
    assert reason is None if words is None else reason and words in reason


@pytest.mark.parametrize(
    ("assignment", "review", "words"),
    [
        (assignment(), None, None),
        (assignment(), DRAFT, None),
        (assignment(), SUBMITTED, "have submitted"),
        (assignment(state=AssignmentState.DECLINED), None, "already"),
        (assignment(paper=SubmissionState.ACCEPTED), None, "not under review"),
    ],
)
def test_when_a_paper_can_be_given_back(assignment, review, words):
    reason = why_not_decline(assignment, review)
    assert reason is None if words is None else reason and words in reason


@pytest.mark.parametrize("state", [state for state in SubmissionState if state != SubmissionState.SUBMITTED])
def test_only_papers_under_review_are_decided_on(state):
    assert "nothing to decide" in why_not_decide(Submission(number=7, state=state), None)


def test_provisional_decisions_can_change_and_released_ones_cannot():
    paper = Submission(number=7, state=SubmissionState.SUBMITTED)
    assert why_not_decide(paper, Decision(state=DecisionState.PROVISIONAL)) is None
    assert why_not_release(paper, Decision(state=DecisionState.PROVISIONAL)) is None
    assert "released" in why_not_decide(paper, Decision(state=DecisionState.RELEASED))
    assert why_not_release(paper, None) == "Paper 7 has no decision yet."


def test_a_visitor_knows_and_reads_nothing():
    review = Review(state=ReviewState.SUBMITTED, assignment=assignment())
    assert not may_know_review(review, ReviewStanding())
    assert audiences_read(review, ReviewStanding()) == frozenset()


# --- What services refuse whoever calls them
@pytest.fixture
def conference(db):
    return make_conference("effgenai")


@pytest.fixture
def assigned(conference):
    person = make_member(conference, Role.REVIEWER)
    return Assignment.objects.create(
        submission=make_submission(conference), reviewer=person, pseudonym="Reviewer A1", assigned_at=NOW
    )


def test_only_its_reviewer_writes_a_review(assigned):
    with pytest.raises(Refused):
        save_draft(assignment=assigned, typed={"a": "b"}, version=0, by=make_user(), at=NOW)
    assert not Review.objects.exists()


def test_going_back_to_the_submitted_text_ends_the_change(assigned):
    facts = {"assignment": assigned, "by": assigned.reviewer, "at": NOW}
    submit_review(typed={"a": "1"}, answers={"a": "1"}, version=0, **facts)
    save_draft(typed={"a": "2"}, version=1, **facts)
    review = submit_review(typed={"a": "1"}, answers={"a": "1"}, version=2, **facts)
    assert (review.draft, review.version, review.versions.count()) == ({}, 3, 1)


def test_only_chairs_release_and_remind(conference, assigned):
    viewer = viewer_for(user=assigned.reviewer, conference=conference, at=NOW)
    with pytest.raises(Refused):
        release_decisions(viewer=viewer, numbers=None, seal="", at=NOW)
    with pytest.raises(Refused):
        prepare_nudges(viewer=viewer, at=NOW)
    with pytest.raises(Refused):
        set_decisions(viewer=viewer, numbers=[assigned.submission.number], outcome=None, at=NOW)
    assert not Mailing.objects.exists()


def test_a_note_needs_a_decision(conference, assigned):
    viewer = viewer_for(user=make_member(conference, Role.CHAIR), conference=conference, at=NOW)
    with pytest.raises(Refused, match="Decide on the paper first"):
        write_note(viewer=viewer, number=assigned.submission.number, note="Well", at=NOW)


def test_what_is_written_is_a_duty_done(conference, assigned):
    viewer = viewer_for(user=assigned.reviewer, conference=conference, at=NOW)
    facts = {"assignment": assigned, "by": assigned.reviewer, "at": NOW}
    save_draft(typed={"a": "1"}, version=0, **facts)
    assert [duty.action for duty in review_todos(viewer)] == ["Go on with the review"]
    submit_review(typed={"a": "1"}, answers={"a": "1"}, version=1, **facts)
    assert [(duty.title, duty.done) for duty in review_todos(viewer)] == [("1 of 1 reviews submitted", True)]
    assert list(review_todos(viewer_for(user=None, conference=conference, at=NOW))) == []


def test_deciding_without_a_tick_or_without_a_change_says_so(client, conference, assigned):
    client.force_login(make_member(conference, Role.CHAIR))
    address = reverse("reviews:decide", args=["effgenai"])
    outcome = install_default_decisions(conference, NOW)[0]
    data = {"outcome": outcome.pk}
    assert "Tick the papers first." in client.post(address, data, follow=True).content.decode()
    data["selected"] = assigned.submission.number
    client.post(address, data)
    assert "nothing changed" in client.post(address, data, follow=True).content.decode()
    assert Decision.objects.count() == 1
