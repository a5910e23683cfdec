"""The chair's side: the table of papers, its export, and what a chair does to a paper."""

from __future__ import annotations

import csv
import io
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from effgenai.audit.models import AuditLine
from effgenai.conferences.core.states import Role
from effgenai.mail.models import OutboundEmail
from submissions.conflicts.models import Conflict
from submissions.conflicts.states import ConflictSource, ConflictStanding
from submissions.core.states import SubmissionState
from tests.submissions.conftest import signed_in
from tests.support.factories import NOW, make_conference, make_member, make_submission, make_user

pytestmark = pytest.mark.django_db
DESK = "/ws/chair/submissions/"


@pytest.fixture
def papers(conference):
    ada = make_user("Ada Nwosu", "ada@uni.example")
    first = make_submission(conference, [ada], title="Alpha $x^2$", abstract="On pruning.")
    second = make_submission(conference, [make_user("Bo")], title="Beta", state=SubmissionState.WITHDRAWN)
    third = make_submission(conference, [make_user("Cy")], title="Gamma", abstract="Quantised")
    make_submission(conference, [ada], title="Hidden draft", state=SubmissionState.DRAFT)
    third.topics.add(conference.topics.first())
    return first, second, third


@pytest.fixture
def desk(papers, chair):
    client = signed_in(chair)

    def numbers(query: str = "") -> list[int]:
        page = client.get(f"{DESK}?{query}")
        assert page.status_code == 200
        return [paper.number for paper in page.context["table"].papers]

    return numbers


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", [1, 2, 3]),
        ("q=alpha", [1]),
        ("q=PRUNING", [1]),
        ("q=nwosu", [1]),
        ("q=3", [3]),
        ("q=draft", []),
        ("state=withdrawn", [2]),
        ("state=draft", []),
        ("state=nonsense", []),
        ("sort=-title", [3, 2, 1]),
        ("sort=-number", [3, 2, 1]),
        ("sort=password", [1, 2, 3]),
        ("q=a&state=submitted&sort=-title", [3, 1]),
        ("topic=x&track=y", [1, 2, 3]),
        ("topic=99999999999999999999", []),
        ("q=99999999999999999999", []),
        ("q=%C2%B2&topic=%C2%B2", []),
        ("q=alpha&sort=odd", [1]),
    ],
)
def test_the_table_is_searched_filtered_and_sorted(desk, query, found) -> None:
    assert desk(query) == found


def test_the_table_is_filtered_by_topic_and_track(desk, conference) -> None:
    assert desk(f"topic={conference.topics.first().pk}") == [3]
    assert desk(f"track={conference.tracks.first().pk}") == [1, 2, 3]
    assert desk("track=0") == []


def test_a_paper_the_chair_is_in_conflict_with_is_nowhere(desk, chair, papers) -> None:
    Conflict.objects.create(submission=papers[0], user=chair, source=ConflictSource.DECLARED, created_at=NOW)
    client = signed_in(chair)
    page = client.get(DESK)
    assert desk() == [2, 3]
    assert desk("q=nwosu") == []
    assert page.context["table"].total == 2
    assert len(page.context["table"].growth) == 2
    assert "Alpha" not in b"".join(client.get(f"{DESK}export.csv")).decode()
    for path in ("1/reject/end/", "1/withdraw/end/", "1/restore/"):
        assert client.post(f"{DESK}{path}", {"reason": "x"}).status_code == 404
    papers[0].refresh_from_db()
    assert papers[0].state == SubmissionState.SUBMITTED


def test_authors_are_absent_for_chairs_where_the_conference_hides_them(desk, conference, chair) -> None:
    conference.hide_authors_from_chairs = True
    conference.save()
    client = signed_in(chair)
    assert desk("q=nwosu") == []
    assert "Nwosu" not in client.get(DESK).content.decode()
    export = b"".join(client.get(f"{DESK}export.csv")).decode()
    assert "Alpha" in export
    assert "Nwosu" not in export
    assert "ada@uni.example" not in export


