"""The book of abstracts."""

from __future__ import annotations

import io
import json

import pytest
from django.core.cache import cache
from django.test import Client
from pypdfium2 import PdfDocument

from effgenai.conferences.core.states import Role
from effgenai.resilience.limited.running import LimitMet
from effgenai.ui.text.titles import plain_title
from program.core.models import Session
from program.exports.book import making
from program.exports.book.contents import book_contents
from program.exports.book.drawing import draw_book
from program.schedule.queries.released import public_schedule
from submissions.core.models import Submission
from submissions.core.states import SubmissionState
from tests.support.factories import NOW, make_member, make_user
from tests.support.signing_in import signed_in

pytestmark = pytest.mark.django_db
ADDRESS = "/ws/program/abstracts.pdf"
REPORT = "/ws/chair/program/exports/book/"


@pytest.fixture(autouse=True)
def _nothing_drawn_yet():
    cache.clear()


def text(pdf: bytes) -> str:
    document = PdfDocument(io.BytesIO(pdf))
    pages = [page.get_textpage().get_text_range() for page in document]
    return " ".join("\n".join(pages).split())


def book() -> str:
    answer = Client().get(f"{ADDRESS}?new")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    return text(answer.content)


def test_it_has_a_title_page_the_programme_and_every_abstract(programme, make_release, paper) -> None:
    abstract = "Τὸ πρῶτον\n\n[2]: A reference, no link <b>&amp;</b>\n- first\n- second"
    Submission.objects.filter(pk=paper.pk).update(abstract=abstract)
    make_release()
    found = book()
    for words in (
        "Book of abstracts",
        "12 December 2026",
        "First (release 1), times in Europe/Vienna",
        "Saturday 12 December 2026",
        "Coffee & cake",
        "on the panel: Grace Hopper",
        "12:00 " + paper.title,
        "Ωmega Иван 2",
        "board P2",
        "Τὸ πρῶτον",
        "[2]: A reference, no link <b>&amp;</b>",
    ):
        assert words in found


def test_one_abstract_that_cannot_be_read_is_set_as_it_was_typed_and_named(
    programme, make_release, paper, chair_client, monkeypatch
) -> None:
    Submission.objects.filter(pk=paper.pk).update(abstract="Bad **abstract**")
    make_release()
    usual = plain_title

    def fails(words: str) -> str:
        if words.startswith("Bad"):
            raise ValueError(words)
        return usual(words)

    monkeypatch.setattr("program.exports.book.contents.plain_title", fails)
    assert "Bad **abstract**" in book()
    page = chair_client.get(REPORT).content.decode()
    assert "Set as they were typed" in page
    assert paper.title in page


def test_letters_that_it_lacks_are_named(programme, make_release, paper, chair_client) -> None:
    make_release()
    assert "Every abstract is set" in chair_client.get(REPORT).content.decode()
    Submission.objects.filter(pk=paper.pk).update(abstract="日本 and e\u0301")
    make_release("Second", NOW)
    assert "□□ and é" in book()
    page = chair_client.get(REPORT).content.decode()
    assert "Letters that the typeface lacks" in page
    assert "日" in page


def test_words_without_end_and_many_pages_never_make_it_fail(programme, make_release, paper) -> None:
    Submission.objects.filter(pk=paper.pk).update(abstract="x" * 9000 + "\n\n" + "word " * 9000)
    make_release()
    assert "word word" in book()


def test_it_tells_only_what_is_released_and_accepted(programme, make_release, paper) -> None:
    make_release()
    Session.objects.filter(title="Party").update(title="Secret party")
    Submission.objects.filter(pk=paper.pk).update(state=SubmissionState.WITHDRAWN, withdrawn_at=NOW)
    found = book()
    assert "Secret" not in found
    assert paper.title not in found
    assert "Party" in found


def test_before_a_release_there_is_none_and_only_editors_read_the_report(
    programme, make_release, chair_client
) -> None:
    assert Client().get(ADDRESS).status_code == 404
    assert chair_client.get(REPORT).status_code == 404
    make_release()
    reviewer = signed_in(make_member(programme, Role.REVIEWER, make_user("Rev")))
    assert reviewer.get(REPORT).status_code == 404
    assert Client().get(REPORT).status_code == 302


def test_it_is_drawn_once_and_the_same_each_time(programme, make_release, monkeypatch) -> None:
    make_release()
    first = Client().get(f"{ADDRESS}?1").content
    schedule = public_schedule(programme, NOW)
    assert schedule is not None
    monkeypatch.setattr(making, "run_limited", None)  # nobody draws again
    assert Client().get(f"{ADDRESS}?2").content == first


def test_the_same_contents_are_the_same_bytes(programme, make_release) -> None:
    make_release()
    written = json.dumps(book_contents(programme, public_schedule(programme, NOW))).encode()
    assert draw_book(written).parts == draw_book(written).parts


def test_whoever_comes_while_it_is_made_or_cannot_be_made_is_asked_to_come_back(
    programme, make_release, monkeypatch
) -> None:
    make_release()

    def too_much(*_: object, **__: object) -> None:
        raise LimitMet("too much")

    monkeypatch.setattr(making, "run_limited", too_much)
    answer = Client().get(f"{ADDRESS}?3")
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert "try again" in answer.content.decode()
