"""The columns that reviewing adds to the chairs' list of papers."""

from __future__ import annotations

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import viewer_for
from reviews.assignment.models import Assignment
from reviews.assignment.states import AssignmentState
from reviews.decisions.models import Decision
from reviews.decisions.services.classes import install_default_decisions
from reviews.reviewing.models import Review, ReviewField
from reviews.reviewing.services.form import install_default_review_form
from reviews.reviewing.states import FieldKind, ReviewState
from submissions.conflicts.models import Conflict
from submissions.conflicts.states import ConflictSource
from submissions.core.states import SubmissionState
from submissions.papers.queries.table import Filters, paper_table
from tests.support.factories import NOW, make_conference, make_member, make_submission, make_user

pytestmark = pytest.mark.django_db
DESK = "/effgenai/chair/submissions/"
EVERY = "reviews,missing,scores,mean,spread,reviewers,area-chairs,decision,decided,released"


@pytest.fixture
def conference():
    conference = make_conference("effgenai")
    install_default_review_form(conference, NOW)
    install_default_decisions(conference, NOW)
    return conference


@pytest.fixture
def chair(conference, client):
    person = make_member(conference, Role.CHAIR, make_user("Cecily Chair"))
    client.force_login(person)
    return person


def assigned(paper, name, overall=None, *, role=Role.REVIEWER, state=AssignmentState.ASSIGNED, **answers):
    task = Assignment.objects.create(
        submission=paper,
        reviewer=make_member(paper.conference, role, make_user(name)),
        role=role,
        pseudonym=f"Reviewer {paper.assignments.count()}",
        state=state,
        assigned_at=NOW,
    )
    if overall is not None or answers:
        Review.objects.create(
            assignment=task,
            state=ReviewState.SUBMITTED,
            overall=overall,
            answers=answers,
            saved_at=NOW,
            submitted_at=NOW,
        )
    return task


def decided(paper):
    outcome = paper.conference.decision_classes.get(name="Accept as oral")
    Decision.objects.create(submission=paper, outcome=outcome, decided_at=NOW)


def exported(client, query):
    text = b"".join(client.get(f"{DESK}export.csv?{query}")).decode("utf-8-sig")
    return [row[2:] for row in csv.reader(io.StringIO(text))][1:]


def test_reviews_scores_people_and_decisions_are_columns(conference, chair, client) -> None:
    paper, other = make_submission(conference, []), make_submission(conference, [])
    assigned(paper, "Rita", 5)
    assigned(paper, "Bo", 2)
    assigned(paper, "Cy")
    assigned(paper, "Gone", 1, state=AssignmentState.DECLINED)
    assigned(paper, "Ann Area", role=Role.AREA_CHAIR)
    decided(paper)
    assert exported(client, f"cols={EVERY.removesuffix(',decided,released')}") == [
        ["2 / 3", "1", "5 2", "3.5", "3", "Bo; Cy; Rita", "Ann Area", "Accept as oral"],
        [""] * 8,
    ]
    page = client.get(f"{DESK}?cols={EVERY}&sort=-mean&group=decision")
    assert [group.words for group in page.context["table"].groups] == ["Accept as oral", "Decision: none"]
    assert [row.number for row in page.context["table"].papers] == [paper.number, other.number]


def test_of_a_decided_paper_no_review_is_missing(conference, chair, client) -> None:
    paper = make_submission(conference, [], state=SubmissionState.ACCEPTED)
    assigned(paper, "Rita", 5)
    assigned(paper, "Bo")
    assert exported(client, "cols=reviews,missing") == [["1 / 1", "0"]]


def test_answers_of_the_form_are_columns_without_texts(conference, chair, client) -> None:
    ReviewField.objects.create(
        conference=conference, name="area", label="Area?", kind=FieldKind.CHOICE,
        anchors=[["a", "Algorithms"], ["b", "Biology"]],
    )  # fmt: skip
    paper = make_submission(conference, [])
    assigned(paper, "Rita", 5, confidence=4, area="b", ethics=True, summary="Long text")
    assigned(paper, "Bo", 2, confidence=2, area="", ethics=False)
    query = "cols=answer-confidence,answer-area,answer-ethics,answer-summary,answer-nonsense"
    assert exported(client, query) == [["4 2", "Biology", "1"]]


def test_nothing_is_told_of_a_paper_in_conflict(conference, chair, client) -> None:
    paper = make_submission(conference, [], title="Secret title")
    assigned(paper, "Rita Reader", 5, confidence=4)
    decided(paper)
    Conflict.objects.create(submission=paper, user=chair, source=ConflictSource.DECLARED, created_at=NOW)
    for query in (f"cols={EVERY}", "sort=-mean", "group=decision", f"numbers={paper.number}"):
        page = client.get(f"{DESK}?{query}")
        assert page.context["table"].papers == []
        assert "Rita" not in page.content.decode()
        assert exported(client, query) == []


def test_each_kind_of_data_costs_one_query_however_many_papers(conference, chair, client) -> None:
    def queries(query: str) -> int:
        client.get(f"{DESK}?{query}")
        with CaptureQueriesContext(connection) as captured:
            client.get(f"{DESK}?{query}")
        return len(captured)

    def fill(count: int) -> None:
        for _ in range(count):
            paper = make_submission(conference, [make_user()])
            assigned(paper, "Rita", 5, confidence=4)
            decided(paper)

    asked = ("", f"cols={EVERY}", f"cols={EVERY},answer-confidence&sort=-mean&group=decision")
    fill(5)
    before = [queries(query) for query in asked]
    fill(45)
    assert [queries(query) for query in asked] == before
    assert before[1] == before[0] + 2
    viewer = viewer_for(user=chair, conference=conference, at=NOW)
    with CaptureQueriesContext(connection) as captured:
        paper_table(viewer, Filters())
    assert len(captured) <= 4  # the conference's lists, questions that flag, flags, papers
