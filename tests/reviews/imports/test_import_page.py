"""Importing papers in the browser: what is shown before anything is made, and what is made then."""

from __future__ import annotations

import gzip
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from effgenai.audit.models import AuditLine
from effgenai.conferences.core.models import Track
from effgenai.conferences.core.states import Role
from effgenai.mail.models import OutboundEmail
from reviews.decisions.models import Decision
from reviews.imports import forms
from submissions.core.models import Submission
from tests.support.factories import make_conference, make_member, make_user
from tests.support.pages import on_one_line
from tests.support.workbooks import workbook

pytestmark = pytest.mark.django_db
PAPERS = (
    "pid;title;authors;decision;colour\n"
    "8.0;Größe;Zoë O <z@u.example> (Uni);Accept (Oral);red\n"
    "9;Other;Bo <b@u.example>;Reject;\n"
)
UNKNOWN = (
    "number,title,authors,decision\n1,A,A <a@u.example>,Weak accept\n2,B,B <b@u.example>,Strong reject\n"
)


@pytest.fixture
def conference():
    return make_conference("ws")


@pytest.fixture(autouse=True)
def chair(conference, client):
    person = make_member(conference, Role.CHAIR, make_user("Chair", "chair@elsewhere.example"))
    client.force_login(person)
    return person


def address() -> str:
    return reverse("reviews:import_papers", args=["ws"])


@pytest.fixture
def look(client):
    """Choose files; the page that follows, on one line."""

    def look(*contents: bytes | str, **fields: object) -> str:
        files = [
            SimpleUploadedFile(f"{place}.csv", content if isinstance(content, bytes) else content.encode())
            for place, content in enumerate(contents)
        ]
        response = client.post(address(), {"uploads": files, **fields})
        assert response.status_code == 200
        return on_one_line(response.content.decode())

    return look


def carried(page: str) -> list[str]:
    return re.findall(r'<textarea name="carried" hidden>([^<]*)</textarea>', page)


def test_the_page_shows_what_would_be_made_and_nothing_is(look) -> None:
    lines = AuditLine.objects.count()
    page = look(PAPERS.encode("cp1252"))
    assert "Windows-1252, cells between semicolons" in page
    assert "Papers: 2 new, 0 unchanged." in page
    assert "Decisions (provisional): Accept as oral 1, Reject 1." in page
    assert re.search(r"<th scope=\"row\">pid</th> ?<td>number</td>", page)
    assert "colour (1)" in page
    assert "Größe" in page
    assert not Submission.objects.exists()
    assert AuditLine.objects.count() == lines


def test_what_was_shown_is_imported_without_a_mail(look, client, chair) -> None:
    page = look(PAPERS)
    response = client.post(address(), {"carried": carried(page), "do": "import"})
    assert response.status_code == 302
    assert dict(Submission.objects.values_list("number", "title")) == {8: "Größe", 9: "Other"}
    assert set(Submission.objects.values_list("state", "created_by")) == {("submitted", chair.pk)}
    assert set(Decision.objects.values_list("state", flat=True)) == {"provisional"}
    assert not OutboundEmail.objects.exists()
    client.post(address(), {"carried": carried(page), "do": "import"})
    assert Submission.objects.count() == 2


def test_words_that_are_not_known_are_asked_for(look, client) -> None:
    page = look(UNKNOWN)
    assert "What do these decisions mean?" in page
    assert 'value="import"' not in page
    fields = {
        "carried": carried(page),
        "word": ["Weak accept", "Strong reject"],
        "means": ["accept", "reject"],
    }
    client.post(address(), {**fields, "means": ["accept", ""], "do": "import"})
    assert not Submission.objects.exists()
    page = on_one_line(client.post(address(), {**fields, "do": "look"}).content.decode())
    assert "Decisions (provisional): Weak accept 1, Strong reject 1." in page
    client.post(address(), {**fields, "do": "import"})
    accepts = dict(Decision.objects.values_list("submission__number", "outcome__accepts"))
    assert accepts == {1: True, 2: False}


