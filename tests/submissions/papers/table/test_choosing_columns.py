"""Choosing the columns of the chairs' list of papers, and walking from paper to paper along the list."""

from __future__ import annotations

import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from effgenai.conferences.core.states import Role
from submissions.conflicts.models import Conflict
from submissions.conflicts.states import ConflictSource
from submissions.core.states import SubmissionState
from tests.submissions.conftest import signed_in
from tests.support.factories import NOW, make_member, make_submission, make_user

pytestmark = pytest.mark.django_db
DESK = "/ws/chair/submissions/"
COLUMNS = f"{DESK}columns/"


@pytest.fixture
def papers(conference):
    return [make_submission(conference, [make_user()], title=title) for title in ("Delta", "Alpha", "Ceta")]


@pytest.fixture
def client(papers, chair):
    return signed_in(chair)


def shown(page) -> list[str]:
    return [offered.column.key for offered in page.context["page"].columns if offered.place]


def test_the_page_shows_what_is_chosen_in_its_order(client) -> None:
    assert shown(client.get(COLUMNS)) == ["authors", "state", "submitted"]
    page = client.get(f"{COLUMNS}?cols=reviews,topics,state&sort=-mean,title&group=state&q=a")
    assert shown(page) == ["reviews", "topics", "state"]
    assert page.context["page"].sorts == ["-mean", "title", ""]
    assert '<input type="hidden" name="q" value="a">' in page.content.decode()


def test_what_is_ticked_becomes_a_short_address_in_the_order_of_its_places(client) -> None:
    asked = {
        "show": ["state", "topics", "mean", "versions"],
        "at-topics": "1", "at-state": "3", "at-mean": "2", "at-versions": "soon",
        "by": ["-mean", "", "-mean"], "group": "state", "q": "a b", "apply": "1",
    }  # fmt: skip
    answer = client.get(COLUMNS, asked)
    assert answer.status_code == 302
    assert answer.url == f"{DESK}?group=state&q=a%20b&cols=topics,mean,state,versions&sort=-mean"
    page = client.get(answer.url)
    assert [column.name for column in page.context["table"].columns][2:] == [
        "Topics", "Mean score", "State", "Versions",
    ]  # fmt: skip


def test_only_chairs_choose(papers, conference) -> None:
    for person in (make_user(), make_member(conference, Role.REVIEWER)):
        assert signed_in(person).get(COLUMNS).status_code == 404


def place_of(page) -> tuple[list[str], str]:
    text = page.content.decode()
    links = re.findall(r'href="([^"]+)"\s+rel="(?:prev|next)"', text)
    words = re.search(r"<span>(\d+ of \d+)</span>", text)
    return [html.unescape(link) for link in links], words[1] if words else ""


def test_papers_lead_along_the_list_one_came_from(client) -> None:
    desk = client.get(f"{DESK}?sort=title&q=ta").content.decode()
    first = html.unescape(re.findall(r'href="(/ws/submissions/\d+/[^"]*)"', desk)[0])
    assert first.startswith("/ws/submissions/3/?list=")
    page = client.get(first)
    (after,), words = place_of(page)
    assert after.startswith("/ws/submissions/1/?list=")
    assert words == "1 of 2"
    assert f'href="{DESK}?sort=title&amp;q=ta"' in page.content.decode()
    (before,), words = place_of(client.get(after))
    assert (before, words) == (first, "2 of 2")


def test_a_paper_that_is_not_in_the_list_leads_back_to_it_alone(client) -> None:
    page = client.get("/ws/submissions/2/?list=q%3Dceta")
    assert place_of(page) == ([], "")
    assert f'href="{DESK}?q=ceta"' in page.content.decode()
    for odd in ("q%3D%2500", "%ff", "sort%3D,,-", "x" * 4_000, "list%3Dlist"):
        assert client.get(f"/ws/submissions/2/?list={odd}").status_code == 200


def test_the_way_passes_by_papers_in_conflict(client, papers, chair) -> None:
    Conflict.objects.create(submission=papers[1], user=chair, source=ConflictSource.CHAIR, created_at=NOW)
    (after,), words = place_of(client.get("/ws/submissions/1/?list="))
    assert after.startswith("/ws/submissions/3/")
    assert words == "1 of 2"


def test_nobody_else_walks_along_the_list(conference, papers) -> None:
    author = make_user("Ada", "ada@uni.example")
    own = make_submission(conference, [author], title="Own", state=SubmissionState.SUBMITTED)
    page = signed_in(author).get(f"/ws/submissions/{own.number}/?list=")
    assert page.status_code == 200
    assert place_of(page) == ([], "")
    assert " of 4" not in page.content.decode()


def test_the_way_costs_a_constant_number_of_queries(client, conference) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get("/ws/submissions/1/?list=sort%3Dtopics,-mean%26q%3Da")
        return len(captured)

    queries()
    before = queries()
    for _ in range(20):
        make_submission(conference, [make_user()], title="Another")
    assert queries() == before
