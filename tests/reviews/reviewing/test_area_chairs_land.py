"""Area chairs find their papers with what is in and the scores, on their to-dos and on their list."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from effgenai.conferences.core.states import Role
from reviews.assignment.models import Assignment
from reviews.reviewing.models import Review
from reviews.reviewing.states import ReviewState
from submissions.conflicts.models import Conflict
from submissions.conflicts.states import ConflictSource
from tests.support.factories import NOW, make_conference, make_member, make_submission

pytestmark = pytest.mark.django_db


@pytest.fixture
def conference():
    return make_conference("effgenai")


@pytest.fixture
def area_chair(conference):
    return make_member(conference, Role.AREA_CHAIR)


def give(paper, person, role=Role.REVIEWER) -> Assignment:
    pseudonym = f"Reviewer {paper.assignments.count()}"
    return Assignment.objects.create(
        submission=paper, reviewer=person, role=role, pseudonym=pseudonym, assigned_at=NOW
    )


def review(paper, overall) -> None:
    assignment = give(paper, make_member(paper.conference, Role.REVIEWER))
    Review.objects.create(
        assignment=assignment,
        state=ReviewState.SUBMITTED,
        answers={"overall": overall},
        overall=overall,
        saved_at=NOW,
        submitted_at=NOW,
    )


def page_of(person, name) -> str:
    client = Client()
    client.force_login(person)
    return client.get(reverse(name, args=["effgenai"])).content.decode()


@pytest.fixture
def papers(conference, area_chair):
    mine, other = (make_submission(conference, title=title) for title in ("Mine to see", "Not mine"))
    give(mine, area_chair, Role.AREA_CHAIR)
    for score in (3, 6):
        review(mine, score)
        review(other, 1)
    give(mine, make_member(conference, Role.REVIEWER))
    return mine, other


def test_their_list_has_reviews_state_and_mean(area_chair, papers):
    page = page_of(area_chair, "reviews:tasks")
    assert "Mine to see" in page
    assert "Not mine" not in page
    for words in ("2 of 3", "1 missing", "4.5", "<caption"):
        assert words in page


def test_what_needs_them_names_the_papers_they_look_after(area_chair, papers):
    page = page_of(area_chair, "conferences:me")
    assert "Look after 1 paper" in page
    assert "1 review missing" in page
    assert reverse("reviews:tasks", args=["effgenai"]) in page


def test_a_paper_in_conflict_is_neither_listed_nor_counted(area_chair, papers):
    Conflict.objects.create(
        submission=papers[0], user=area_chair, source=ConflictSource.CHAIR, created_at=NOW
    )
    for name in ("reviews:tasks", "conferences:me"):
        page = page_of(area_chair, name)
        assert "Mine to see" not in page
        assert "Look after" not in page
        assert "4.5" not in page


def test_others_have_no_such_list(conference, papers):
    for role in (Role.REVIEWER, Role.SITE_EDITOR):
        person = make_member(conference, role)
        assert "look after" not in page_of(person, "reviews:tasks").lower()
        assert "Look after" not in page_of(person, "conferences:me")
