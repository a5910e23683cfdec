"""The lists of own papers: what comes first for reviewers, and the scores that authors may read."""

from __future__ import annotations

import pytest

from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import viewer_for
from reviews.assignment.models import Assignment
from reviews.decisions.models import Decision, DecisionClass
from reviews.decisions.states import DecisionState
from reviews.reviewing.models import Review
from reviews.reviewing.queries.assigned import assignments_page
from reviews.reviewing.queries.reading import own_overall_scores
from reviews.reviewing.services.form import install_default_review_form
from reviews.reviewing.states import Audience, ReviewState
from submissions.core.states import SubmissionState
from submissions.papers.access import Scores
from tests.support.factories import NOW, make_conference, make_member, make_submission, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def conference():
    conference = make_conference("effgenai")
    install_default_review_form(conference, NOW)
    conference.review_fields.filter(is_overall=True).update(audience=Audience.AUTHORS)
    return conference


@pytest.fixture
def author():
    return make_user("Arthur Author")


@pytest.fixture
def paper(conference, author):
    paper = make_submission(conference, [author])
    for score in (3, 5):
        review(conference, paper, score)
    review(conference, paper, 1, state=ReviewState.DRAFT)
    return paper


def review(conference, paper, score, *, state=ReviewState.SUBMITTED):
    reviewer = make_member(conference, Role.REVIEWER)
    pseudonym = f"Reviewer B{paper.assignments.count()}"
    task = Assignment.objects.create(
        submission=paper, reviewer=reviewer, pseudonym=pseudonym, assigned_at=NOW
    )
    Review.objects.create(
        assignment=task,
        state=state,
        answers={"overall": score} if state == ReviewState.SUBMITTED else {},
        draft={"overall": score},
        saved_at=NOW,
        submitted_at=NOW if state == ReviewState.SUBMITTED else None,
    )
    return reviewer


def decide(paper, *, released: bool) -> None:
    outcome = DecisionClass.objects.filter(conference=paper.conference).first()
    outcome = outcome or DecisionClass.objects.create(conference=paper.conference, name="Reject")
    state = DecisionState.RELEASED if released else DecisionState.PROVISIONAL
    released_at = NOW if released else None
    Decision.objects.update_or_create(
        submission=paper,
        defaults={"outcome": outcome, "state": state, "decided_at": NOW, "released_at": released_at},
    )


def scores(person, conference):
    return own_overall_scores(viewer_for(user=person, conference=conference, at=NOW))


def test_authors_meet_the_scores_once_the_decision_is_out(conference, paper, author, client) -> None:
    client.force_login(author)
    for released in (None, False):
        if released is not None:
            decide(paper, released=released)
        assert scores(author, conference) == {}
        assert "own-scores" not in client.get("/effgenai/submissions/").content.decode()
    decide(paper, released=True)
    found = scores(author, conference)
    assert {key: sorted(of.values) for key, of in found.items()} == {paper.pk: [3, 5]}
    assert found[paper.pk].mean == 4
    assert "mean 4.0 of" in client.get("/effgenai/submissions/").content.decode()


def test_a_score_that_is_not_for_authors_stays_from_them(conference, paper, author) -> None:
    decide(paper, released=True)
    conference.review_fields.filter(is_overall=True).update(audience=Audience.COMMITTEE)
    assert scores(author, conference) == {}


def test_nobody_meets_the_scores_of_papers_of_others_there(conference, paper) -> None:
    decide(paper, released=True)
    reviewer = paper.assignments.first().reviewer
    chair = make_member(conference, Role.CHAIR)
    for person in (reviewer, chair, make_user(), None):
        assert scores(person, conference) == {}


def test_the_mean_has_one_decimal() -> None:
    assert Scores([3, 3, 4], 1, 6).mean == 3.3


def test_papers_that_wait_for_a_review_come_first_and_those_past_it_last(conference) -> None:
    reviewer = make_member(conference, Role.REVIEWER)
    states = {1: SubmissionState.REJECTED, 2: SubmissionState.SUBMITTED, 3: SubmissionState.SUBMITTED}
    for number, state in states.items():
        paper = make_submission(conference, state=state)
        task = Assignment.objects.create(
            submission=paper, reviewer=reviewer, pseudonym=f"Reviewer B{number}", assigned_at=NOW
        )
        if number == 2:
            Review.objects.create(
                assignment=task, state=ReviewState.SUBMITTED, saved_at=NOW, submitted_at=NOW
            )
    page = assignments_page(viewer_for(user=reviewer, conference=conference, at=NOW))
    assert [(row.number, row.state) for row in page.rows] == [(3, "todo"), (2, "done"), (1, "over")]
