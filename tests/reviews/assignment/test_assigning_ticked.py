"""Giving papers that were ticked in the list of submissions to one person."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from effgenai.audit.models import AuditLine
from effgenai.conferences.core.states import Role
from effgenai.mail.models import OutboundEmail
from reviews.assignment.models import Assignment
from reviews.expertise.models import Reviewer
from submissions.conflicts.models import Conflict
from submissions.conflicts.states import ConflictSource
from submissions.core.states import SubmissionState
from tests.support.factories import NOW, make_conference, make_member, make_submission, make_user
from tests.support.pages import on_one_line

pytestmark = pytest.mark.django_db
ASSIGN = "/effgenai/chair/assignment/ticked/"
LIST = "/effgenai/chair/submissions/"


@pytest.fixture
def conference():
    return make_conference("effgenai")


@pytest.fixture
def chair(conference, client):
    person = make_member(conference, Role.CHAIR, make_user("Cecily Chair"))
    client.force_login(person)
    return person


@pytest.fixture
def papers(conference):
    return [make_submission(conference, [make_user()], title=f"Title {n}") for n in range(1, 5)]


@pytest.fixture
def rita(conference):
    return make_member(conference, Role.REVIEWER, make_user("Rita Ray"))


def confirm(client, numbers, person, role=Role.REVIEWER, **words):
    said = {"numbers": numbers, "person": f"{role}:{person.key}", "confirm": "yes", **words}
    return client.post(ASSIGN, said, follow=True)


def given() -> list[tuple[int, str, str]]:
    rows = Assignment.objects.order_by("submission__number")
    return list(rows.values_list("submission__number", "reviewer__name", "role"))


def in_conflict(paper, person) -> None:
    Conflict.objects.create(submission=paper, user=person, source=ConflictSource.DECLARED, created_at=NOW)


def test_the_page_offers_the_committee_with_loads_and_changes_nothing(papers, rita, chair, client) -> None:
    page = on_one_line(client.post(ASSIGN, {"selected": [1, 2]}).content)
    assert "Rita Ray · 0 of" in page
    assert "Assign 2 papers" in page
    assert given() == []


def test_ticked_papers_are_given_to_one_person_and_nobody_is_told(papers, rita, chair, client) -> None:
    answer = confirm(client, "1,3", rita, list="sort=-title")
    assert answer.redirect_chain == [(f"{LIST}?sort=-title", 302)]
    assert "Rita Ray has 2 papers more." in answer.content.decode()
    assert given() == [(1, "Rita Ray", "reviewer"), (3, "Rita Ray", "reviewer")]
    assert not OutboundEmail.objects.exists()
    assert AuditLine.objects.filter(action="assignment.create").count() == 2


def test_papers_that_the_person_may_not_get_are_named_and_left_out(papers, rita, chair, client) -> None:
    in_conflict(papers[0], rita)
    papers[1].state = SubmissionState.WITHDRAWN
    papers[1].withdrawn_at = NOW
    papers[1].save()
    confirm(client, "3", rita)
    page = on_one_line(confirm(client, "1-4", rita).content)
    assert "No. 1: Rita Ray is in conflict" in page
    assert "No. 2: Paper 2 is withdrawn" in page
    assert "No. 3: Rita Ray has this paper already" in page
    assert [number for number, _, _ in given()] == [3, 4]


def test_nobody_gets_more_than_they_take(papers, rita, chair, client) -> None:
    Reviewer.objects.create(conference=papers[0].conference, user=rita, load_max=2, joined_at=NOW)
    page = on_one_line(confirm(client, "1-4", rita).content)
    assert "No. 3: Rita Ray has 2 of at most 2 papers." in page
    assert [number for number, _, _ in given()] == [1, 2]


def test_area_chairs_get_papers_as_area_chairs(papers, rita, chair, client) -> None:
    ann = make_member(papers[0].conference, Role.AREA_CHAIR, make_user("Ann Area"))
    confirm(client, "1", ann, Role.AREA_CHAIR)
    confirm(client, "2", ann)
    confirm(client, "2", rita, Role.CHAIR)
    assert given() == [(1, "Ann Area", "area_chair")]


def test_a_chair_in_conflict_gives_nobody_the_paper(papers, rita, chair, client) -> None:
    in_conflict(papers[0], chair)
    assert confirm(client, "1-2", rita).redirect_chain == [(LIST, 302)]
    assert given() == []
    assert not AuditLine.objects.exists()
    assert not OutboundEmail.objects.exists()


def test_others_give_nobody_a_paper(papers, rita, client) -> None:
    for person in (make_user(), rita, make_member(papers[0].conference, Role.AREA_CHAIR)):
        client.force_login(person)
        assert confirm(client, "1", rita).status_code == 404
    assert given() == []


def test_too_many_papers_for_one_person_are_refused_at_once(papers, rita, chair, client, monkeypatch) -> None:
    monkeypatch.setattr("reviews.assignment.ticked.MAX_PAPERS", 3)
    for words in ({"selected": [1, 2, 3, 4]}, {"numbers": "1-4", "person": f"reviewer:{rita.key}"}):
        page = client.post(ASSIGN, {**words, "confirm": "yes"}).content.decode()
        assert "Give at most 3 papers to a person at once; tick fewer." in on_one_line(page)
    assert given() == []


def test_without_a_committee_the_page_says_so(papers, chair, client) -> None:
    assert "There is nobody on the committee yet." in on_one_line(
        client.post(ASSIGN, {"selected": [1]}).content
    )


def test_the_page_costs_the_same_queries_however_many_there_are(papers, rita, chair, client) -> None:
    def queries(numbers) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.post(ASSIGN, {"selected": numbers}).status_code == 200
        return len(captured)

    queries([1])
    before = queries([1, 2])
    for _ in range(20):
        make_submission(papers[0].conference, [make_user()])
        make_member(papers[0].conference, Role.REVIEWER)
    assert queries(list(range(1, 25))) == before
