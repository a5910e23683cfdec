"""Earlier versions: whoever may open the newest file opens them, and gets them as they get the newest."""

from __future__ import annotations

import pytest
from django.core.files.storage import default_storage
from django.test import Client

from effgenai.conferences.core.states import BlindMode, Role
from effgenai.files.services import store_upload
from reviews.assignment.models import Assignment
from submissions.conflicts.models import Conflict
from submissions.papers.services.revisions import add_revision
from tests.submissions.conftest import pdf, signed_in
from tests.support.factories import NOW, make_member, make_submission, make_user

pytestmark = pytest.mark.django_db
PAGE = "/ws/submissions/1/"
FIRST, SECOND = f"{PAGE}versions/1/manuscript/", f"{PAGE}versions/2/manuscript/"


@pytest.fixture
def paper(conference, author):
    paper = make_submission(conference, [author])
    for text in ("The first text", "The second text"):
        paper.manuscript = store_upload(upload=pdf(text), conference=conference, by=author, at=NOW)
        paper.save()
        add_revision(submission=paper, by=author, at=NOW)
    return paper


def reviewer_of(paper):
    person = make_member(paper.conference, Role.REVIEWER)
    pseudonym = f"Reviewer B{paper.assignments.count()}"
    Assignment.objects.create(submission=paper, reviewer=person, pseudonym=pseudonym, assigned_at=NOW)
    return person


def stored(file):
    with default_storage.open(file.path) as content:
        return content.read()


def file_at(client, url):
    answer = client.get(url)
    return answer.status_code, b"".join(answer) if answer.streaming else b""


def test_its_authors_open_each_version_as_they_sent_it(paper, author) -> None:
    client = signed_in(author)
    versions = list(paper.revisions.order_by("number"))
    for url, version in zip((FIRST, SECOND), versions, strict=True):
        assert file_at(client, url) == (200, stored(version.manuscript))
        assert url in client.get(PAGE).content.decode()
        assert url in client.get(url.removesuffix("manuscript/")).content.decode()


@pytest.mark.parametrize("mode", BlindMode)
def test_chairs_and_reviewers_get_the_copy_of_each_in_every_mode(conference, paper, chair, mode) -> None:
    conference.blind_mode = mode
    conference.save()
    for person in (chair, reviewer_of(paper)):
        client = signed_in(person)
        for url, version in zip((FIRST, SECOND), paper.revisions.order_by("number"), strict=True):
            status, content = file_at(client, url)
            assert (status, content) == (200, stored(version.manuscript.reviewer_copy))
            assert b"Ada Nwosu" not in content
            assert url in client.get(PAGE).content.decode()


def test_a_reviewer_of_a_paper_with_one_version_meets_no_list_of_versions_nor_receipts(
    conference, paper
) -> None:
    page = signed_in(reviewer_of(paper)).get(PAGE).content.decode()
    assert "SHA-256" not in page
    assert 'versions/1/"' not in page
    paper.revisions.filter(number=1).delete()
    assert "Versions" not in signed_in(reviewer_of(paper)).get(PAGE).content.decode()


def test_nobody_else_opens_any_version(conference, paper, chair) -> None:
    Conflict.objects.create(submission=paper, user=chair, source="chair", created_at=NOW)
    others = [chair, make_user(), make_member(conference, Role.REVIEWER)]
    for client in (*map(signed_in, others), Client()):
        for url in (FIRST, SECOND):
            assert client.get(url).status_code in {302, 404}


def test_there_is_no_version_that_was_never_made(paper, author) -> None:
    for number in (0, 3, 10**12):
        assert signed_in(author).get(f"{PAGE}versions/{number}/manuscript/").status_code == 404
