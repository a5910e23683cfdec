"""Two presses at the same moment, on a real database with real threads."""

from __future__ import annotations

import concurrent.futures
from collections.abc import Callable

import pytest
from django.db import connections

from effgenai.mail.models import OutboundEmail
from submissions.core.models import Revision, Submission
from tests.submissions.conftest import edit_url, pdf, signed_in

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(press: Callable[[int], int], times: int = 4) -> list[int]:
    def run(number: int) -> int:
        try:
            return press(number)
        finally:
            connections.close_all()

    with concurrent.futures.ThreadPoolExecutor(times) as threads:
        return list(threads.map(run, range(times)))


@pytest.fixture
def ready(draft, client_of_author, paper_data) -> Submission:
    client_of_author.post(edit_url(draft), {**paper_data, "version": draft.version, "manuscript": pdf()})
    return draft


def test_pressing_submit_twice_at_once_records_one_version(ready, author) -> None:
    clients = [signed_in(author) for _ in range(4)]
    answers = at_once(lambda n: clients[n].post(f"/ws/submissions/{ready.number}/submit/").status_code)
    assert set(answers) == {302}
    assert Revision.objects.count() == 1
    assert OutboundEmail.objects.filter(kind="submission.receipt").count() == 2


def test_papers_begun_at_once_get_numbers_of_their_own(conference, author) -> None:
    clients, track = [signed_in(author) for _ in range(4)], conference.tracks.get().pk
    data = {"title": "T", "track": track}
    assert set(at_once(lambda n: clients[n].post("/ws/submissions/new/", data).status_code)) == {302}
    assert set(Submission.objects.values_list("number", flat=True)) == {1, 2, 3, 4}


def test_of_two_tabs_that_save_at_once_one_is_told(ready, author, paper_data) -> None:
    ready.refresh_from_db()
    clients = [signed_in(author) for _ in range(2)]
    url = f"/ws/submissions/{ready.number}/save/"

    def save(number: int) -> int:
        data = {**paper_data, "title": f"Tab {number}", "version": ready.version}
        return clients[number].post(url, data).status_code

    assert sorted(at_once(save, 2)) == [200, 409]
    version = ready.version
    ready.refresh_from_db()
    assert ready.version == version + 1
