from __future__ import annotations

from collections import Counter
from io import StringIO
from pathlib import Path

import html5lib
import pypdfium2
import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from demo.content.workshop import PAPERS
from demo.drawing.pdf import make_pdf
from demo.people import PASSWORD, SIGN_INS
from demo.services import load_demo
from effgenai.accounts.models import User
from effgenai.conferences.core.models import Conference
from program.core.models import Talk
from program.releases.models import Release
from reviews.assignment.models import Assignment
from reviews.reviewing.models import Review
from submissions.accepted.addresses import public_addresses
from submissions.core.models import Submission
from submissions.core.states import SubmissionState
from tests.support.factories import NOW, make_conference
from tests.support.pages import on_one_line


def test_a_made_up_manuscript_opens_with_its_pages_and_text() -> None:
    document = pypdfium2.PdfDocument(make_pdf("On (brackets)", "A word. " * 50, pages=3, author="Ada"))
    assert len(document) == 3
    assert "On (brackets)" in document[0].get_textpage().get_text_bounded()
    assert document.get_metadata_dict()["Author"] == "Ada"


@pytest.mark.django_db
def test_the_demo_has_something_to_do_for_everyone() -> None:
    conference = load_demo(at=NOW)
    states = set(conference.submissions.values_list("state", flat=True))
    assert states == {
        SubmissionState.DRAFT,
        SubmissionState.SUBMITTED,
        SubmissionState.ACCEPTED,
        SubmissionState.REJECTED,
    }
    assert conference.submissions.count() == len(PAPERS)
    assert conference.submissions.filter(decision__state="provisional").exists()
    reviewer = User.objects.get(email=dict(SIGN_INS)["reviewer"])
    assert set(reviewer.assignments.values_list("state", flat=True)) == {"assigned", "done"}
    assert Release.objects.filter(conference=conference).count() == 1
    chairs = [user for role, user in SIGN_INS if "conflict" in role]
    assert User.objects.get(email=chairs[0]).conflicts.filter(submission__state="submitted").exists()


def texts_of(selector: str) -> list[str]:
    """The words of these elements of the demo's home page, in their order."""
    page = html5lib.parse(Client().get("/effgenai/").content.decode(), namespaceHTMLElements=False)
    return [" ".join("".join(found.itertext()).split()) for found in page.iterfind(f".//main{selector}")]


@pytest.mark.django_db
def test_the_home_page_has_the_sections_of_a_workshop() -> None:
    load_demo(at=NOW)
    assert texts_of("//h1") == ["1st Workshop on Efficient Generative AI (EffGenAI)"]
    sections = ["Abstract", "Background and aims", "Open questions", "Goals", "Topics of interest"]
    assert texts_of("//h2")[:5] == sections
    assert len(texts_of("//ol[@class='questions']/li")) == 5
    assert len(texts_of("//ul[@class='topics']/li")) == 6


HOME_PAGE = """# 3rd Workshop on Quiet Machines

## Abstract

They are loud.

## Open questions

* How loud?

## Topics of interest

* System-level optimisation
* Pumps
"""


@pytest.mark.django_db
def test_the_demo_takes_the_home_page_of_a_file(tmp_path: Path) -> None:
    file = tmp_path / "index.md"
    file.write_text(HOME_PAGE, encoding="utf-8")
    call_command("load_demo", home_page=file, stdout=StringIO())
    assert texts_of("//h1") == ["3rd Workshop on Quiet Machines"]
    assert texts_of("//h2")[:3] == ["Abstract", "Open questions", "Topics of interest"]
    assert texts_of("//ol[@class='questions']/li") == ["How loud?"]
    topics = texts_of("//ul[@class='topics']/li/strong")
    assert topics[:2] == ["System-level optimisation", "Pumps"]
    assert len(topics) == len(set(topics)) == 6
    assert Submission.objects.filter(topics=None).count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize("text", [None, "", "## Topics\n\n* " + "long " * 50])
def test_a_file_that_can_be_no_home_page_is_named(tmp_path: Path, text: str | None) -> None:
    file = tmp_path / "index.md"
    if text is not None:
        file.write_text(text or "{% include x %}", encoding="utf-8")
    with pytest.raises(CommandError, match=r"index\.md cannot be the home page"):
        call_command("load_demo", home_page=file, stdout=StringIO())
    assert not Conference.objects.exists()


@pytest.mark.django_db
def test_no_reviewer_of_the_demo_is_in_conflict_with_a_paper_of_theirs() -> None:
    load_demo(at=NOW)
    for assignment in Assignment.objects.select_related("submission"):
        assert not assignment.submission.conflicts.filter(user=assignment.reviewer).exists()
    assert Review.objects.count() > 20


@pytest.mark.django_db
def test_no_two_reviews_of_a_paper_of_the_demo_say_the_same() -> None:
    load_demo(at=NOW)
    said = Counter(
        (review.assignment.submission_id, text)
        for review in Review.objects.select_related("assignment")
        for text in review.answers.values()
        if isinstance(text, str)
    )
    assert said.total() > 60
    assert set(said.values()) == {1}


@pytest.mark.django_db
def test_the_demo_goes_only_into_an_empty_installation() -> None:
    make_conference("mine")
    call_command("load_demo", stdout=StringIO())
    assert Conference.objects.count() == 1
    assert not Submission.objects.exists()


@pytest.mark.django_db
def test_sign_ins_are_printed_only_where_the_accounts_exist() -> None:
    out = StringIO()
    call_command("demo_signins", stdout=out)
    assert not out.getvalue()
    load_demo(at=NOW)
    call_command("demo_signins", stdout=out)
    assert len(out.getvalue().splitlines()) == len(SIGN_INS)
    user = User.objects.get(email=SIGN_INS[0][1])
    assert user.check_password(PASSWORD)


@pytest.mark.django_db
def test_a_finished_conference_stands_beside_it_with_every_public_page_full() -> None:
    past = load_demo(at=NOW).previous
    assert past is not None
    assert past.submissions.public().count() == past.submissions.count() == 30
    addresses = list(public_addresses(past, timezone.now()))
    assert sum(address.endswith(".pdf") for address in addresses) == 40
    answers = [Client().get(address) for address in addresses if "share" not in address]
    assert {answer.status_code for answer in answers} == {200}
    files = [b"".join(answer) for answer in answers if answer.streaming]
    assert all(content.startswith(b"%PDF-") for content in files)
    home = Client().get(f"/{past.slug}/").content.decode()
    assert "Best paper" in home
    assert "All 30 accepted papers" in on_one_line(home)
    assert Talk.objects.filter(submission__conference=past).count() == 30
