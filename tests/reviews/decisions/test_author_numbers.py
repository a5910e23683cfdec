"""Authors know their reviewers by numbers, which stay, and tell neither who came first nor who is who."""

from __future__ import annotations

import pytest

from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.states import ReviewsShown, Role
from effgenai.conferences.core.viewer import viewer_for
from reviews.assignment.models import Assignment
from reviews.assignment.states import AssignmentState
from reviews.decisions.models import Decision, DecisionClass
from reviews.decisions.services.releasing import release_decisions
from reviews.decisions.services.showing import ShownTo, show
from reviews.reviewing.models import Review, ReviewField
from reviews.reviewing.queries.reading import own_overall_scores, reviews_of, standing_on
from reviews.reviewing.services.reviews import submit_review
from reviews.reviewing.states import Audience, FieldKind, ReviewState
from submissions.core.models import Submission
from tests.support.factories import NOW, make_conference, make_member, make_submission, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def conference() -> Conference:
    conference = make_conference("effgenai")
    ReviewField.objects.create(
        conference=conference, name="overall", label="Overall", kind=FieldKind.SCORE, is_overall=True,
        anchors=[[step, str(step)] for step in range(1, 7)], audience=Audience.AUTHORS,
    )  # fmt: skip
    return conference


@pytest.fixture
def chair(conference):
    return make_member(conference, Role.CHAIR)


@pytest.fixture
def author():
    return make_user("Arthur Author")


@pytest.fixture
def paper(conference, author) -> Submission:
    """A paper with the scores 1, 2, 3, given in this order by people called R9, R2 and R5 on it."""
    paper = make_submission(conference, [author])
    for score, name in ((1, "R9"), (2, "R2"), (3, "R5")):
        give(paper, name, score)
    return paper


def give(paper: Submission, name: str, score: int | None = None) -> Assignment:
    """A task of a reviewer, with a submitted review if there is a score."""
    task = Assignment.objects.create(
        submission=paper, reviewer=make_member(paper.conference, Role.REVIEWER),
        pseudonym=f"Reviewer {name}", assigned_at=NOW,
        state=AssignmentState.DONE if score else AssignmentState.ASSIGNED,
    )  # fmt: skip
    if score:
        Review.objects.create(
            assignment=task, state=ReviewState.SUBMITTED, answers={"overall": score}, overall=score,
            saved_at=NOW, submitted_at=NOW,
        )  # fmt: skip
    return task


def looking(person, paper: Submission):
    conference = Conference.objects.get(pk=paper.conference_id)
    return viewer_for(user=person, conference=conference, at=NOW)


def read(person, paper: Submission) -> list[tuple[str, str]]:
    """What somebody reads of the paper's reviews: who wrote each, and its score."""
    viewer, fresh = looking(person, paper), Submission.objects.get(pk=paper.pk)
    fresh.conference = viewer.conference
    shown = reviews_of(fresh, viewer, standing_on(fresh, viewer))
    return [(review.known_as, review.answers[0].value) for review in shown]


def release(paper: Submission, chair, **kind) -> None:
    outcome = DecisionClass.objects.create(
        conference=paper.conference, name="Outcome", mail_subject="s", mail_body="b", **kind
    )
    Decision.objects.create(submission=paper, outcome=outcome, decided_at=NOW)
    release_decisions(viewer=looking(chair, paper), numbers=None, seal=None, at=NOW)


def submit(assignment: Assignment, score: int) -> None:
    submit_review(
        assignment=assignment, typed={}, answers={"overall": score}, version=0, by=assignment.reviewer, at=NOW
    )


def test_authors_read_numbers_in_the_order_of_the_random_names(paper, author, chair) -> None:
    assert read(author, paper) == []
    release(paper, chair)
    assert read(author, paper) == [("Reviewer 1", "2"), ("Reviewer 2", "3"), ("Reviewer 3", "1")]
    assert list(own_overall_scores(looking(author, paper))[paper.pk].values) == [2, 3, 1]


def test_the_page_of_authors_holds_no_random_name(paper, author, chair, client) -> None:
    release(paper, chair)
    client.force_login(author)
    page = client.get(f"/effgenai/submissions/{paper.number}/").content.decode()
    for number in (1, 2, 3):
        assert f"Reviewer {number}" in page
    for name in ("R2", "R5", "R9"):
        assert name not in page


def test_chairs_read_both_names_and_reviewers_the_random_ones(paper, chair, client) -> None:
    release(paper, chair)
    names = [("Reviewer R2", "2"), ("Reviewer R5", "3"), ("Reviewer R9", "1")]
    assert read(chair, paper) == names
    reviewer = paper.assignments.get(pseudonym="Reviewer R5").reviewer
    assert read(reviewer, paper) == names
    client.force_login(chair)
    page = " ".join(client.get(f"/effgenai/submissions/{paper.number}/").content.decode().split())
    assert "Reviewer 2 for the authors" in page
    client.force_login(reviewer)
    assert "for the authors" not in client.get(f"/effgenai/submissions/{paper.number}/").content.decode()


def test_a_review_that_comes_later_is_numbered_last(conference, paper, author, chair) -> None:
    late = [give(paper, "R1"), give(paper, "A2")]
    show(viewer=looking(chair, paper), shown=ShownTo(reviews=ReviewsShown.ALL), at=NOW)
    before = [("Reviewer 1", "2"), ("Reviewer 2", "3"), ("Reviewer 3", "1")]
    assert read(author, paper) == before
    for place, task in enumerate(late, 4):
        submit(task, place)
    after = [*before, ("Reviewer 4", "4"), ("Reviewer 5", "5")]
    assert read(author, paper) == after
    show(viewer=looking(chair, paper), shown=ShownTo(reviews=ReviewsShown.NOBODY), at=NOW)
    submit(give(paper, "A3"), 6)
    assert read(author, paper) == []
    show(viewer=looking(chair, paper), shown=ShownTo(reviews=ReviewsShown.ALL), at=NOW)
    assert read(author, paper) == [*after, ("Reviewer 6", "6")]


def test_a_paper_on_the_waiting_list_keeps_its_numbers(paper, author, chair) -> None:
    late = give(paper, "A2")
    release(paper, chair, waits=True)
    before = read(author, paper)
    submit(late, 5)
    assert read(author, paper) == [*before, ("Reviewer 4", "5")]


def test_nobody_is_numbered_while_reviews_are_held_back(conference, paper, author, chair) -> None:
    show(viewer=looking(chair, paper), shown=ShownTo(reviews=ReviewsShown.NOBODY), at=NOW)
    release(paper, chair)
    assert read(author, paper) == []
    assert not Assignment.objects.filter(author_number__isnull=False).exists()


def test_reviews_shown_before_there_were_numbers_keep_their_order(paper, author, chair) -> None:
    release(paper, chair)
    numbered = read(author, paper)
    Assignment.objects.update(author_number=None)
    assert read(author, paper) == numbered
