"""Reviews from files, with their texts and those who wrote them; authors read none before the release."""

from __future__ import annotations

import contextlib
import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from effgenai.accounts.models import User
from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import viewer_for
from effgenai.mail.models import OutboundEmail
from reviews.decisions.models import Decision
from reviews.decisions.services.classes import install_default_decisions
from reviews.imports.files.reviews import read_reviews
from reviews.reviewing.models import Review
from submissions.conflicts.models import Conflict
from submissions.conflicts.states import ConflictSource
from submissions.core.models import Submission
from submissions.imports.imported import BadImport
from tests.support.factories import NOW, make_conference, make_member, make_submission, make_user
from tests.support.workbooks import workbook

pytestmark = pytest.mark.django_db
HOTCRP = (
    "paper,title,review,reviewername,email,Overall merit,Reviewer expertise,Paper summary,"
    "Comments for author,Comments for PC\n"
    '1,On,1A,Ada Nwosu,ada@u.example,4. Accept,3,"In short,\ntwo lines",Good,"Between us"\n'
)
EASYCHAIR = (
    "#,submission #,member #,member name,number,version,text,scores,total score,reviewer email\n"
    '7,1,3,Ada Nwosu,1,1,"The whole review",'
    '"Overall evaluation: 2\nReviewer\'s confidence: 4",2,ada@u.example\n'
)
NOTES = [
    {
        "forum": "aBc_1",
        "invitations": ["V/Submission1/-/Official_Review"],
        "signatures": ["V/Submission1/Reviewer_xY1z"],
        "content": {
            "summary": {"value": "In short"},
            "rating": {"value": "5: accept"},
            "confidence": {"value": 4},
            "flag_for_ethics_review": {"value": ["No"]},
        },
    },
    {
        "forum": "aBc_1",
        "invitations": ["V/Submission1/-/Decision"],
        "content": {"decision": {"value": "Accept"}},
    },
]


@pytest.fixture
def conference():
    conference = make_conference("one")
    for number in (1, 2):
        make_submission(conference, [make_user(f"Author {number}")], external_id=f"aBc_{number}")
    return conference


@pytest.fixture
def chair(conference, client):
    person = make_member(conference, Role.CHAIR, make_user("Cleo Chair", "cleo@u.example"))
    client.force_login(person)
    return person


def command(tmp_path, content, **options):
    path = tmp_path / "reviews"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    out = io.StringIO()
    call_command("import_reviews", path, stdout=out, **({"conference": "one"} | options))
    return out.getvalue()


def test_hotcrp_reviews_come_with_their_texts(conference, tmp_path):
    command(tmp_path, HOTCRP)
    review = Review.objects.get()
    assert review.assignment.reviewer.email == "ada@u.example"
    assert review.answers == {
        "overall": 4,
        "confidence": 3,
        "summary": "In short,\ntwo lines",
        "strengths": "Good",
        "committee_note": "Between us",
    }
    assert (review.state, review.overall, review.versions.count()) == ("submitted", 4, 1)
    assert not OutboundEmail.objects.exists()


OFFLINE = """==+== Test Review Form
==-== DO NOT CHANGE LINES THAT START WITH "==+==" OR "==*==".

==+== =====================================================================
==+== Begin Review #1A
==+== Reviewer: Ada Nwosu <ada@u.example>
==-== Updated 8 Aug 2026 6:46:19pm EDT

==+== Paper #1
==-== Title: A title that goes on
==-==        in a second line

==+== Review Readiness
==-== Enter "Ready" if the review is ready for others to see:

Ready

==*== Overall merit
==-== Choices:
==-==    1. Reject
==-==    4. Accept
==-== Enter the number of your choice:

4

==*== Reviewer expertise
==-== Enter the number of your choice:

(Your choice here)

==*== Paper summary
==-== Markdown styling and LaTeX math supported.

In short,

\\==two== lines

==*== Strengths
==-== (hidden from authors)
==-==    What do you like?

Between us

==*== Comments for PC (hidden from authors)

Nor this

==+== Scratchpad (for unsaved private notes)

Note to myself

==+== End Review
"""
OLDER = """==+== =====================================================================
==+== Begin Review
==+== Submission #2
==+== Reviewer: Bo O

==+== A. Overall merit
==-== Enter the number of your choice: 2. Weak reject

==+== B. Comments for authors
Thin

==+== Scratchpad
==+== End Review
"""


