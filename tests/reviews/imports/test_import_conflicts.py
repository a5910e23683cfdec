"""Conflicts of interest from files bind as if a chair had set each; what is kept from a chair stays so."""

from __future__ import annotations

import contextlib
import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from effgenai.conferences.core.states import Role
from effgenai.mail.models import OutboundEmail
from reviews.imports.files.conflicts import read_conflicts
from submissions.conflicts.models import Conflict
from submissions.conflicts.states import ConflictSource
from submissions.imports.imported import BadImport
from tests.support.factories import NOW, make_conference, make_member, make_submission, make_user
from tests.support.workbooks import workbook

pytestmark = pytest.mark.django_db
XML = """<conflicts xmlns="http://schemas.example/cmt"><submission submissionId="1">
<user email="ada@u.example"/></submission></conflicts>"""


@pytest.fixture(autouse=True)
def conference():
    conference = make_conference("one")
    for name in ("Ada Nwosu", "Bo O"):
        make_member(conference, Role.REVIEWER, make_user(name, f"{name.split()[0].lower()}@u.example"))
    for number in (1, 2):
        make_submission(conference, external_id=f"aBc_{number}")
    return conference


@pytest.fixture(autouse=True)
def chair(conference, client):
    person = make_member(conference, Role.CHAIR, make_user("Cleo Chair", "cleo@u.example"))
    client.force_login(person)
    return person


def command(tmp_path, content):
    path = tmp_path / "conflicts"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    out = io.StringIO()
    call_command("import_conflicts", path, conference="one", stdout=out)
    return out.getvalue()


def pairs():
    return set(Conflict.objects.binding().values_list("submission__number", "user__email"))


def test_conflicts_of_hotcrp(tmp_path):
    table = (
        "paper,title,first,last,email,conflicttype\n"
        "1,On,Ada,Nwosu,ada@u.example,Co-author\n2,On,Bo,O,bo@u.example,none\n"
    )
    said = command(tmp_path, table)
    assert pairs() == {(1, "ada@u.example")}
    assert Conflict.objects.get().detail == "Co-author"
    assert "1 conflict, binding at once; 0 there already." in said
    assert "0 conflicts, binding at once; 1 there already." in command(tmp_path, table)
    command(tmp_path, "paper,action,email\n2,conflict,bo@u.example\n")
    assert (2, "bo@u.example") in pairs()
    assert not OutboundEmail.objects.exists()


def test_pc_conflicts_of_hotcrp_papers(tmp_path):
    papers = [
        {"pid": 1, "title": "On", "pc_conflicts": {"ada@u.example": "advisor", "bo@u.example": False}},
        {"pid": 2, "pc_conflicts": ["bo@u.example"]},
    ]
    command(tmp_path, json.dumps(papers))
    assert pairs() == {(1, "ada@u.example"), (2, "bo@u.example")}


def test_conflicts_of_a_whole_hotcrp_site(tmp_path):
    papers = [
        {"_id_": 1, "title": "On", "authors": [], "pc_conflicts": ["ada@u.example"]},
        {"_id_": 2, "title": "On", "authors": []},
    ]
    said = command(tmp_path, json.dumps({"contacts": [{"email": "bo@u.example"}], "papers": papers}))
    assert pairs() == {(1, "ada@u.example")}
    assert "1 conflict, binding at once; 0 there already." in said


def test_conflict_edges_of_openreview(tmp_path):
    edges = [
        {"invitation": "V/Reviewers/-/Conflict", "head": "aBc_1", "tail": "~Ada_Nwosu1", "weight": -1},
        {"invitation": "V/Reviewers/-/Assignment", "head": "aBc_2", "tail": "~Ada_Nwosu1"},
    ]
    said = command(tmp_path, json.dumps({"edges": edges}))
    assert pairs() == {(1, "ada@u.example")}
    assert "“V/Reviewers/-/Assignment” is no conflict" in said


def test_conflicts_of_cmt_as_xml(tmp_path):
    command(tmp_path, XML)
    assert pairs() == {(1, "ada@u.example")}


def test_conflicts_of_easychair_by_name(tmp_path):
    rows = [["submission #", "member #", "member name"], [2, 7, "Bo O"]]
    command(tmp_path, workbook(Submissions=[["#", "title"], [2, "On"]], Conflicts=rows))
    assert pairs() == {(2, "bo@u.example")}


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("9,ada@u.example,", "there is no paper “9”"),
        ("1,nobody@u.example,", "nobody@u.example is nobody on the committee"),
        (",ada@u.example,", "it lacks a paper or a person"),
        ("1,,", "it lacks a paper or a person"),
        (f"1,ada@u.example,{'x' * 200}", "at most 100 are taken"),
    ],
)
def test_conflict_rows_that_cannot_be_taken_are_named(tmp_path, row, why):
    said = command(tmp_path, f"paper,email,reason\n{row}\n2,bo@u.example,\n")
    assert why in said
    assert pairs() == {(2, "bo@u.example")}


@pytest.mark.parametrize("content", [b"", b"[", b"[5]", b"a,b\n1,2", b"<a", b"<a/>", b'paper,email\n"1'])
def test_damaged_files_are_sentences(content):
    with contextlib.suppress(BadImport):
        found = read_conflicts(content)
        assert not found.conflicts
        assert found.problems


def test_in_the_browser_a_preview_comes_first_and_hidden_papers_stay_unknown(client, conference, chair):
    hidden = conference.submissions.get(number=1)
    Conflict.objects.create(submission=hidden, user=chair, source=ConflictSource.DECLARED, created_at=NOW)
    address = reverse("reviews:import_conflicts", args=["one"])
    text = b"paper,email\n1,ada@u.example\n9,ada@u.example\n2,cleo@u.example\n2,bo@u.example\n"
    page = client.post(address, {"uploads": SimpleUploadedFile("c.csv", text)})
    assert page.context["preview"].problems == [
        "line 2: there is no paper “1”.",
        "line 3: there is no paper “9”.",
    ]
    assert pairs() == {(1, "cleo@u.example")}
    client.post(address, {"uploads": SimpleUploadedFile("c.csv", text), "do": "import"})
    assert pairs() == {(1, "cleo@u.example"), (2, "cleo@u.example"), (2, "bo@u.example")}
    assert not OutboundEmail.objects.exists()