def test_encoding_delimiter_and_track_can_be_changed_in_the_preview(look, client, conference) -> None:
    Track.objects.create(conference=conference, name="Demos", page_limit=2)
    page = look("number,title,authors\n1,čaj|x,A <a@u.example>\n".encode("iso-8859-2"))
    assert "èaj" in page
    fields = {"carried": carried(page), "encoding": "iso-8859-2", "track": "Demos"}
    assert "čaj" in on_one_line(client.post(address(), fields).content.decode())
    client.post(address(), {**fields, "do": "import"})
    assert Submission.objects.get().track.name == "Demos"


def test_files_that_cannot_be_read_stay_chosen_while_the_encoding_is_changed(look, client) -> None:
    page = look("number,title,authors\n1,高效的生成模型,A <a@u.example>\n".encode("gb18030"))
    assert "The file is not text in UTF-8, UTF-16 or Windows-1252." in page
    again = client.post(address(), {"carried": carried(page), "encoding": "gb18030"})
    assert "高效的生成模型" in again.content.decode()


def test_workbooks_and_several_files_are_taken(look) -> None:
    papers = workbook(Papers=[["Paper ID", "Paper Title", "Abstract"], [3, "On size", "We try."]])
    page = look(papers, "paper,first,last,email\n3,Ada,Li,a@u.example\n")
    assert "Papers: 1 new, 0 unchanged." in page
    assert "Ada Li" in page


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "The submitted file is empty"),
        (b"number,title,authors\n1,A", "line 2: it has 2 cells, the first line has 3."),
        (b'number,title,authors\n1,"A', "line 2: a quotation mark opens a cell here and never closes it."),
        (b"number,title,authors,track\n1,A,A &lt;a@u.example&gt;,Demos", "is not written as"),
        (b"x" * (6 * 1024**2 + 1), "These files have more than 6 MB together."),
    ],
)
def test_what_cannot_be_imported_is_a_sentence(look, content, problem) -> None:
    assert problem in look(content)
    assert not Submission.objects.exists()


def test_what_swells_when_it_is_unpacked_is_refused(look, monkeypatch) -> None:
    content = f"number,title,authors,abstract\n1,A,A <a@u.example>,{'x' * 2000}\n".encode()
    monkeypatch.setattr(forms, "MAX_UNPACKED", len(content))
    assert "Papers: 1 new, 0 unchanged." in look(gzip.compress(content))
    monkeypatch.setattr(forms, "MAX_UNPACKED", len(content) - 1)
    assert "Unpacked, the files are too large." in look(gzip.compress(content))


def test_what_does_not_fit_any_more_when_it_is_imported_is_told(look, client, conference) -> None:
    track = Track.objects.create(conference=conference, name="Demos", page_limit=2)
    page = look("number,title,authors,track\n1,A,A <a@u.example>,Demos\n")
    track.delete()
    answer = client.post(address(), {"carried": carried(page), "do": "import"})
    assert "line 2: there is no track “Demos”." in on_one_line(answer.content.decode())
    assert not Submission.objects.exists()


def test_a_track_that_is_not_there_is_told(look) -> None:
    page = look("number,title,authors,track\n1,A,A <a@u.example>,Demos\n")
    assert "line 2: there is no track “Demos”." in page


@pytest.mark.parametrize("fields", [{}, {"carried": "%%%"}, {"carried": "é"}, {"uploads": "text"}])
def test_a_form_without_files_is_told(client, fields) -> None:
    assert "Choose a file." in on_one_line(
        client.post(address(), {"do": "import", **fields}).content.decode()
    )


def test_only_chairs_import(client, conference) -> None:
    for role in (Role.REVIEWER, Role.AREA_CHAIR):
        client.force_login(make_member(conference, role))
        assert client.get(address()).status_code in {403, 404}
        assert client.post(address(), {"do": "import"}).status_code in {403, 404}


def test_the_desk_leads_there(client) -> None:
    assert address() in client.get(reverse("submissions:desk", args=["ws"])).content.decode()
