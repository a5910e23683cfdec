"""Ticking papers in the chairs' list, and the file of the ticked ones."""

from __future__ import annotations

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from effgenai.audit.models import AuditLine
from effgenai.conferences.core.states import Role
from effgenai.mail.models import OutboundEmail
from submissions.conflicts.models import Conflict
from submissions.conflicts.states import ConflictSource
from tests.submissions.conftest import signed_in
from tests.support.factories import NOW, make_conference, make_member, make_submission, make_user
from tests.support.pages import on_one_line

pytestmark = pytest.mark.django_db
DESK = "/ws/chair/submissions/"
EXPORT = f"{DESK}ticked/export.csv"


@pytest.fixture
def papers(conference):
    return [make_submission(conference, [make_user(f"Author {n}")], title=f"Title {n}") for n in range(1, 6)]


def exported(answer) -> list[list[str]]:
    assert answer.status_code == 200
    return list(csv.reader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))


def test_the_list_has_a_tick_box_for_each_paper_and_the_actions(papers, chair) -> None:
    page = on_one_line(signed_in(chair).get(f"{DESK}?numbers=2-3&cols=state").content)
    assert page.count('name="selected"') == 2
    assert 'aria-label="Select paper 2"' in page
    assert "data-select-all" in page
    assert f'formaction="{EXPORT}"' in page
    assert 'name="list" value="numbers=2-3&amp;cols=state"' in page
    assert "All 2 shown" in page


def test_ticked_papers_are_exported_with_the_columns_and_in_the_order_of_the_list(papers, chair) -> None:
    asked = {"selected": [2, 4, 5], "list": "cols=authors&sort=-number&q=nonsense"}
    assert exported(signed_in(chair).post(EXPORT, asked)) == [
        ["No.", "Paper", "Authors"],
        ["5", "Title 5", "Author 5"],
        ["4", "Title 4", "Author 4"],
        ["2", "Title 2", "Author 2"],
    ]


def test_all_shown_are_those_that_the_list_shows(papers, chair) -> None:
    asked = {"whole": "yes", "list": "numbers=2-3&cols=state"}
    rows = exported(signed_in(chair).post(EXPORT, asked))
    assert [row[0] for row in rows[1:]] == ["2", "3"]


@pytest.mark.parametrize("words", [{}, {"selected": "nonsense"}, {"numbers": "x"}, {"whole": "no"}])
def test_nothing_ticked_leads_back_to_the_list(papers, chair, words) -> None:
    answer = signed_in(chair).post(EXPORT, {**words, "list": "sort=-title"}, follow=True)
    assert answer.redirect_chain == [(f"{DESK}?sort=-title", 302)]
    assert "Tick the papers first." in answer.content.decode()


@pytest.mark.parametrize("words", [{"selected": [1, 2]}, {"numbers": "1-2"}, {"selected": [2, 99]}])
def test_a_paper_in_conflict_or_of_nobody_refuses_the_whole(papers, chair, words) -> None:
    Conflict.objects.create(submission=papers[0], user=chair, source=ConflictSource.DECLARED, created_at=NOW)
    answer = signed_in(chair).post(EXPORT, words, follow=True)
    page = answer.content.decode()
    assert answer.redirect_chain == [(DESK, 302)]
    assert "One of these papers is not there any more." in page
    assert "Title 1" not in page


def test_all_shown_leave_out_a_paper_in_conflict(papers, chair) -> None:
    Conflict.objects.create(submission=papers[0], user=chair, source=ConflictSource.DECLARED, created_at=NOW)
    rows = exported(signed_in(chair).post(EXPORT, {"whole": "yes", "list": "cols=state"}))
    assert [row[0] for row in rows[1:]] == ["2", "3", "4", "5"]


def test_only_chairs_do_anything_to_ticked_papers(papers, conference) -> None:
    others = [make_user(), make_member(conference, Role.REVIEWER), make_member(conference, Role.AREA_CHAIR)]
    others.append(make_member(make_conference("other"), Role.CHAIR))
    for person in others:
        assert signed_in(person).post(EXPORT, {"selected": [1]}).status_code == 404
    assert not AuditLine.objects.exists()
    assert not OutboundEmail.objects.exists()


def test_the_file_costs_the_same_queries_however_many_are_ticked(conference, papers, chair) -> None:
    client = signed_in(chair)

    def queries(numbers) -> int:
        with CaptureQueriesContext(connection) as captured:
            exported(client.post(EXPORT, {"selected": numbers}))
        return len(captured)

    queries([1])
    before = queries([1, 2, 3])
    for _ in range(20):
        make_submission(conference, [make_user()])
    assert queries(list(range(1, 26))) == before