def test_the_export_holds_the_filtered_table(desk, chair) -> None:
    answer = signed_in(chair).get(f"{DESK}export.csv?state=submitted&sort=-number")
    rows = list(csv.DictReader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))
    assert [row["number"] for row in rows] == ["3", "1"]
    assert (rows[1]["title"], rows[1]["authors"]) == ("Alpha $x^2$", "Ada Nwosu")
    assert rows[0]["topics"] == "Compression"
    assert "ws-papers.csv" in answer.headers["Content-Disposition"]


def test_only_chairs_come_here(papers, conference) -> None:
    others = [make_user(), make_member(conference, Role.REVIEWER), make_member(conference, Role.AREA_CHAIR)]
    elsewhere = make_member(make_conference("other"), Role.CHAIR)
    for person in [*others, elsewhere]:
        client = signed_in(person)
        assert client.get(DESK).status_code == 404
        assert client.get(f"{DESK}export.csv").status_code == 404
        assert client.post(f"{DESK}1/reject/end/", {"reason": "x"}).status_code == 404
    assert Client().get(DESK).status_code == 302
    assert Client().post(f"{DESK}1/reject/end/", {"reason": "x"}).status_code == 302
    papers[0].refresh_from_db()
    assert papers[0].state == SubmissionState.SUBMITTED
    assert not OutboundEmail.objects.exists()
    assert not AuditLine.objects.exists()


def test_a_paper_is_rejected_without_review_with_a_reason_and_brought_back(papers, chair) -> None:
    client, paper = signed_in(chair), papers[0]
    assert "This field is required" in client.post(f"{DESK}1/reject/end/", {}).content.decode()
    client.post(f"{DESK}1/reject/end/", {"reason": "Out of scope."})
    paper.refresh_from_db()
    assert (paper.state, paper.decided_by) == (SubmissionState.DESK_REJECTED, chair)
    assert "Out of scope." in OutboundEmail.objects.get(kind="submission.desk_reject").body
    client.post(f"{DESK}1/restore/")
    paper.refresh_from_db()
    assert (paper.state, paper.decided_at) == (SubmissionState.SUBMITTED, None)
    assert list(AuditLine.objects.values_list("action", "paper")) == [
        ("submission.restore", 1),
        ("submission.desk_reject", 1),
    ]


def test_a_chair_withdraws_a_paper_for_its_authors(papers, chair) -> None:
    signed_in(chair).post(f"{DESK}3/withdraw/end/", {"reason": "Asked by mail"})
    papers[2].refresh_from_db()
    assert papers[2].state == SubmissionState.WITHDRAWN
    assert OutboundEmail.objects.get().kind == "submission.withdraw"
    assert AuditLine.objects.get().detail == {"reason": "Asked by mail"}


def test_a_withdrawn_paper_that_was_accepted_is_accepted_again(conference, chair) -> None:
    paper = make_submission(conference, [make_user()], state=SubmissionState.ACCEPTED, presentation="Oral")
    client = signed_in(chair)
    client.post(f"{DESK}1/withdraw/end/", {"reason": "Asked by mail"})
    assert Client().get("/ws/papers/1/").status_code == 404
    client.post(f"{DESK}1/restore/")
    paper.refresh_from_db()
    assert (paper.state, paper.presentation, paper.decided_at) == (SubmissionState.ACCEPTED, "Oral", NOW)


def test_what_cannot_be_done_is_said_and_changes_nothing(papers, chair) -> None:
    client = signed_in(chair)
    page = client.post(f"{DESK}2/reject/end/", {"reason": "x"}).content.decode()
    assert "This paper is withdrawn; it cannot be rejected without review." in page
    assert client.post(f"{DESK}1/restore/").status_code == 403
    assert client.post(f"{DESK}1/burn/end/", {"reason": "x"}).status_code == 302
    assert [paper.state for paper in papers] == ["submitted", "withdrawn", "submitted"]
    assert not OutboundEmail.objects.exists()


