"""The reason of a rejection without review stands on the page of its authors, for as long as it holds."""

from __future__ import annotations

import pytest

from effgenai.audit.models import AuditLine
from effgenai.conferences.core.states import Role
from submissions.papers.services.transitions import desk_reject_paper, restore_paper
from tests.submissions.conftest import signed_in
from tests.support.factories import NOW, make_member, make_submission

pytestmark = pytest.mark.django_db
PAGE = "/ws/submissions/1/"
REASON = "It has <b>nine</b> pages.\n\nThe limit is eight."


@pytest.fixture
def paper(conference, author, chair):
    paper = make_submission(conference, [author])
    return desk_reject_paper(submission=paper, reason=REASON, by=chair, at=NOW)


def test_its_authors_and_chairs_read_the_reason_as_it_was_written(paper, chair, client_of_author) -> None:
    for client in (client_of_author, signed_in(chair)):
        page = client.get(PAGE).content.decode()
        assert "It has &lt;b&gt;nine&lt;/b&gt; pages.</p>" in page
        assert "The limit is eight." in page
    assert "Rejected without review" in client_of_author.get("/ws/submissions/").content.decode()


def test_others_read_nothing_of_it(paper, conference) -> None:
    answer = signed_in(make_member(conference, Role.REVIEWER)).get(PAGE)
    assert answer.status_code == 404
    assert "eight" not in answer.content.decode()


def test_a_paper_that_comes_back_loses_it(paper, chair, client_of_author) -> None:
    restored = restore_paper(submission=paper, by=chair, at=NOW)
    assert restored.desk_reject_reason == ""
    assert "eight" not in client_of_author.get(PAGE).content.decode()
    assert REASON in AuditLine.objects.get(action="submission.desk_reject").detail["reason"]


def test_one_without_a_stored_reason_points_to_the_mail(paper, client_of_author) -> None:
    type(paper).objects.update(desk_reject_reason="")
    assert "The chairs gave the reason in their mail to you." in client_of_author.get(PAGE).content.decode()
