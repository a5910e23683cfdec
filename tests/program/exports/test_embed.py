"""The programme as a list that other sites show in a frame."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from html5lib import HTMLParser

from program.core.models import Session, Talk
from submissions.core.models import Submission
from submissions.core.states import SubmissionState
from tests.support.factories import NOW, make_submission

pytestmark = pytest.mark.django_db
ADDRESS = "/ws/program/embed/"


def test_any_site_may_frame_it_and_fetch_it_and_no_other_page(programme, make_release) -> None:
    make_release()
    for _ in range(2):  # drawn, then kept
        answer = Client().get(ADDRESS)
        assert "frame-ancestors *" in answer["Content-Security-Policy"]
        assert "script-src 'self'" in answer["Content-Security-Policy"]
        assert "X-Frame-Options" not in answer
        assert answer["Access-Control-Allow-Origin"] == "*"
    for address in ("/ws/program/", "/ws/program/formats/", "/ws/"):
        other = Client().get(address)
        assert "frame-ancestors 'self'" in other["Content-Security-Policy"]
        assert other["X-Frame-Options"] == "SAMEORIGIN"
        assert "Access-Control-Allow-Origin" not in other


def test_it_needs_no_script_and_leads_to_the_site(programme, make_release, session, paper) -> None:
    make_release()
    page = Client().get(ADDRESS).content.decode()
    HTMLParser(strict=True, namespaceHTMLElements=False).parse(page)
    assert "<script" not in page
    for words in (
        paper.title,
        "Coffee",
        "times in Europe/Vienna",
        "board P1",
        f'href="http://testserver/ws/program/{session.key}/"',
        '<base target="_blank">',
    ):
        assert words in page


def test_it_says_when_nothing_is_published(programme) -> None:
    answer = Client().get(ADDRESS)
    assert answer.status_code == 200
    assert "not published yet" in answer.content.decode()
    assert "Morning talks" not in answer.content.decode()


def test_it_keeps_to_the_release_and_to_what_is_accepted(programme, make_release, paper) -> None:
    make_release()
    Session.objects.filter(title="Party").update(title="Secret party")
    Submission.objects.filter(pk=paper.pk).update(state=SubmissionState.WITHDRAWN, withdrawn_at=NOW)
    page = Client().get(ADDRESS).content.decode()
    assert "Secret" not in page
    assert paper.title not in page


def test_editors_find_the_code_to_copy(programme, chair_client) -> None:
    page = chair_client.get("/ws/chair/program/exports/").content.decode()
    assert "&lt;iframe src=&quot;http://testserver/ws/program/embed/&quot;" in page.replace('"', "&quot;")


def test_pages_lead_to_every_export(programme, make_release, chair_client) -> None:
    make_release()
    page = chair_client.get("/ws/chair/program/exports/").content.decode()
    for name in ("venue.xlsx", "doors/", "labels/", "book/"):
        assert f'href="/ws/chair/program/exports/{name}"' in page
    assert 'href="/ws/program/abstracts.pdf"' in Client().get("/ws/program/formats/?new").content.decode()


@pytest.mark.parametrize("talks", [5, 50])
def test_it_takes_as_many_queries_however_many_talks(programme, make_release, session, talks) -> None:
    for place in range(talks):
        shown = make_submission(programme, title=f"Talk {place}", state=SubmissionState.ACCEPTED)
        Talk.objects.create(session=session, submission=shown, position=place + 5, minutes=1)
    make_release()
    with CaptureQueriesContext(connection) as queries:
        Client().get(ADDRESS)
    assert len(queries) <= 5, queries.captured_queries
