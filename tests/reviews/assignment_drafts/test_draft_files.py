"""Assignments from files of other systems become drafts; what is assigned goes out in the same forms."""

import xml.etree.ElementTree as ET

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from effgenai.conferences.core.states import Role
from effgenai.mail.models import OutboundEmail
from reviews.assignment.models import Assignment
from reviews.assignment_drafts.forms import DraftFileForm
from reviews.assignment_drafts.interchange import BadAssignmentFile, read_assignments
from reviews.assignment_drafts.models import AssignmentDraft
from reviews.assignment_drafts.states import DraftState
from reviews.expertise.models import Reviewer
from reviews.reviewing.models import Review
from submissions.conflicts.models import Conflict
from submissions.conflicts.states import ConflictSource
from tests.support.factories import NOW, make_conference, make_member, make_submission, make_user
from tests.support.workbooks import workbook

# --- Reading ---------------------------------------------------------------------------------------------
CMT = """<?xml version="1.0"?>
<assignments><submission submissionId="4"><user email="Ada@example.org"/><user email="bo@example.org"/>
</submission></assignments>"""


@pytest.mark.parametrize(
    ("text", "form", "found"),
    [
        ("paper,action,email\n4,primary,ada@example.org\n", "HotCRP", [(4, "ada@example.org", False)]),
        ("paper,email,action\n#4,ada@example.org,clearreview", "HotCRP", [(4, "ada@example.org", True)]),
        ("head,tail,weight\r\n4,Ada@example.org,0.7\r\n", "OpenReview", [(4, "ada@example.org", False)]),
        (CMT, "CMT", [(4, "ada@example.org", False), (4, "bo@example.org", False)]),
        ("\ufeffPaper ID;Reviewer Email\n4;ada@example.org\n\n", "a table", [(4, "ada@example.org", False)]),
        ('paper\tname\temail\n4\t"A, da"\tada@example.org', "a table", [(4, "ada@example.org", False)]),
    ],
)
def test_each_form_is_told_by_its_content(text, form, found):
    listed = read_assignments(text)
    assert listed.form == form
    assert [(line.paper, line.email, line.takes_off) for line in listed.lines] == found
    assert not listed.problems


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "a,b\n1,2",
        "paper,email\n",
        "<assignments><submission",
        "<assignments></assignments>",
        '<!DOCTYPE a [<!ENTITY b "c">]><assignments/>',
        "<html><body/></html>",
        f"<!--{'x' * 3000}--><!DOCTYPE a><assignments/>",
        "<assignments>" + "<submission/>" * 200_000 + "</assignments>",
    ],
)
def test_what_is_no_assignment_is_refused(text):
    with pytest.raises(BadAssignmentFile):
        read_assignments(text)


def test_lines_that_say_nothing_are_named_with_their_place():
    text = (
        "paper,action,email\nx,review,a@b.c\n4,review\n4,dance,a@b.c\n4,review,a@b.c\n" + "9" * 30 + ",,a@b.c"
    )
    listed = read_assignments(text)
    assert [line.at for line in listed.lines] == [5]
    assert [problem[:6] for problem in listed.problems] == ["Line 2", "Line 3", "Line 4", "Line 6"]


@pytest.mark.parametrize(
    "content",
    [
        *(
            "paper,email\r8.0,ö@u.example\r".encode(name)
            for name in ("utf-8", "utf-8-sig", "utf-16", "cp1252")
        ),
        "sep=;\npaper;email;;\n#8;ö@u.example;;\n".encode(),
        "pid\temail\n8\tö@u.example\n".encode("utf-16"),
        workbook(Sheet=[["Assignments"], [], ["Paper", "Email"], [8.0, "ö@u.example"]]),
    ],
)
def test_files_are_read_as_programs_write_them(content):
    form = DraftFileForm({"role": "reviewer"}, {"upload": SimpleUploadedFile("a", content)})
    assert form.is_valid(), form.errors
    assert [(line.paper, line.email) for line in form.listed.lines] == [(8, "ö@u.example")]
    assert not form.listed.problems


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b'paper,email\n8,"a@u.example\n9,b@u.example', "line 2: a quotation mark opens a cell here"),
        (b"paper,email\n8,\0", "Line 2 holds a NUL character"),
        (b"PK\x03\x04", "This is no Excel workbook"),
        (b"paper,email\n" + b"8,a@u.example\n" * 20_001, "This file has more than 20,000 lines."),
    ],
)
def test_damaged_files_are_refused_with_a_sentence(content, problem):
    form = DraftFileForm({"role": "reviewer"}, {"upload": SimpleUploadedFile("a", content)})
    assert form.errors["upload"][0].startswith(problem)