def test_the_number_of_queries_does_not_grow(conference, chair) -> None:
    client = signed_in(chair)

    def queries(path: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            answer = client.get(path)
            assert b"".join(answer) if answer.streaming else answer.content
        return len(captured)

    make_submission(conference, [make_user()]).topics.add(conference.topics.first())
    queries(DESK)
    before = queries(DESK), queries(f"{DESK}export.csv")
    for _ in range(2):
        make_submission(conference, [make_user(), make_user()]).topics.add(conference.topics.first())
    assert (queries(DESK), queries(f"{DESK}export.csv")) == before


@pytest.mark.parametrize("path", ["", "1/reject/end/", "1/withdraw/end/"])
def test_every_link_leads_somewhere(papers, chair, path) -> None:
    page = signed_in(chair).get(f"{DESK}{path}").content.decode()
    assert 'href=""' not in page


def test_an_empty_desk_teaches(conference, chair) -> None:
    page = signed_in(chair).get(DESK).content.decode()
    assert "They appear here as authors submit." in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("sort=state,-title", [3, 1, 2]),
        ("sort=-state,title", [2, 1, 3]),
        ("sort=topics", [3, 1, 2]),
        ("sort=-topics,-number", [3, 2, 1]),
        ("sort=authors", [1, 2, 3]),
        ("sort=,-,state,,password,-number", [3, 1, 2]),
        ("group=state&sort=-number", [3, 1, 2]),
        ("group=state&sort=-state", [2, 1, 3]),
        ("numbers=1,3-9", [1, 3]),
        ("numbers=nonsense", [1, 2, 3]),
        ("q=BO&sort=-number", [2]),
    ],
)
def test_the_list_is_sorted_by_several_columns_and_grouped(desk, query, found) -> None:
    assert desk(query) == found


def test_groups_stand_under_their_words_and_say_how_many_they_are(papers, chair) -> None:
    page = signed_in(chair).get(f"{DESK}?group=state")
    assert [(group.words, len(group.rows)) for group in page.context["table"].groups] == [
        ("Submitted", 2),
        ("Withdrawn", 1),
    ]
    assert re.search(r'scope="rowgroup">\s*Submitted <span class="num">2</span>', page.content.decode())
    topics = signed_in(chair).get(f"{DESK}?group=topics").context["table"].groups
    assert [group.words for group in topics] == ["Compression", "Topics: none"]


def test_columns_are_chosen_and_ordered_in_the_address(papers, chair) -> None:
    page = signed_in(chair).get(f"{DESK}?cols=topics,nonsense,state,number,versions,topics")
    assert [column.name for column in page.context["table"].columns] == [
        "No.", "Paper", "Topics", "State", "Versions",
    ]  # fmt: skip
    html = page.content.decode()
    assert ">Compression</td>" in html
    assert "Nwosu" not in html


def test_the_file_has_the_chosen_columns(papers, chair) -> None:
    answer = signed_in(chair).get(f"{DESK}export.csv?cols=state,authors&sort=-number&numbers=1-2")
    rows = list(csv.reader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))
    assert rows == [
        ["No.", "Paper", "State", "Authors"],
        ["2", "Beta", "Withdrawn", "Bo"],
        ["1", "Alpha $x^2$", "Submitted", "Ada Nwosu"],
    ]


def test_hidden_authors_are_no_column_and_sort_nothing(desk, conference, chair) -> None:
    conference.hide_authors_from_chairs = True
    conference.save()
    for key in ("authors", "affiliations", "contact"):
        page = signed_in(chair).get(f"{DESK}?cols=state,{key}&sort=-{key}&group={key}")
        assert [column.name for column in page.context["table"].columns] == ["No.", "Paper", "State"]
        assert [paper.number for paper in page.context["table"].papers] == [1, 2, 3]
        export = b"".join(signed_in(chair).get(f"{DESK}export.csv?cols={key},state")).decode()
        assert "Nwosu" not in page.content.decode() + export


