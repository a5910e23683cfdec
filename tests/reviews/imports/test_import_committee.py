"""Committees from files: invitations that wait, or members at once; nobody is written to."""

from __future__ import annotations

import contextlib
import io
import json

import pytest
from allauth.account.models import EmailAddress
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from effgenai.accounts.models import Affiliation, User
from effgenai.conferences.core.models import Membership
from effgenai.conferences.core.states import Role
from effgenai.mail.models import OutboundEmail
from reviews.committee.models import Invitation
from reviews.expertise.models import Reviewer
from reviews.imports.files.committee import read_members
from submissions.authors.models import Authorship
from submissions.conflicts.models import Conflict
from submissions.conflicts.states import ConflictSource
from submissions.imports.imported import BadImport
from tests.support.factories import make_conference, make_member, make_submission, make_user
from tests.support.workbooks import workbook

pytestmark = pytest.mark.django_db
EASYCHAIR = (
    "#,person #,first name,last name,email,country,affiliation,Web page,role\n"
    "1,77,Ada,Nwosu,ada@u.example,NG,Uni Lagos,,PC member\n"
    "2,78,Bo,O,bo@u.example,SE,Lund,,senior PC member\n"
    "3,79,Cy,Kim,cy@u.example,KR,KAIST,,chair\n"
)
HOTCRP = (
    "first,last,email,affiliation,roles,tags,topic: Theory,topic: Games\n"
    "Ada,Nwosu,ada@u.example,Uni Lagos,pc,#heavy,2,-2\n"
    "Bo,O,bo@u.example,Lund,pc chair,,,0\n"
)
CMT = (
    "First Name\tMiddle Initial\tLast Name\tE-mail\tOrganization\tQuota\n"
    "Ada\tB\tNwosu\tada@u.example\tLagos\t7\n"
)


@pytest.fixture
def conference():
    return make_conference("one")


@pytest.fixture
def chair(conference, client):
    person = make_member(conference, Role.CHAIR, make_user("Cleo Chair", "cleo@u.example"))
    client.force_login(person)
    return person


def command(tmp_path, content, **options):
    path = tmp_path / "committee"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    out = io.StringIO()
    call_command("import_committee", path, stdout=out, **({"conference": "one"} | options))
    return out.getvalue()


def seats(slug="one"):
    rows = Membership.objects.filter(conference__slug=slug).exclude(role=Role.CHAIR)
    return set(rows.values_list("user__email", "role"))


def test_easychair_committee_becomes_members_without_a_mail(conference, tmp_path):
    said = command(tmp_path, EASYCHAIR, members=True)
    assert seats() == {("ada@u.example", Role.REVIEWER), ("bo@u.example", Role.AREA_CHAIR)}
    assert "Chairs are invited under Set-up, Roles, not by a file: Cy Kim." in said
    assert Affiliation.objects.get(user__email="ada@u.example").institution == "Uni Lagos"
    assert User.objects.get(email="ada@u.example").name == "Ada Nwosu"
    assert "country (3)" in said
    assert not OutboundEmail.objects.exists()


def test_hotcrp_users_bring_their_topics(conference, tmp_path):
    said = command(tmp_path, HOTCRP, members=True)
    topics = {row.user.email: [str(topic) for topic in row.topics.all()] for row in Reviewer.objects.all()}
    assert topics == {"ada@u.example": ["Theory"], "bo@u.example": []}
    assert "tags (1)" in said


def test_hotcrp_users_as_json(conference, tmp_path):
    users = [{"email": "ada@u.example", "given_name": "Ada", "family_name": "Nwosu", "roles": ["pc"]}]
    command(tmp_path, json.dumps({"users": users}), members=True)
    assert seats() == {("ada@u.example", Role.REVIEWER)}


def test_people_of_a_whole_hotcrp_site(conference, tmp_path):
    people = [
        {"name": "Ada Nwosu", "email": "ada@u.example", "affiliation": "Uni", "roles": ["pc"]},
        {"name": "Bo O", "email": "bo@u.example", "roles": ["pc", "chair"]},
    ]
    papers = [{"_id_": 1, "title": "On", "authors": [{"name": "Cy Kim", "email": "cy@u.example"}]}]
    command(tmp_path, json.dumps({"contacts": people, "papers": papers}), members=True)
    assert seats() == {("ada@u.example", Role.REVIEWER), ("bo@u.example", Role.REVIEWER)}


def test_cmt_users_as_tab_text_in_utf16(conference, tmp_path):
    command(tmp_path, CMT.encode("utf-16"), members=True)
    row = Reviewer.objects.get()
    assert (row.user.name, row.load_max) == ("Ada B Nwosu", 7)


def test_easychair_workbook_has_topics_in_a_sheet_of_their_own(conference, tmp_path):
    member = [1, "Ada", "Nwosu", "ada@u.example", "PC member"]
    content = workbook(
        Committee=[["#", "first name", "last name", "email", "role"], member],
        Topics=[["member #", "member name", "topic"], [1, "Ada Nwosu", "Theory"], [1, "Ada Nwosu", "Games"]],
        Submissions=[["#", "title"], [4, "On things"]],
    )
    said = command(tmp_path, content, members=True)
    assert {str(topic) for topic in Reviewer.objects.get().topics.all()} == {"Theory", "Games"}
    assert "Submissions has the columns #, title" in said