def test_a_row_that_is_too_long_is_named():
    listed = read_assignments("paper,email\n\n8,a@u.example,x\n8,a@u.example")
    assert listed.problems == ["Line 3: it has 3 cells, the first line has 2."]
    assert [line.at for line in listed.lines] == [4]


# --- In the product --------------------------------------------------------------------------------------
@pytest.fixture
def conference():
    return make_conference("effgenai", reviews_per_paper=2)


@pytest.fixture
def chair(conference, client):
    person = make_member(conference, Role.CHAIR, make_user("Cleo Chair"))
    client.force_login(person)
    return person


@pytest.fixture
def papers(conference):
    return [make_submission(conference) for _ in range(3)]


@pytest.fixture
def people(conference):
    members = [make_member(conference, Role.REVIEWER) for _ in range(3)]
    for user in members:
        Reviewer.objects.create(conference=conference, user=user, load_max=2, joined_at=NOW)
    return members


def url(conference, name="draft_file", *args):
    return reverse(f"reviews:{name}", args=[conference.slug, *args])


def assign(paper, person, **fields):
    values = {"pseudonym": f"Reviewer {person.pk}", "assigned_at": NOW, **fields}
    return Assignment.objects.create(submission=paper, reviewer=person, **values)


def table(*rows):
    return "\n".join(["paper,action,email", *(",".join(map(str, row)) for row in rows)])


def send(client, conference, text, **fields):
    return client.post(url(conference), {"role": "reviewer", "text": text, **fields})


def pairs_of(draft):
    return set(draft.pairs.values_list("submission__number", "user__email"))


@pytest.mark.django_db
def test_a_file_is_looked_at_first_and_then_becomes_a_draft(client, conference, chair, papers, people):
    first, second, _ = papers
    ada, bo, _ = people
    assign(first, ada)
    begun = assign(second, ada)
    Review.objects.create(assignment=begun, draft={"text": "Begun"}, saved_at=NOW)
    text = table(
        (first.number, "clear", ada.email),
        (first.number, "primary", bo.email),
        (second.number, "clear", ada.email),
        (second.number, "review", ada.email),
    )
    upload = SimpleUploadedFile("a.csv", b"\xef\xbb\xbf" + text.encode(), "text/csv")
    page = client.post(url(conference), {"role": "reviewer", "upload": upload}).content.decode()
    assert "Read as HotCRP" in page
    assert "Line 4: a review is begun" in page
    assert not AssignmentDraft.objects.exists()
    response = send(client, conference, text, do="make", name="From elsewhere")
    draft = AssignmentDraft.objects.get()
    assert response.url == url(conference, "run", draft.key)
    assert (draft.state, draft.name) == (DraftState.PROPOSED, "From elsewhere")
    assert pairs_of(draft) == {(first.number, bo.email), (second.number, ada.email)}
    assert {pair.user: pair.by_hand for pair in draft.pairs.all()} == {bo: True, ada: False}
    assert draft.total <= draft.bound + 1e-9
    assert "From elsewhere" in client.get(response.url).content.decode()
    assert Assignment.objects.count() == 2
    assert not OutboundEmail.objects.exists()