def test_what_people_wrote_is_escaped_in_the_rows(conference, chair) -> None:
    odd = "<script>alert(1)</script> & \"so\" 'on'"
    paper = make_submission(conference, [make_user(odd)], title=odd)
    topic = conference.topics.create(name=odd, position=9)
    paper.topics.add(topic)
    for query in ("", "cols=authors,topics,contact", "group=topics"):
        page = signed_in(chair).get(f"{DESK}?{query}").content.decode()
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_a_heading_sorts_first_by_its_column_and_then_as_before(papers, chair) -> None:
    page = signed_in(chair).get(f"{DESK}?sort=-submitted,title&q=a").content.decode()
    assert "?sort=state,-submitted,title&amp;q=a" in page
    assert "?sort=submitted,title&amp;q=a" in page
    assert "?sort=number&amp;q=a" in page


def in_conflict(paper, person, standing=ConflictStanding.CONFIRMED, source=ConflictSource.DECLARED):
    Conflict.objects.create(submission=paper, user=person, source=source, standing=standing, created_at=NOW)


def test_conflicts_are_columns_of_the_papers_that_the_chair_handles(papers, conference, chair) -> None:
    rita = make_member(conference, Role.REVIEWER, make_user("Rita Ray"))
    sam = make_member(conference, Role.REVIEWER, make_user("Sam Sun"))
    in_conflict(papers[0], rita)
    in_conflict(papers[0], rita, source=ConflictSource.CHAIR)
    in_conflict(papers[0], sam, ConflictStanding.POTENTIAL)
    in_conflict(papers[1], sam, ConflictStanding.DISMISSED)
    in_conflict(papers[2], chair)
    in_conflict(papers[2], sam)
    page = signed_in(chair).get(f"{DESK}?cols=conflicts,possible-conflicts&sort=-conflicts")
    assert [paper.number for paper in page.context["table"].papers] == [1, 2]
    rows = page.content.decode().split("<tbody")[1].split("<tr ")[1:]
    assert ["Rita Ray" in row for row in rows] == [True, False]
    assert ["Sam Sun" in row for row in rows] == [True, False]


def test_conflicts_tell_nothing_of_hidden_authors(papers, conference, chair) -> None:
    conference.hide_authors_from_chairs = True
    conference.save()
    outsider = make_user("Olga Outsider")
    member = make_member(conference, Role.REVIEWER, make_user("Mia Member"))
    in_conflict(papers[0], outsider, source=ConflictSource.AUTHOR)
    in_conflict(papers[0], member, ConflictStanding.POTENTIAL, ConflictSource.COAUTHOR)
    page = signed_in(chair).get(f"{DESK}?cols=conflicts,possible-conflicts").content.decode()
    assert "Olga" not in page
    assert "Mia" not in page


@pytest.mark.parametrize("text", ["word " * 100 + "end", "字" * 300 + "end", "a" * 300 + "end"])
def test_long_texts_are_shortened_in_the_list_and_whole_in_the_file(conference, chair, text) -> None:
    make_submission(conference, [], abstract=f"<b>{text}")
    make_submission(conference, [], abstract="Short.")
    page = signed_in(chair).get(f"{DESK}?cols=abstract").content.decode()
    assert "&lt;b&gt;" + text[:100] in page
    assert "end" not in re.findall(r"&lt;b&gt;[^<]*", page)[0]
    assert "…</td>" in page
    assert ">Short.</td>" in page
    answer = signed_in(chair).get(f"{DESK}export.csv?cols=abstract")
    rows = list(csv.reader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))
    assert [row[2] for row in rows[1:]] == [f"<b>{text}", "Short."]
