"""What HotCRP, OpenReview, CMT and EasyChair write about assignments; area chairs stay area chairs."""

from __future__ import annotations

import contextlib
import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from effgenai.conferences.core.states import Role
from effgenai.mail.models import OutboundEmail
from reviews.assignment.models import Assignment
from reviews.assignment_drafts.interchange import BadAssignmentFile, file_text, read_assignments
from reviews.assignment_drafts.models import AssignmentDraft
from reviews.expertise.models import Reviewer
from reviews.reviewing.models import Review
from submissions.conflicts.models import Conflict
from submissions.conflicts.states import ConflictSource
from tests.support.factories import NOW, make_conference, make_member, make_submission, make_user
from tests.support.workbooks import workbook

REVIEWER, AREA_CHAIR = Role.REVIEWER, Role.AREA_CHAIR
NAMESPACE = """<?xml version="1.0" encoding="utf-8"?>
<c:assignments xmlns:c="http://schemas.example/cmt">
<c:submission submissionId="4"><c:user email="Ada@u.example"/></c:submission></c:assignments>"""
EDGES = [
    {"invitation": "V/2026/Reviewers/-/Assignment", "head": "aBc_9", "tail": "~Ada_Nwosu1", "weight": 1},
    {"invitation": "V/2026/Area_Chairs/-/Proposed_Assignment", "head": "aBc_9", "tail": "b@u.example"},
]


# --- Reading ---------------------------------------------------------------------------------------------
def test_a_whole_hotcrp_site_holds_tables_of_assignments():
    site = {
        "papers": [{"_id_": 4, "title": "On"}],
        "assignments_1": "paper,action,email\n4,primary,ada@u.example\n",
        "assignments_2": "paper,action,email\n5,lead,bo@u.example\n6,tag,bo@u.example\n",
    }
    found = read_assignments(json.dumps(site))
    assert found.form == "HotCRP"
    assert [(line.paper, line.email, line.role) for line in found.lines] == [
        (4, "ada@u.example", None),
        (5, "bo@u.example", AREA_CHAIR),
    ]
    assert len(found.problems) == 1


@pytest.mark.parametrize(
    "action", ["pri", "primary", "sec", "secondaryreview", "ext", "external", "pcreview"]
)
def test_each_kind_of_review_of_hotcrp_gives_the_paper(action):
    (line,) = read_assignments(f"pid,action,email\n4,{action},a@u.example").lines
    assert (line.paper, line.email, line.takes_off, line.role) == (4, "a@u.example", False, None)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("4,lead,a@u.example", (4, "a@u.example", False, AREA_CHAIR)),
        ("4,metareview,a@u.example", (4, "a@u.example", False, AREA_CHAIR)),
        ("4,lead,none", (4, "all", True, AREA_CHAIR)),
        ("4,clearlead,", (4, "all", True, AREA_CHAIR)),
        ("4,review,none", (4, "all", True, None)),
        ("4,clearreview,#pc", (4, "all", True, None)),
        ("all,clearreview,all", ("all", "all", True, None)),
    ],
)
def test_leads_none_and_groups_of_hotcrp_are_known(row, said):
    (line,) = read_assignments(f"paper,action,email\n{row}").lines
    assert (line.paper, line.email, line.takes_off, line.role) == said


def test_papers_of_hotcrp_come_in_ranges_and_lists():
    lines = read_assignments('paper,action,user\n1-3,review,a@u.example\n"5 7",review,a@u.example').lines
    assert [line.paper for line in lines] == [1, 2, 3, 5, 7]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("4,review,#heavy", "“#heavy” is a tag of HotCRP"),
        ("4,review,#pc", "a paper is not given to everybody at once"),
        ("4,tag,#best", "the action “tag” is not about who reviews"),
        ("4,conflict,a@u.example", "the action “conflict” is not about who reviews"),
        ("1-999999999,review,a@u.example", "is no number of a paper"),
        ("aBc_9,review,a@u.example", "is no number of a paper"),
    ],
)
def test_what_is_not_understood_is_listed(row, why):
    listed = read_assignments(f"paper,action,email\n{row}")
    assert not listed.lines
    assert listed.problems[0].startswith("Line 2: ")
    assert why in listed.problems[0]


@pytest.mark.parametrize("row", ["1-1000,review,a@u.example", "all,clearreview,all"])
def test_a_file_that_says_too_much_is_refused(row):
    with pytest.raises(BadAssignmentFile, match=r"more than 20,000 lines"):
        read_assignments("paper,action,email" + f"\n{row}" * 201)


