"""Which papers, assignments, bids and decisions the lists of the committee hold."""

from __future__ import annotations

import pytest

from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import viewer_for
from reviews.assignment.models import Assignment, assigned_to, looked_after_by
from reviews.assignment.states import AssignmentState
from reviews.bidding.models import Bid, biddable_by
from reviews.decisions.models import Decision, DecisionClass
from reviews.decisions.states import DecisionState
from submissions.conflicts.models import Conflict
from submissions.conflicts.states import ConflictSource
from submissions.core.models import Submission
from submissions.core.states import SubmissionState
from tests.support.factories import NOW, make_conference, make_member, make_submission, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def conference():
    return make_conference("here")


@pytest.fixture
def paper(conference):
    return make_submission(conference)


def look(person, conference):
    return viewer_for(user=person, conference=conference, at=NOW)


def give(paper, person, role=Role.REVIEWER, state=AssignmentState.ASSIGNED):
    name = f"Reviewer D{paper.assignments.count()}"
    return Assignment.objects.create(
        submission=paper, reviewer=person, role=role, state=state, pseudonym=name, assigned_at=NOW
    )


def bid(paper, person):
    return Bid.objects.create(submission=paper, reviewer=person, value=1, at=NOW)


def put_in_conflict(paper, person):
    Conflict.objects.create(submission=paper, user=person, source=ConflictSource.CHAIR, created_at=NOW)


def decide(paper, state=DecisionState.PROVISIONAL):
    outcome = DecisionClass.objects.create(
        conference=paper.conference, name=f"Accept {paper.number}", accepts=True
    )
    released_at = NOW if state == DecisionState.RELEASED else None
    return Decision.objects.create(
        submission=paper, outcome=outcome, state=state, decided_at=NOW, released_at=released_at
    )


def test_reviewers_list_the_papers_that_they_have_and_no_others(conference, paper):
    person = make_member(conference, Role.REVIEWER)
    declined, bound, draft, withdrawn = (make_submission(conference) for _ in range(4))
    for other in (paper, bound, draft, withdrawn, make_submission(make_conference())):
        give(other, person)
    give(declined, person, state=AssignmentState.DECLINED)
    give(make_submission(conference), make_member(conference, Role.REVIEWER))
    put_in_conflict(bound, person)
    Submission.objects.filter(pk=draft.pk).update(state=SubmissionState.DRAFT)
    Submission.objects.filter(pk=withdrawn.pk).update(state=SubmissionState.WITHDRAWN, withdrawn_at=NOW)
    viewer = look(person, conference)
    assert set(assigned_to(viewer)) == {paper, withdrawn}
    assert not looked_after_by(viewer).exists()
    assert {row.submission_id for row in Assignment.objects.visible_to(viewer)} == {
        paper.pk, declined.pk, bound.pk, draft.pk, withdrawn.pk,
    }  # fmt: skip
    assert not assigned_to(look(None, conference)).exists()
    assert not Assignment.objects.visible_to(look(None, conference)).exists()


def test_area_chairs_look_after_papers_that_they_have_as_such(conference, paper):
    person = make_member(conference, Role.AREA_CHAIR)
    as_reviewer, declined, bound, draft = (make_submission(conference) for _ in range(4))
    for other in (paper, bound, draft, make_submission(make_conference())):
        give(other, person, Role.AREA_CHAIR)
    give(as_reviewer, person)
    give(declined, person, Role.AREA_CHAIR, AssignmentState.DECLINED)
    put_in_conflict(bound, person)
    Submission.objects.filter(pk=draft.pk).update(state=SubmissionState.DRAFT)
    seen, unseen = (give(each, make_member(conference, Role.REVIEWER)) for each in (paper, bound))
    viewer = look(person, conference)
    assert list(looked_after_by(viewer)) == [paper]
    assert seen in Assignment.objects.visible_to(viewer)
    assert unseen not in Assignment.objects.visible_to(viewer)
    person.memberships.all().delete()
    assert not looked_after_by(look(person, conference)).exists()


