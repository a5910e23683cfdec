"""The page of a paper: its parts appear by right, and what is not somebody's is absent."""

from __future__ import annotations

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from effgenai.conferences.core.states import BlindMode, Role
from effgenai.conferences.core.viewer import viewer_for
from effgenai.files.services import store_upload
from reviews.reviewing.models import Review
from reviews.reviewing.services.form import install_default_review_form
from submissions.conflicts.models import Conflict
from submissions.conflicts.states import TELLING_SOURCES, ConflictSource
from submissions.core.states import SubmissionState
from submissions.papers.queries.page import PaperPage, paper_page
from submissions.papers.services.revisions import add_revision
from tests.submissions.conftest import pdf, signed_in
from tests.support.drafts import give
from tests.support.factories import NOW, make_member, make_submission, make_user
from tests.support.pages import on_one_line

pytestmark = pytest.mark.django_db
PAGE = "/ws/submissions/1/"


@pytest.fixture
def author():
    return make_user("Ada Nwosu", "ada@uni.example")


@pytest.fixture
def paper(conference, author):
    paper = make_submission(conference, [author], title="On $x^2$")
    paper.manuscript = store_upload(upload=pdf(), conference=conference, by=author, at=NOW)
    paper.save()
    add_revision(submission=paper, by=author, at=NOW)
    return paper


@pytest.fixture
def page_of(conference, paper):
    def page_of(user) -> PaperPage:
        return paper_page(viewer_for(user=user, conference=conference, at=NOW), paper)

    return page_of


def test_authors_see_their_names_file_and_versions_but_no_conflicts(page_of, author, paper) -> None:
    page = page_of(author)
    assert [line.name for line in page.authors] == ["Ada Nwosu"]
    assert page.file == paper.manuscript
    assert [point.title for point in page.versions] == ["Version 1"]
    assert page.conflicts is None


def test_authors_open_the_very_copy_that_reviewers_get(conference, author, chair, paper) -> None:
    address = f"{PAGE}manuscript/copy/"
    reviewer = make_member(conference, Role.REVIEWER)
    copy = signed_in(author).get(address).getvalue()
    with default_storage.open(paper.manuscript.reviewer_copy.path) as kept:
        assert copy == kept.read()
    assert f'href="{address}"' in signed_in(author).get(PAGE).content.decode()
    for other in (chair, reviewer):
        assert signed_in(other).get(address).status_code == 404


def test_authors_alone_are_told_what_is_left_out_of_the_copy(author, chair, paper) -> None:
    paper.manuscript.findings = ["The layer “Solutions” is left out."]
    paper.manuscript.save()
    assert "“Solutions”" in signed_in(author).get(PAGE).content.decode()
    assert "“Solutions”" not in signed_in(chair).get(PAGE).content.decode()


def test_chairs_see_names_versions_and_conflicts_and_the_copy(page_of, chair, paper) -> None:
    page = page_of(chair)
    assert [line.name for line in page.authors] == ["Ada Nwosu"]
    assert page.file == paper.manuscript.reviewer_copy
    assert len(page.versions) == 1
    assert page.conflicts == []


def test_who_may_open_the_page_without_being_either_gets_no_names_files_or_versions(page_of) -> None:
    page = page_of(make_user())
    assert (page.authors, page.file, page.versions, page.conflicts) == (None, None, [], None)


def test_authors_may_be_hidden_from_chairs_until_the_paper_is_accepted(
    page_of, conference, chair, paper
) -> None:
    conference.hide_authors_from_chairs = True
    assert page_of(chair).authors is None
    paper.state = SubmissionState.ACCEPTED
    assert [line.name for line in page_of(chair).authors] == ["Ada Nwosu"]


def test_hidden_authors_show_neither_in_conflicts_nor_in_receipts(conference, chair, paper) -> None:
    conference.hide_authors_from_chairs = True
    conference.save()
    judge = make_member(conference, Role.REVIEWER, make_user("A Judge"))
    for source in ConflictSource:
        Conflict.objects.create(
            submission=paper, user=judge, source=source, detail=f"{source} Nwosu", created_at=NOW
        )
    client = signed_in(chair)
    page, receipt = (on_one_line(client.get(path).content) for path in (PAGE, f"{PAGE}versions/1/"))
    assert page.count("A Judge is in conflict with it") == len(TELLING_SOURCES)
    assert "is an author" not in page
    assert "coauthor Nwosu" not in page
    assert "declared by the reviewer (declared Nwosu)" in page
    assert "Ada Nwosu" not in receipt


def test_area_chairs_see_names_only_where_the_conference_says_so(page_of, conference) -> None:
    area_chair = make_member(conference, Role.AREA_CHAIR)
    assert page_of(area_chair).authors is None
    conference.show_authors_to_area_chairs = True
    assert page_of(area_chair).authors is not None