def test_cmt_xml_is_read_in_any_namespace():
    listed = read_assignments(NAMESPACE)
    assert [(line.paper, line.email) for line in listed.lines] == [(4, "ada@u.example")]


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(EDGES),
        json.dumps({"edges": EDGES, "count": 2}),
        "\n".join(map(json.dumps, EDGES)),
        json.dumps([{"id": {"head": "aBc_9"}, "values": EDGES}]),
    ],
)
def test_edges_of_openreview_come_as_json_in_any_wrapping(text):
    listed = read_assignments(text)
    found = [(line.paper, line.email, line.role) for line in listed.lines]
    assert found == [("aBc_9", "~ada_nwosu1", REVIEWER), ("aBc_9", "b@u.example", AREA_CHAIR)]
    assert listed.form == "OpenReview"


def test_edges_that_are_no_assignments_are_listed():
    conflict = {"invitation": "V/Reviewers/-/Conflict", "head": "x1", "tail": "a@u.example"}
    listed = read_assignments(json.dumps([conflict, 5, {"head": "x1"}, {"head": {"a": 1}, "tail": [2]}]))
    assert [problem.split(":")[0] for problem in listed.problems] == ["Entry 1", "Entry 2", "Entry 3"]
    assert "“V/Reviewers/-/Conflict” is no assignment" in listed.problems[0]


@pytest.mark.parametrize(
    "text",
    ["[", "[" * 100_000, "{}", "[]", '{"edges": 5}', '{"a": 1, "a": 2}', '[{"values": []}]', "[\ud800]"],
)
def test_damaged_edges_are_a_sentence_and_no_fault(text):
    with contextlib.suppress(BadAssignmentFile):
        listed = read_assignments(text)
        assert not listed.lines
        assert listed.problems


def test_a_workbook_of_easychair_has_the_assignment_in_a_sheet_of_its_own():
    sheets = workbook(
        Submissions=[["#", "title"], [4, "On things"]],
        Assignment=[["submission #", "member #", "member name"], [4, 2, "Ada Nwosu"]],
    )
    listed = read_assignments(file_text(sheets))
    assert [(line.paper, line.email) for line in listed.lines] == [(4, "ada nwosu")]


def test_sheets_of_people_s_own_have_reviewers_side_by_side():
    text = "paper,reviewer 1,reviewer 2,area chair\n4,a@u.example,b@u.example,c@u.example\n5,a@u.example,,"
    found = [(line.paper, line.email, line.role) for line in read_assignments(text).lines]
    assert found == [
        (4, "a@u.example", None),
        (4, "b@u.example", None),
        (4, "c@u.example", AREA_CHAIR),
        (5, "a@u.example", None),
    ]


# --- In a conference -------------------------------------------------------------------------------------
@pytest.fixture
def people():
    return [
        make_user(name, f"{name[0].lower()}@u.example") for name in ("Ada Nwosu", "Bo O", "Cy Kim", "Di Lee")
    ]


@pytest.fixture
def chair(client):
    person = make_user("Cleo Chair", "chair@u.example")
    client.force_login(person)
    return person


def conference_of(slug, people, chair):
    """Three papers, two reviewers and two area chairs."""
    conference = make_conference(slug, reviews_per_paper=2)
    make_member(conference, Role.CHAIR, chair)
    for person, role in zip(people, [REVIEWER, REVIEWER, AREA_CHAIR, AREA_CHAIR], strict=True):
        make_member(conference, role, person)
        Reviewer.objects.create(conference=conference, user=person, load_max=4, joined_at=NOW)
    for number in (1, 2, 3):
        make_submission(conference, external_id=f"aBc_{number}")
    return conference


@pytest.fixture
def one(people, chair):
    conference = conference_of("one", people, chair)
    papers = list(conference.submissions.order_by("number"))
    for paper, whom in ((papers[0], (0, 1, 2, 3)), (papers[1], (0, 3)), (papers[2], (1,))):
        for place in whom:
            role = REVIEWER if place < 2 else AREA_CHAIR
            fields = {"pseudonym": f"P{place}", "assigned_at": NOW, "role": role}
            Assignment.objects.create(submission=paper, reviewer=people[place], score=0.3, **fields)
    return conference


def exported(client, conference, form):
    answer = client.get(reverse("reviews:export_assignment", args=[conference.slug, form]))
    assert answer.status_code == 200
    return answer.getvalue()


def command(path, content, **options):
    path.write_bytes(content)
    out = io.StringIO()
    call_command("import_assignment", path, stdout=out, **options)
    return out.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize("forms", [["hotcrp"], ["openreview"], ["cmt", "cmt-area-chairs"]])
def test_an_exported_assignment_comes_back_as_it_was(client, chair, people, one, tmp_path, forms):
    two = conference_of("two", people, chair)
    before = [exported(client, one, form) for form in forms]
    for form, content in zip(forms, before, strict=True):
        role = AREA_CHAIR if "area" in form else REVIEWER
        said = command(tmp_path / form, content, conference="two", role=role, apply="yes")
        assert "0 lines left out" in said
    assert [exported(client, two, form) for form in forms] == before
    assert Assignment.objects.filter(submission__conference=two, role=AREA_CHAIR).count() == 3
    assert not OutboundEmail.objects.exists()