@pytest.mark.django_db
def test_what_cannot_be_is_left_out_with_its_reason(client, conference, chair, papers, people):
    first, second, third = papers
    ada, bo, cy = people
    Conflict.objects.create(submission=first, user=bo, source=ConflictSource.DECLARED, created_at=NOW)
    text = table(
        (999, "review", ada.email),
        (first.number, "review", "nobody@example.org"),
        (first.number, "review", bo.email),
        (first.number, "review", cy.email),
        (second.number, "review", cy.email),
        (third.number, "review", cy.email),
    )
    page = send(client, conference, text).content.decode()
    assert "Line 2: there is no paper 999" in page
    assert "Line 3: nobody@example.org is nobody on the committee" in page
    assert f"Line 4: {bo} is in conflict" in page
    assert f"Line 7: {cy} would have more than 2 papers" in page
    send(client, conference, text, do="make")
    assert pairs_of(AssignmentDraft.objects.get()) == {
        (first.number, cy.email),
        (second.number, cy.email),
    }


@pytest.mark.django_db
def test_a_paper_kept_from_the_chair_is_as_unknown_as_one_that_does_not_exist(
    client, conference, chair, papers, people
):
    hidden = papers[0]
    Conflict.objects.create(submission=hidden, user=chair, source=ConflictSource.DECLARED, created_at=NOW)
    assign(hidden, people[0])
    for number in (hidden.number, 998):
        page = send(client, conference, table((number, "review", people[1].email))).content.decode()
        assert f"there is no paper {number} that waits for reviewers" in page
    for form in ("hotcrp", "openreview", "cmt"):
        response = client.get(url(conference, "export_assignment", form))
        body = b"".join(response) if response.streaming else response.content
        assert people[0].email.encode() not in body


@pytest.mark.django_db
def test_a_file_that_changes_nothing_makes_no_draft(client, conference, chair, papers, people):
    assign(papers[0], people[0])
    text = table((papers[0].number, "review", people[0].email))
    assert "Make the draft" not in send(client, conference, text).content.decode()
    assert (
        "Nothing in this file would change"
        in client.post(
            url(conference), {"role": "reviewer", "text": text, "do": "make"}, follow=True
        ).content.decode()
    )
    assert not AssignmentDraft.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xff\xfe\x00", "is not text in UTF-16"),
        (b"", "empty"),
        (b"a,b\n1,2", "was recognised"),
        (b"x" * 2_000_001, "2 MB"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(client, conference, chair, papers, content, words):
    upload = SimpleUploadedFile("a.csv", content, "text/csv")
    response = client.post(url(conference), {"role": "reviewer", "upload": upload})
    assert response.status_code == 200
    assert words in response.content.decode()


@pytest.mark.django_db
def test_what_goes_out_comes_back_as_what_is_there(client, conference, chair, papers, people):
    for paper, person in zip(papers, people, strict=True):
        assign(paper, person, score=0.5)
    for form in ("hotcrp", "openreview", "cmt"):
        response = client.get(url(conference, "export_assignment", form))
        body = b"".join(response) if response.streaming else response.content
        found = send(client, conference, body.decode()).context["found"]
        assert (found.add, found.off, found.known, found.problems) == (0, 0, 3, [])
        assert len(read_assignments(body.decode()).lines) == 3
    assert ET.fromstring(body).tag == "assignments"
    assert client.get(url(conference, "export_assignment", "word")).status_code == 404


@pytest.mark.django_db
def test_a_draft_goes_out_too_and_reviewers_get_neither(client, conference, chair, papers, people):
    send(client, conference, table((papers[0].number, "review", people[0].email)), do="make")
    draft = AssignmentDraft.objects.get()
    export = url(conference, "export_assignment", "openreview")
    lines = b"".join(client.get(export, {"draft": draft.key})).decode().split()
    assert lines[0] == "head,tail,weight,invitation"
    assert lines[1].startswith(f"{papers[0].number},{people[0].email},")
    assert client.get(export, {"draft": "none"}).status_code == 404
    client.force_login(people[0])
    assert client.get(export).status_code == 404
    assert send(client, conference, table((papers[0].number, "review", people[1].email))).status_code == 404
