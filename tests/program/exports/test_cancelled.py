"""A talk that is cancelled, in every format."""

from __future__ import annotations

import pytest
from django.test import Client

from program.core.models import Talk
from program.exports.book.contents import book_contents
from program.schedule.queries.released import public_schedule
from tests.support.factories import NOW

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "address", ["program/embed/", "program/schedule.xml", "program/schedule.json", "program/programme.csv"]
)
def test_each_format_says_that_a_talk_is_cancelled(programme, make_release, paper, address) -> None:
    Talk.objects.filter(submission=paper).update(is_cancelled=True)
    make_release()
    page = Client().get(f"/ws/{address}").content.decode()
    assert f"{paper.title} (cancelled)" in page
    assert page.count("(cancelled)") == 1


def test_doors_and_the_book_say_so_and_a_board_gets_no_label(
    programme, make_release, paper, chair_client
) -> None:
    Talk.objects.filter(submission=paper).update(is_cancelled=True)
    Talk.objects.filter(board="P2").update(is_cancelled=True)
    make_release()
    assert "(cancelled)" in chair_client.get("/ws/chair/program/exports/doors/").content.decode()
    labels = chair_client.get("/ws/chair/program/exports/labels/").content.decode()
    assert "P1" in labels
    assert "P2" not in labels
    contents = book_contents(programme, public_schedule(programme, NOW))
    assert f"{paper.title} (cancelled)" in str(contents["programme"])