def test_hotcrp_offline_forms_of_several_reviews(conference, tmp_path):
    said = command(tmp_path, OFFLINE + OLDER.replace("\n", "\r\n"))
    first, second = Review.objects.order_by("assignment__submission__number")
    assert first.assignment.reviewer.email == "ada@u.example"
    assert first.answers == {
        "overall": 4,
        "summary": "In short,\n\n==two== lines",
        "committee_note": "Nor this",
    }
    assert second.assignment.reviewer.name == "Bo O"
    assert second.answers["overall"] == 2
    assert "Thin" in second.answers.values()
    assert "“Strengths: hidden from authors” is not taken." in said
    assert "review forms of HotCRP" in said
    assert "Note to myself" not in str(list(Review.objects.values_list("answers", flat=True)))


@pytest.mark.parametrize(
    ("was", "now", "why"),
    [
        ("\n\nReady\n", "\n\nNot yet\n", "line 5: it was not submitted"),
        ("#1", "#9", "there is no paper “9”"),
        ("Ada Nwosu <ada@u.example>", "<ada@nowhere>", "“ada@nowhere” is no address"),
    ],
)
def test_offline_forms_that_cannot_be_taken_are_named_by_their_line(conference, tmp_path, was, now, why):
    said = command(tmp_path, OFFLINE.replace(was, now) + OLDER)
    assert why in said
    assert Review.objects.get().assignment.submission.number == 2


def test_hotcrp_offline_forms_show_their_questions_in_the_browser(client, conference, chair):
    address = reverse("reviews:import_reviews", args=["one"])
    page = client.post(address, {"uploads": SimpleUploadedFile("reviews.txt", OFFLINE.encode())})
    matching = dict(page.context["preview"].matching)
    assert matching["Paper summary"] == "summary"
    assert matching["Strengths: hidden from authors"] == ""
    (carried,) = page.context["form"].carried()
    client.post(address, {"carried": carried, "do": "import"})
    assert Review.objects.get().overall == 4


def test_a_whole_hotcrp_site_brings_the_texts_of_its_reviews(conference, tmp_path):
    reviews = [
        {"object": "review", "reviewer": "Ada Nwosu", "reviewer_email": "ada@u.example", "ready": True}
        | {"OveMer": 4, "PapSum": "Short", "modified_at": 1_700_000_000},
        {"reviewer_email": "bo@u.example", "OveMer": 1, "PapSum": "Other"},
        {"reviewer_email": "cy@u.example", "status": "draft", "OveMer": 1},
    ]
    papers = [
        {"_id_": 1, "title": "On", "authors": [], "reviews": reviews},
        {"pid": 2, "title": "On", "authors": []},
    ]
    beside = {"2A": {"reviewer_email": "ada@u.example", "fields": {"OveMer": "2. Reject"}}}
    site = {"contacts": [], "papers": papers, "reviews": beside}
    said = command(tmp_path, json.dumps(site))
    answers = {
        (review.assignment.submission.number, review.assignment.reviewer.email): review.answers
        for review in Review.objects.all()
    }
    assert answers == {
        (1, "ada@u.example"): {"overall": 4, "summary": "Short"},
        (1, "bo@u.example"): {"overall": 1, "summary": "Other"},
        (2, "ada@u.example"): {"overall": 2},
    }
    assert "entry 2, review 3: it was not submitted" in said


def test_what_is_confidential_goes_by_itself_to_no_question_that_authors_read(conference, tmp_path):
    said = command(tmp_path, "paper,reviewer,summary,PC summary of strengths\n1,Ada,Short,Secret\n")
    assert Review.objects.get().answers == {"summary": "Short"}
    assert "“pc summary of strengths” is not taken." in said


