"""What is printed for the venue, and its QR codes."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from effgenai.conferences.core.states import Role
from program.core.models import Session, Talk
from program.core.states import SessionKind
from program.exports.qr import MARGIN, qr_path
from submissions.core.models import Submission
from submissions.core.states import SubmissionState
from tests.program.conftest import HOUR, NOON
from tests.support.factories import NOW, make_member, make_submission, make_user
from tests.support.signing_in import signed_in

pytestmark = pytest.mark.django_db
DOORS = "/ws/chair/program/exports/doors/"
LABELS = "/ws/chair/program/exports/labels/"


def squares(text: str) -> list[list[bool]]:
    """The path drawn on paper with squares."""
    code = qr_path(text)
    drawn = [[False] * code.size for _ in range(code.size)]
    for run in code.path.split("M")[1:]:
        x, rest = run.split(" ", 1)
        y, length = rest.split("h")[:2]
        for place in range(int(x), int(x) + int(length.split("v")[0])):
            drawn[int(y)][place] = True
    return drawn


def test_a_code_has_its_margin_and_the_three_marks_by_which_it_is_found() -> None:
    drawn = squares("https://confs.example/ws/program/talks/abc/")
    size = len(drawn)
    assert not any(any(row) for row in [*drawn[:MARGIN], *drawn[-MARGIN:]])
    mark = [[x in {0, 6} or y in {0, 6} or (2 <= x <= 4 and 2 <= y <= 4) for x in range(7)] for y in range(7)]
    near, far = MARGIN, size - MARGIN - 7
    for top, left in ((near, near), (near, far), (far, near)):
        assert [row[left : left + 7] for row in drawn[top : top + 7]] == mark


def test_other_texts_have_other_codes() -> None:
    assert squares("https://a.example/1") != squares("https://a.example/2")


def test_each_door_has_a_sheet_for_each_day_with_its_sessions_and_breaks(
    programme, make_release, chair_client, paper
) -> None:
    make_release()
    page = chair_client.get(DOORS).content.decode()
    assert page.count('<section class="door">') == 2
    hall, foyer = page.split('<section class="door">')[1:]
    for words in (
        "Hall",
        "Saturday 12 December 2026",
        paper.title,
        "12:00–13:00",
        "Coffee",
        "A panel &lt;b&gt;",
    ):
        assert words in hall
    assert "Posters" not in hall
    assert "2 posters" in foyer
    assert "22:00–02:00 (Sun)" in foyer
    assert 'class="qr"' in hall


def test_each_poster_has_a_label_with_the_code_of_its_page(programme, make_release, chair_client) -> None:
    make_release()
    page = chair_client.get(LABELS).content.decode()
    poster = Talk.objects.get(board="P2")
    assert page.count('class="label"') == 2
    assert qr_path(f"http://testserver/ws/program/talks/{poster.key}/").path in page
    for words in ("P2", poster.submission.title, "Ωmega Иван 2", "14:00–16:00", "Foyer"):
        assert words in page


def test_long_titles_are_set_smaller_and_names_of_any_script_stay(
    programme, make_release, chair_client
) -> None:
    session = Session.objects.create(
        conference=programme, kind=SessionKind.DEMO, title="Demos", starts_at=NOON, ends_at=NOON + HOUR
    )
    Talk.objects.create(session=session, title="W" * 290, speaker="محمد, 山田太郎")
    make_release()
    page = chair_client.get(LABELS).content.decode()
    assert page.count("label-long") == 1
    assert "山田太郎" in page


def test_only_editors_have_them_and_only_of_a_release(programme, make_release, chair_client, paper) -> None:
    for address in (DOORS, LABELS):
        assert chair_client.get(address).status_code == 404
    make_release()
    Submission.objects.filter(pk=paper.pk).update(state=SubmissionState.WITHDRAWN, withdrawn_at=NOW)
    Session.objects.filter(title="Party").update(title="Secret party")
    reviewer = signed_in(make_member(programme, Role.REVIEWER, make_user("Rev")))
    for address in (DOORS, LABELS):
        assert Client().get(address).status_code == 302
        assert reviewer.get(address).status_code == 404
        page = chair_client.get(address).content.decode()
        assert paper.title not in page
        assert "Secret" not in page


@pytest.mark.parametrize("address", [DOORS, LABELS])
@pytest.mark.parametrize("posters", [5, 50])
def test_they_take_as_many_queries_however_many_posters(
    programme, make_release, chair_client, address, posters
) -> None:
    session = Session.objects.get(title="Posters")
    for place in range(posters):
        shown = make_submission(programme, title=f"Poster {place}", state=SubmissionState.ACCEPTED)
        Talk.objects.create(session=session, submission=shown, position=place + 5, board=str(place))
    make_release()
    with CaptureQueriesContext(connection) as queries:
        assert chair_client.get(address).status_code == 200
    assert len(queries) <= 9, queries.captured_queries