def test_chairs_look_after_all_papers_without_a_conflict(conference, paper):
    chair = make_member(conference, Role.CHAIR)
    bound = make_submission(conference)
    put_in_conflict(bound, chair)
    make_submission(conference, state=SubmissionState.DRAFT)
    make_submission(make_conference())
    seen, unseen = (give(each, make_member(conference, Role.REVIEWER)) for each in (paper, bound))
    assert list(looked_after_by(look(chair, conference))) == [paper]
    assert seen in Assignment.objects.visible_to(look(chair, conference))
    assert unseen not in Assignment.objects.visible_to(look(chair, conference))
    assert not looked_after_by(look(None, conference)).exists()


def test_assignments_that_stand_are_told_apart(paper):
    person = make_user()
    standing = give(paper, person)
    give(paper, make_user(), state=AssignmentState.DECLINED)
    done = give(paper, make_user(), state=AssignmentState.DONE)
    assert set(Assignment.objects.active()) == {standing, done}
    assert list(Assignment.objects.of(person)) == [standing]


def test_reviewers_bid_on_papers_under_review_without_a_conflict(conference, paper):
    person = make_member(conference, Role.REVIEWER)
    bound = make_submission(conference)
    put_in_conflict(bound, person)
    make_submission(conference, [person])
    make_submission(make_conference())
    for state in SubmissionState:
        if state != SubmissionState.SUBMITTED:
            make_submission(conference, state=state)
    assert list(biddable_by(look(person, conference))) == [paper]
    assert not biddable_by(look(None, conference)).exists()
    assert not biddable_by(look(make_member(conference, Role.CHAIR), conference)).exists()


def test_bids_are_seen_by_who_made_them_and_by_chairs_of_the_paper(conference, paper):
    person = make_member(conference, Role.REVIEWER)
    chair, area_chair = (make_member(conference, role) for role in (Role.CHAIR, Role.AREA_CHAIR))
    bound = make_submission(conference)
    put_in_conflict(bound, chair)
    give(paper, area_chair, Role.AREA_CHAIR)
    on_paper, on_bound = bid(paper, person), bid(bound, person)
    elsewhere = bid(make_submission(make_conference()), person)
    assert set(Bid.objects.visible_to(look(person, conference))) == {on_paper, on_bound}
    assert list(Bid.objects.visible_to(look(chair, conference))) == [on_paper]
    assert elsewhere not in Bid.objects.visible_to(look(chair, conference))
    for other in (area_chair, make_user(), None):
        assert not Bid.objects.visible_to(look(other, conference)).exists()


def test_bids_count_of_who_reviews_still_on_papers_under_review(conference, paper):
    person = make_member(conference, Role.REVIEWER)
    bound, accepted = make_submission(conference), make_submission(conference, state=SubmissionState.ACCEPTED)
    put_in_conflict(bound, person)
    counts = bid(paper, person)
    for other in (bound, accepted, make_submission(conference, [person])):
        bid(other, person)
    bid(paper, make_member(conference, Role.CHAIR))
    bid(paper, make_member(make_conference(), Role.REVIEWER))
    assert list(Bid.objects.standing()) == [counts]


def test_decisions_are_seen_by_who_looks_after_the_paper_and_once_out_by_its_people(conference):
    author, reviewer = make_user(), make_member(conference, Role.REVIEWER)
    chair, area_chair = (make_member(conference, role) for role in (Role.CHAIR, Role.AREA_CHAIR))
    paper = make_submission(conference, [author])
    give(paper, reviewer)
    give(paper, area_chair, Role.AREA_CHAIR)
    waits, out = decide(paper), decide(make_submission(conference, [author]), DecisionState.RELEASED)
    give(out.submission, reviewer)
    decide(make_submission(make_conference(), [author]), DecisionState.RELEASED)

    def seen(person):
        return set(Decision.objects.visible_to(look(person, conference)))

    assert list(Decision.objects.filter(submission__conference=conference).released()) == [out]
    assert seen(chair) == {waits, out}
    assert seen(area_chair) == {waits}
    assert seen(author) == seen(reviewer) == {out}
    assert seen(make_member(conference, Role.REVIEWER)) == seen(make_user()) == seen(None) == set()