def test_people_to_invite_wait_until_a_chair_sends(conference, tmp_path):
    said = command(tmp_path, EASYCHAIR + "4,80,Di,Lee,,,,,PC member\n")
    rows = Invitation.objects.values_list("email", "name", "role", "state")
    assert set(rows) == {
        ("ada@u.example", "Ada Nwosu", "reviewer", "prepared"),
        ("bo@u.example", "Bo O", "area_chair", "prepared"),
    }
    assert "Without an address nobody can be invited: Di Lee." in said
    assert not seats()
    assert not User.objects.filter(email="ada@u.example").exists()
    assert not OutboundEmail.objects.exists()


def test_who_has_no_address_gets_one_where_nobody_signs_in(conference, tmp_path):
    said = command(tmp_path, "name,role\nDi Lee,reviewer\nDi Lee,reviewer\n", members=True)
    person = User.objects.get(name="Di Lee")
    assert (person.email, person.is_active) == ("di.lee@one.invalid", False)
    assert "1 address was made up" in said
    assert not EmailAddress.objects.filter(user=person).exists()


def test_an_account_stays_what_its_owner_made_it_and_conflicts_are_found(conference, tmp_path):
    known = make_user("Ada N.", "ada@u.example")
    paper = make_submission(conference)
    for position, (name, email) in enumerate((("Bo", "bo@u.example"), ("Ada", "ada@u.example"))):
        Authorship.objects.create(submission=paper, name=name, email=email, position=position)
    command(tmp_path, EASYCHAIR, members=True)
    known.refresh_from_db()
    assert (known.name, known.affiliations.count()) == ("Ada N.", 0)
    found = Conflict.objects.filter(submission=paper, source=ConflictSource.AUTHOR)
    assert set(found.values_list("user__email", flat=True)) == {"ada@u.example", "bo@u.example"}


def test_the_same_file_again_changes_nothing(conference, tmp_path):
    command(tmp_path, EASYCHAIR, members=True)
    Reviewer.objects.update(load_max=9)
    assert "0 members; 2 there already." in command(tmp_path, EASYCHAIR, members=True)
    assert set(Reviewer.objects.values_list("load_max", flat=True)) == {9}


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("Ada,not an address,,", "“not an address” is no address"),
        ("Ada,a@u.example,emperor,", "the role “emperor” is not known"),
        ("Ada,a@u.example,author,", "is no role on the committee"),
        ("Ada,a@u.example,,many", "is not a whole number"),
        ("Ada,a@u.example,,900", "900 is not between 1 and 50"),
        (",,reviewer,", "it has neither a name nor an address"),
        (f"{'A' * 300},a@u.example,,", "at most 200 are taken"),
    ],
)
def test_rows_that_cannot_be_taken_are_named(row, why):
    found = read_members(f"name,email,role,at most\n{row}\nBo,bo@u.example,,3\n".encode())
    assert [one.email for one in found.members] == ["bo@u.example"]
    assert found.problems[0].startswith("line 2: ")
    assert why in found.problems[0]


@pytest.mark.parametrize(
    "content", [b"", b"[", b"[]", b"[5]", b"a,b\n1,2", b"PK\x03\x04", b'name,email\n"a', b"name\n\0"]
)
def test_damaged_files_are_sentences(content):
    with contextlib.suppress(BadImport):
        found = read_members(content)
        assert not found.members
        assert found.problems


def test_in_the_browser_a_preview_comes_first(client, conference, chair):
    address = reverse("reviews:import_committee", args=["one"])
    upload = SimpleUploadedFile("committee.csv", EASYCHAIR.encode())
    page = client.post(address, {"uploads": upload, "how": "join", "role": "reviewer"})
    assert "2 members; 0 there already." in page.content.decode()
    assert not seats()
    assert not User.objects.filter(email="ada@u.example").exists()
    (carried,) = page.context["form"].carried()
    answer = client.post(
        address, {"carried": carried, "how": "join", "role": "reviewer", "do": "import"}, follow=True
    )
    assert "2 members; 0 there already." in answer.content.decode()
    assert len(seats()) == 2
    assert not OutboundEmail.objects.exists()


def test_nobody_but_a_chair_imports(client, conference):
    client.force_login(make_member(conference, Role.REVIEWER))
    upload = SimpleUploadedFile("committee.csv", EASYCHAIR.encode())
    address = reverse("reviews:import_committee", args=["one"])
    said = {"uploads": upload, "how": "join", "role": "reviewer", "do": "import"}
    assert client.post(address, said).status_code == 404
    assert ("ada@u.example", Role.REVIEWER) not in seats()


def test_an_exported_committee_comes_back_as_it_was(client, conference, chair, tmp_path):
    command(tmp_path, HOTCRP + "Cy,Kim,,KAIST,pc,,2,2\n", members=True)
    facts = {"load_max": 7, "is_senior": True, "takes_emergencies": True}
    Reviewer.objects.filter(user__email="ada@u.example").update(**facts)
    make_member(make_conference("two"), Role.CHAIR, chair)
    export = client.get(reverse("reviews:committee", args=["one"]), {"format": "csv"}).getvalue()
    assert b"Uni Lagos" in export
    command(tmp_path, export, conference="two", members=True)
    again = client.get(reverse("reviews:committee", args=["two"]), {"format": "csv"}).getvalue()
    assert again.decode() == export.decode()


def test_the_command_names_a_conference_that_is_not_there(tmp_path):
    with pytest.raises(CommandError, match="There is no conference"):
        command(tmp_path, EASYCHAIR, conference="none")