@pytest.mark.django_db
def test_the_table_of_the_desk_comes_back_with_its_roles(client, chair, people, one):
    two = conference_of("two", people, chair)
    table = client.get(reverse("reviews:assignment", args=["one"]), {"format": "csv"}).getvalue().decode()
    address = reverse("reviews:draft_file", args=["two"])
    page = client.post(address, {"role": "reviewer", "text": table})
    assert (page.context["found"].add, page.context["found"].problems) == (7, [])
    assert "Make the drafts" in page.content.decode()
    assert not AssignmentDraft.objects.exists()
    client.post(address, {"role": "reviewer", "text": table, "do": "make"})
    of_role = {draft.role: draft.pairs.count() for draft in AssignmentDraft.objects.filter(conference=two)}
    assert of_role == {REVIEWER: 4, AREA_CHAIR: 3}
    assert not Assignment.objects.filter(submission__conference=two).exists()


def looked_at(client, slug, text):
    return client.post(reverse("reviews:draft_file", args=[slug]), {"role": "reviewer", "text": text}).context


@pytest.mark.django_db
def test_people_and_papers_are_known_by_the_names_of_openreview(client, chair, people, one):
    edges = [
        {"head": "aBc_3", "tail": "~Ada_Nwosu1", "invitation": "V/Reviewers/-/Assignment"},
        {"head": "aBc_9", "tail": "~Ada_Nwosu1", "invitation": "V/Reviewers/-/Assignment"},
        {"head": "aBc_3", "tail": "~No_Body1", "invitation": "V/Reviewers/-/Assignment"},
    ]
    found = looked_at(client, "one", json.dumps(edges))["found"]
    assert (found.add, found.off) == (1, 0)
    assert [problem[:8] for problem in found.problems] == ["Entry 2:", "Entry 3:"]


@pytest.mark.django_db
def test_a_lead_takes_the_place_of_the_one_before(client, chair, people, one):
    found = looked_at(client, "one", "paper,action,email\n2,lead,c@u.example")["found"]
    assert (found.add, found.off, found.problems) == (1, 1, [])


@pytest.mark.django_db
def test_of_two_members_of_one_name_neither_is_guessed(client, chair, people, one):
    namesake = make_member(one, REVIEWER, make_user("Ada Nwosu"))
    found = looked_at(client, "one", "paper,name\n3,Ada  NWOSU")["found"]
    assert found.add == 0
    assert "several members are called ada  nwosu" in found.problems[0]
    assert looked_at(client, "one", f"paper,email\n3,{namesake.email}")["found"].add == 1


@pytest.mark.django_db
def test_nobody_has_a_paper_in_two_roles(client, chair, people, one):
    make_member(one, AREA_CHAIR, people[0])
    text = "paper,action,email\n3,review,a@u.example\n3,lead,a@u.example"
    found = looked_at(client, "one", text)["found"]
    assert found.add == 1
    assert found.problems == ["Line 3: Ada Nwosu has paper 3 in another role."]


@pytest.mark.django_db
def test_all_papers_are_those_that_the_chair_knows(client, chair, people, one):
    hidden = one.submissions.get(number=1)
    Conflict.objects.create(submission=hidden, user=chair, source=ConflictSource.DECLARED, created_at=NOW)
    begun = Assignment.objects.get(submission__number=2, reviewer=people[0])
    Review.objects.create(assignment=begun, draft={"text": "Begun"}, saved_at=NOW)
    found = looked_at(client, "one", "paper,action,email\nall,clearreview,all")["found"]
    assert (found.add, found.off) == (0, 1)
    assert found.problems == ["Line 2: a review is begun, so its writer keeps the paper."]
    by_id = looked_at(client, "one", "paper,email\naBc_1,a@u.example\naBc_8,a@u.example")["found"]
    why = "that waits for reviewers."
    assert by_id.problems == [
        f"Line 2: there is no paper aBc_1 {why}",
        f"Line 3: there is no paper aBc_8 {why}",
    ]


@pytest.mark.django_db
def test_the_command_says_why_a_file_cannot_be_read(chair, people, one, tmp_path):
    with pytest.raises(CommandError, match="No assignment was recognised"):
        command(tmp_path / "a", b"a,b\n1,2", conference="one")
    with pytest.raises(CommandError, match="There is no conference"):
        command(tmp_path / "a", b"paper,email\n1,a@u.example", conference="none")
    with pytest.raises(CommandError, match="No such chair"):
        command(tmp_path / "a", b"paper,email\n1,a@u.example", conference="one", by="a@u.example")
    with pytest.raises(CommandError, match="Nothing in this file would change"):
        command(tmp_path / "a", b"paper,email\n1,a@u.example", conference="one")
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import_assignment", tmp_path / "b", conference="one")
    assert not AssignmentDraft.objects.exists()
