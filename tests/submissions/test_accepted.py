"""The public list of accepted papers and their pages."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from effgenai.conferences.states import PublicState
from submissions.states import SubmissionState
from tests.factories import make_conference, make_submission, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def papers(conference):
    kinds = {"state": SubmissionState.ACCEPTED}
    first = make_submission(
        conference,
        [make_user("Ada Nwosu"), make_user("Bo Li")],
        title="Alpha $x^2$",
        presentation="Oral",
        **kinds,
    )
    second = make_submission(conference, [make_user("Cy")], title="Beta", presentation="Poster", **kinds)
    second.topics.add(conference.topics.first())
    for state in set(SubmissionState) - {SubmissionState.ACCEPTED}:
        make_submission(conference, [make_user("Secret Author")], title=f"Secret {state}", state=state)
    make_submission(make_conference("other"), [make_user()], title="Other alpha", **kinds)
    return first, second


def found(query: str = "") -> list[str]:
    page = Client().get(f"/ws/papers/?{query}")
    assert page.status_code == 200
    return [paper.title for paper in page.context["page"].papers]


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", ["Alpha $x^2$", "Beta"]),
        ("q=alpha", ["Alpha $x^2$"]),
        ("q=bo+li", ["Alpha $x^2$"]),
        ("q=secret", []),
        ("presentation=Poster", ["Beta"]),
        ("topic=nonsense", ["Alpha $x^2$", "Beta"]),
        ("topic=99999999999999999999", []),
        ("topic=%C2%B2&q=%00", ["Alpha $x^2$", "Beta"]),
    ],
)
def test_everyone_searches_accepted_papers_and_no_others(papers, query, titles) -> None:
    assert found(query) == titles


def test_they_are_filtered_by_topic(papers, conference) -> None:
    assert found(f"topic={conference.topics.first().pk}") == ["Beta"]


def test_a_paper_has_a_page_that_search_engines_of_scholars_understand(papers) -> None:
    page = Client().get("/ws/papers/1/").content.decode()
    assert '<meta name="citation_title" content="Alpha $x^2$">' in page
    assert page.index('content="Ada Nwosu"') < page.index('content="Bo Li"')
    assert '<meta name="citation_conference_title" content="Workshop ws">' in page
    assert "<math" in page
    assert "example.org" not in page


def test_no_other_paper_has_a_page(papers) -> None:
    answers = {Client().get(f"/ws/papers/{number}/").status_code for number in range(3, 9)}
    assert answers == {404}


def test_a_conference_that_is_not_published_shows_nothing(papers, conference) -> None:
    conference.public_state = PublicState.DRAFT
    conference.save()
    assert Client().get("/ws/papers/").status_code == 404
    assert Client().get("/ws/papers/1/").status_code == 404


def test_before_decisions_the_list_says_when_to_come_back(conference) -> None:
    page = Client().get("/ws/papers/").content.decode()
    assert "They appear here once decisions are released." in page


def test_the_number_of_queries_does_not_grow(conference) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            Client().get("/ws/papers/")
        return len(captured)

    make_submission(conference, [make_user()], state=SubmissionState.ACCEPTED)
    queries()
    before = queries()
    for _ in range(2):
        paper = make_submission(conference, [make_user(), make_user()], state=SubmissionState.ACCEPTED)
        paper.topics.add(conference.topics.first())
    assert queries() == before
