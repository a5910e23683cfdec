"""A paper that its authors cannot change any more is shown to them as text, with the reason."""

from __future__ import annotations

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from effgenai.conferences.dates.states import MilestoneKind
from effgenai.conferences.unfinished.services import save_unfinished
from submissions.core.models import Submission
from submissions.core.states import SubmissionState
from tests.submissions.conftest import DAY, signed_in
from tests.support.factories import NOW, make_conference, make_milestone, make_submission, make_user
from tests.support.pages import on_one_line

pytestmark = pytest.mark.django_db
FIELDS = ('name="title"', 'name="abstract"', "Save a new version", 'type="file"', "data-autosave-url")


@pytest.fixture(autouse=True)
def _clock(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def edit_page(paper: Submission, client: Client) -> str:
    address = reverse("submissions:edit", args=[paper.conference.slug, paper.number])
    answer = client.get(address)
    assert answer.status_code == 200
    return on_one_line(answer.content)


@pytest.mark.parametrize(
    "state",
    [
        SubmissionState.ACCEPTED,
        SubmissionState.REJECTED,
        SubmissionState.WITHDRAWN,
        SubmissionState.DESK_REJECTED,
        SubmissionState.SUBMITTED,
    ],
)
def test_what_cannot_change_is_text_with_a_reason(state) -> None:
    conference, author = make_conference("ws", contact_email="chairs@ws.example"), make_user("Ada Nwosu")
    make_milestone(conference, MilestoneKind.SUBMISSIONS_DUE, NOW - 9 * DAY)
    paper = make_submission(conference, [author], state=state, abstract="**Much** of it.")
    page = edit_page(paper, signed_in(author))
    for part in FIELDS:
        assert part not in page
    for words in ("Ada Nwosu", "<strong>Much</strong>", "The paper stays as it is", "chairs@ws.example"):
        assert words in page
    reason = "Papers were due" if state == SubmissionState.SUBMITTED else "it cannot be changed any more"
    assert reason in page
    assert ("Its final files" in page) == (state == SubmissionState.ACCEPTED)
    assert ("/materials/" in page) == (state == SubmissionState.ACCEPTED)


def test_what_may_change_is_a_form() -> None:
    conference, author = make_conference("ws"), make_user()
    make_milestone(conference, MilestoneKind.SUBMISSIONS_DUE, NOW + DAY)
    page = edit_page(make_submission(conference, [author]), signed_in(author))
    for part in FIELDS[:3]:
        assert part in page


def test_what_was_typed_too_late_is_still_there_to_read() -> None:
    conference, author = make_conference("ws"), make_user()
    make_milestone(conference, MilestoneKind.SUBMISSIONS_DUE, NOW - 9 * DAY)
    paper = make_submission(conference, [author])
    typed = {"title": "A better title", "abstract": "Better", "version": str(paper.version)}
    path = reverse("submissions:edit", args=["ws", paper.number])
    save_unfinished(conference=conference, by=author, path=path, typed=_query(typed), at=NOW)
    page = edit_page(paper, signed_in(author))
    assert "A better title" in page
    assert "Papers were due" in page


def _query(typed: dict[str, str]) -> QueryDict:
    found = QueryDict(mutable=True)
    found.update(typed)
    return found
