"""Names in any direction keep their order: each stands in a direction of its own."""

from __future__ import annotations

import pytest
from django.test import Client

from submissions.core.states import SubmissionState
from tests.submissions.conftest import edit_url, pdf, signed_in
from tests.support.factories import make_submission, make_user
from tests.support.pages import on_one_line

NAMES = ["محمد علي", "דוד לוי", "Ada Nwosu"]


@pytest.fixture
def listed(draft, client_of_author, paper_data):
    data = {**paper_data, "title": "על דברים", "version": draft.version, "authors-TOTAL_FORMS": 3}
    for place, name in enumerate(NAMES):
        data |= {f"authors-{place}-name": name, f"authors-{place}-email": f"a{place}@lab.example"}
    data |= {"authors-2-email": "ada@uni.example", "manuscript": pdf(), "action": "submit"}
    client_of_author.post(edit_url(draft), data)
    client_of_author.post(f"/ws/submissions/{draft.number}/submit/")
    draft.refresh_from_db()
    assert draft.state == SubmissionState.SUBMITTED
    return draft


def in_order(page) -> list[str]:
    """The names on the page, each in a direction of its own, as they come."""
    html = on_one_line(page.content)
    html = html[html.index(f"<bdi>{NAMES[0]}") :]
    # A name that runs from left to right, as its line does, needs no direction of its own.
    found = [(html.find(f"<bdi>{name}</bdi>"), name) for name in NAMES[:2]] + [
        (html.find(NAMES[2]), NAMES[2])
    ]
    assert all(place >= 0 for place, _ in found), html
    return [name for _, name in sorted(found)]


def test_on_the_paper_its_receipt_and_the_desk(listed, client_of_author, chair) -> None:
    number = listed.number
    for address in (f"/ws/submissions/{number}/", f"/ws/submissions/{number}/versions/1/"):
        page = client_of_author.get(address)
        assert in_order(page) == NAMES
        assert 'dir="auto"' in page.content.decode()
    assert in_order(signed_in(chair).get("/ws/chair/submissions/")) == NAMES


def test_on_the_summary_before_one_submits(draft, client_of_author, listed) -> None:
    listed.state = SubmissionState.DRAFT
    listed.submitted_at = None
    listed.save()
    assert in_order(client_of_author.get(f"/ws/submissions/{listed.number}/submit/")) == NAMES


def test_on_the_public_list_and_page_of_accepted_papers(conference) -> None:
    authors = [make_user(name) for name in NAMES]
    paper = make_submission(conference, authors, title="על דברים", state=SubmissionState.ACCEPTED)
    for address in ("/ws/papers/", f"/ws/papers/{paper.number}/"):
        assert in_order(Client().get(address)) == NAMES


def test_what_people_write_finds_its_direction(draft, client_of_author) -> None:
    page = on_one_line(client_of_author.get(edit_url(draft)).content)
    for name in ("title", "abstract", "authors-0-name"):
        start = page.index(f'name="{name}"')
        assert 'dir="auto"' in page[start : page.index(">", start)]