def test_where_only_reviewers_are_hidden_everyone_who_reads_sees_names(page_of, conference) -> None:
    conference.blind_mode = BlindMode.SINGLE
    assert page_of(make_member(conference, Role.REVIEWER)).authors is not None


def test_a_chair_who_is_an_author_is_only_that(page_of, conference, author) -> None:
    make_member(conference, Role.CHAIR, author)
    page = page_of(author)
    assert (page.is_author, page.is_chair, page.conflicts) == (True, False, None)


def test_a_chair_in_conflict_finds_no_page_file_or_receipt(paper, chair) -> None:
    Conflict.objects.create(submission=paper, user=chair, source=ConflictSource.CHAIR, created_at=NOW)
    for path in (PAGE, f"{PAGE}manuscript/", f"{PAGE}versions/1/"):
        assert signed_in(chair).get(path).status_code == 404


def test_a_chair_reads_the_receipts_and_the_conflicts(paper, chair, conference) -> None:
    judge = make_member(conference, Role.REVIEWER, make_user("A Judge"))
    Conflict.objects.create(
        submission=paper, user=judge, source=ConflictSource.INSTITUTION, detail="Ada Nwosu", created_at=NOW
    )
    client = signed_in(chair)
    assert "A Judge same institution as an author (Ada Nwosu)" in on_one_line(client.get(PAGE).content)
    assert paper.manuscript.sha256 in client.get(f"{PAGE}versions/1/").content.decode()


def test_a_paper_without_a_file_has_none_to_open(conference, author) -> None:
    make_submission(conference, [author])
    assert signed_in(author).get(f"{PAGE}manuscript/").status_code == 404


def test_an_accepted_paper_opens_for_everyone_signed_in_but_not_its_file(paper) -> None:
    paper.state, paper.decided_at = SubmissionState.ACCEPTED, NOW
    paper.save()
    client = signed_in(make_user())
    assert "Ada Nwosu" in client.get(PAGE).content.decode()
    assert client.get(f"{PAGE}manuscript/").status_code == 404
    assert client.get(f"{PAGE}versions/1/").status_code == 404
    assert Client().get(PAGE).status_code == 302


def test_the_file_comes_with_a_neutral_name_and_headers_of_its_own(paper, author) -> None:
    answer = signed_in(author).get(f"{PAGE}manuscript/")
    assert b"".join(answer).startswith(b"%PDF")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'inline; filename="ws-paper-1.pdf"'
    assert answer.headers["ETag"] == f'"{paper.manuscript.sha256}"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "private" in answer.headers["Cache-Control"]
    assert "object-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(("who", "most"), [("author", 13), ("chair", 15)])
def test_the_number_of_queries_is_small_and_does_not_grow(paper, conference, request, who, most) -> None:
    client = signed_in(request.getfixturevalue(who))

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(PAGE).status_code == 200
        return len(captured)

    queries()
    before = queries()
    for position in (1, 2):
        paper.authorships.create(position=position, name="Another", email=f"a{position}@b.example")
        add_revision(submission=paper, by=None, at=NOW)
        judge = make_member(conference, Role.REVIEWER)
        Conflict.objects.create(submission=paper, user=judge, source=ConflictSource.CHAIR, created_at=NOW)
        paper.topics.add(conference.topics.all()[position - 1])
    assert queries() == before <= most


def test_the_list_of_own_papers_takes_the_same_number_of_queries(conference, author) -> None:
    client = signed_in(author)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/ws/submissions/").status_code == 200
        return len(captured)

    make_submission(conference, [author], state=SubmissionState.DRAFT)
    queries()
    before = queries()
    for state in (SubmissionState.DRAFT, SubmissionState.SUBMITTED):
        make_submission(conference, [author, make_user()], state=state)
    assert queries() == before


@pytest.mark.parametrize("reviews", [1, 5])
@pytest.mark.parametrize("who", ["chair", "reviewer", "author"])
def test_each_fact_of_the_page_is_asked_once(paper, conference, author, settings, who, reviews) -> None:
    settings.KEEP_PAGES_SECONDS = 60
    install_default_review_form(conference, NOW)
    readers = [make_member(conference, Role.REVIEWER) for _ in range(reviews)]
    for reader in readers:
        task = give(paper, reader)
        answers = {"summary": "Good.", "to_chairs": "Look at this.", "is_concerned": True}
        Review.objects.create(
            assignment=task, state="submitted", version=1, saved_at=NOW, submitted_at=NOW, answers=answers
        )
    people = {"chair": make_member(conference, Role.CHAIR), "reviewer": readers[0], "author": author}
    client = signed_in(people[who])
    client.get(PAGE)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(PAGE).status_code == 200
    asked = [query["sql"] for query in queries]
    assert len(asked) <= 13, asked
    assert len(set(asked)) == len(asked)