def test_easychair_reviews_have_their_scores_in_one_cell(conference, tmp_path):
    command(tmp_path, EASYCHAIR)
    assert Review.objects.get().answers == {"summary": "The whole review", "overall": 2, "confidence": 4}


def test_easychair_workbook_of_reviews_with_half_points(conference, tmp_path):
    heading = ["submission #", "member name", "text", "total score"]
    rows = [heading, [1, "Ada Nwosu", "One", 2.5], [2, "Ada Nwosu", "Two", -3]]
    said = command(tmp_path, workbook(Reviews=rows, Topics=[["topic"], ["Theory"]]))
    assert set(Review.objects.values_list("overall", flat=True)) == {-6, 5}
    assert User.objects.get(name="Ada Nwosu").email == "ada.nwosu@one.invalid"
    assert "1 address was made up" in said
    assert "every score counts twice" in said


def test_openreview_official_reviews_of_anonymous_people(conference, tmp_path):
    said = command(tmp_path, json.dumps({"notes": NOTES}))
    review = Review.objects.get()
    assert review.answers == {"summary": "In short", "overall": 5, "confidence": 4}
    assert review.assignment.reviewer.name == "Reviewer xY1z of paper 1"
    assert not review.assignment.reviewer.is_active
    assert "“flag_for_ethics_review” is not taken." in said
    replies = [{"id": "aBc_2", "content": {"title": {"value": "On"}}, "details": {"replies": NOTES[:1]}}]
    command(tmp_path, json.dumps(replies))
    assert Review.objects.count() == 1  # the reply names its forum: it is there already


def test_each_reply_of_openreview_keeps_its_own_answers(conference, tmp_path):
    other = NOTES[0] | {
        "signatures": ["V/Submission1/Reviewer_zZ9"],
        "content": {"summary": {"value": "At length"}, "rating": {"value": 1}},
    }
    note = {"id": "aBc_1", "content": {"title": {"value": "On"}}, "details": {"replies": [NOTES[0], other]}}
    command(tmp_path, json.dumps([note]))
    assert {review.answers["summary"] for review in Review.objects.all()} == {"In short", "At length"}


def test_cmt_reviews_as_workbook(conference, tmp_path):
    heading = [
        "Paper ID",
        "Paper Title",
        "Reviewer Name",
        "Reviewer Email",
        "Q1 (Overall rating - Value)",
        "Q2 (Strengths)",
    ]
    command(tmp_path, workbook(Reviews=[heading, [1, "On", "Ada", "ada@u.example", 5, "Many"]]))
    assert Review.objects.get().answers == {"overall": 5, "strengths": "Many"}


def test_several_columns_fill_one_text_where_a_chair_says_so(conference, tmp_path):
    text = "paper,reviewer,summary,novelty\n1,Ada,Short,Much\n"
    command(tmp_path, text, answers=["novelty=summary"])
    assert Review.objects.get().answers == {"summary": "**summary**\n\nShort\n\n**novelty**\n\nMuch"}


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("9,Ada,a@u.example,Words,3", "there is no paper “9” that could have reviews"),
        (",Ada,a@u.example,Words,3", "it names no paper"),
        ("2,Ada,a@u.example,,", "it says nothing"),
        ("2,Ada,no address,Words,3", "“no address” is no address"),
        ("2,Ada,a@u.example,Words,good", "“good” is not a number"),
        (f"2,Ada,a@u.example,{'x' * 20_001},3", "at most 20000 are taken"),
    ],
)
def test_what_cannot_be_taken_is_named(conference, tmp_path, row, why):
    said = command(tmp_path, f"paper,reviewer,email,summary,overall\n1,Bo,b@u.example,Fine,3\n{row}\n")
    assert why in said
    assert Review.objects.filter(assignment__submission__number=1).count() == 1


def test_who_is_in_conflict_has_written_no_review(conference, tmp_path):
    author = conference.submissions.get(number=1).authorships.get().user
    said = command(tmp_path, f"paper,reviewer,email,summary\n1,A,{author.email},Splendid\n")
    assert "is in conflict with paper 1" in said
    assert not Review.objects.exists()


def test_the_same_file_again_changes_nothing(conference, tmp_path):
    command(tmp_path, HOTCRP)
    assert "0 reviews by 0 people; 1 there already." in command(tmp_path, HOTCRP.replace("Good", "Bad"))
    assert Review.objects.get().answers["strengths"] == "Good"


def decide(paper, **fields):
    outcome = install_default_decisions(paper.conference, NOW)[0]
    return Decision.objects.create(submission=paper, outcome=outcome, decided_at=NOW, **fields)


def test_authors_read_nothing_until_the_release(conference, tmp_path):
    paper = conference.submissions.get(number=1)
    author = paper.authorships.get().user
    command(tmp_path, HOTCRP)
    assert not Review.objects.visible_to(viewer_for(user=author, conference=conference, at=NOW)).exists()
    decide(conference.submissions.get(number=2), state="released", released_at=NOW)
    said = command(tmp_path, HOTCRP.replace("\n1,On", "\n2,On"))
    assert "the decision on paper 2 is released" in said
    assert Review.objects.count() == 1


@pytest.mark.parametrize(
    "content", [b"", b"[", b"[5]", b"a,b\n1,2", b"paper\n1", b'paper,text\n"1', b"PK\x03\x04"]
)
def test_damaged_files_are_sentences(content):
    with contextlib.suppress(BadImport):
        found = read_reviews(content)
        assert not found.reviews
        assert found.problems


def test_a_file_without_an_answer_is_refused(conference, tmp_path):
    with pytest.raises(CommandError, match="No column answers a question"):
        command(tmp_path, "paper,reviewer,mood\n1,Ada,good\n")
    assert not Review.objects.exists()


def test_in_the_browser_each_column_shows_what_it_answers(client, conference, chair):
    address = reverse("reviews:import_reviews", args=["one"])
    page = client.post(address, {"uploads": SimpleUploadedFile("r.csv", HOTCRP.encode())})
    assert dict(page.context["preview"].matching)["paper summary"] == "summary"
    assert not Review.objects.exists()
    assert not conference.review_fields.exists()
    (carried,) = page.context["form"].carried()
    said = {"carried": carried, "column": ["comments for author"], "question": ["weaknesses"], "do": "import"}
    client.post(address, said)
    assert Review.objects.get().answers["weaknesses"] == "Good"
    assert not OutboundEmail.objects.exists()


def test_a_paper_kept_from_the_chair_is_as_unknown_as_one_that_does_not_exist(client, conference, chair):
    hidden = conference.submissions.get(number=1)
    Conflict.objects.create(submission=hidden, user=chair, source=ConflictSource.DECLARED, created_at=NOW)
    address = reverse("reviews:import_reviews", args=["one"])
    said = []
    for number in ("1", "9"):
        text = HOTCRP.replace("\n1,On", f"\n{number},On").encode()
        page = client.post(address, {"uploads": SimpleUploadedFile("r.csv", text)})
        said.append([line.replace(number, "N", 2) for line in page.context["preview"].problems])
        client.post(address, {"uploads": SimpleUploadedFile("r.csv", text), "do": "import"})
    assert said[0] == said[1] != []
    assert not Review.objects.exists()


def test_exported_reviews_come_back_as_they_were(client, conference, chair, tmp_path):
    command(tmp_path, HOTCRP + '2,Two,2A,Bo O,,2. Reject,5,"=1+1 is ""two""",- Minus,\n')
    export = client.get(reverse("reviews:export_reviews", args=["one"])).getvalue()
    two = make_conference("two")
    make_member(two, Role.CHAIR, chair)
    for number in (1, 2):
        make_submission(two, title=Submission.objects.get(conference=conference, number=number).title)
    command(tmp_path, export, conference="two")
    again = client.get(reverse("reviews:export_reviews", args=["two"])).getvalue()
    assert again.decode() == export.decode()
