"""What the desk exports can be imported into an empty conference, and exported again, word for word."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json

import pytest
from django.core.management import call_command
from django.test import Client

from effgenai.conferences.core.states import Role
from reviews.reviewing.models import Review
from submissions.core.models import Submission
from tests.support.factories import make_conference, make_member, make_user

pytestmark = pytest.mark.django_db
AUTHORS = [
    {"first": "Zoë", "last": "van der Berg", "email": "z@u.example", "affiliation": "Uni; Dept. 2, Groß"},
    {"name": "李 伟", "email": "li@lab.example", "affiliation": "", "contact": True},
]
PAPERS = [
    {"pid": 3, "title": "=1+1 is “two”, or; not", "abstract": 'Two\nlines, "quoted"', "decision": "Oral"},
    {"pid": 5, "title": "- Minus", "topics": ["Theory", "games"], "decision": "Reject", "ratings": [4, 2]},
    {"pid": 6, "title": "Gone", "status": "Withdrawn"},
    {"pid": 7, "title": "Out of scope", "status": "Desk rejected"},
    {"pid": 9, "title": "Плюс", "decision": "no decision", "ratings": [6], "submitted_at": 1785585600},
]


@pytest.fixture
def chair():
    return make_user("Chair", "chair@elsewhere.example")


@pytest.fixture
def clients(client, chair):
    """The chair of two conferences, signed in."""
    for slug in ("one", "two"):
        make_member(make_conference(slug), Role.CHAIR, chair)
    client.force_login(chair)
    return client


def import_into(slug: str, *files, **options: object) -> str:
    out = io.StringIO()
    call_command("import_papers", *files, conference=slug, stdout=out, **options)
    return out.getvalue()


def exported(client: Client, slug: str) -> dict[str, bytes]:
    addresses = {
        "papers": f"/{slug}/chair/submissions/export.csv",
        "decisions": f"/{slug}/chair/decisions/export.csv",
        "accepted": f"/{slug}/papers/papers.json",
    }
    answers = {name: client.get(address) for name, address in addresses.items()}
    assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(addresses, 200)
    return {name: answer.getvalue().replace(f"/{slug}/".encode(), b"/x/") for name, answer in answers.items()}


@pytest.fixture
def papers_of_one(clients, tmp_path):
    file = tmp_path / "papers.json"
    file.write_text(json.dumps([{"authors": AUTHORS} | paper for paper in PAPERS]), encoding="utf-8")
    import_into("one", file, release=True)
    return exported(clients, "one")


def test_what_is_exported_can_be_imported_and_exported_again(papers_of_one, clients, tmp_path) -> None:
    files = [tmp_path / f"{name}.csv" for name in ("papers", "decisions")]
    for file in files:
        file.write_bytes(papers_of_one[file.stem])
    import_into("two", *files, release=True)
    again = exported(clients, "two")
    assert again["papers"].decode() == papers_of_one["papers"].decode()
    assert again["decisions"].decode() == papers_of_one["decisions"].decode()
    rows = list(csv.DictReader(io.StringIO(again["papers"].decode("utf-8-sig"))))
    assert [row["state"] for row in rows] == [
        *("Accepted", "Rejected", "Withdrawn", "Rejected without review", "Submitted"),
    ]
    assert rows[4]["submitted_at"] == dt.datetime(2026, 8, 1, 12, tzinfo=dt.UTC).isoformat()
    assert Review.objects.filter(assignment__submission__conference__slug="two").count() == 3


def test_the_public_list_of_accepted_papers_can_be_imported(papers_of_one, clients, tmp_path) -> None:
    file = tmp_path / "papers.json"
    file.write_bytes(papers_of_one["accepted"])
    report = import_into("two", file, release=True)
    assert "Not taken" in report
    assert "Addresses made up: 2 of 2." in report
    again = json.loads(exported(clients, "two")["accepted"])["papers"]
    assert again == json.loads(papers_of_one["accepted"])["papers"]
    assert Submission.objects.get(conference__slug="two").state == "accepted"


DESK = {
    "papers": "/chair/submissions/export.csv",
    "decisions": "/chair/decisions/export.csv",
    "committee": "/chair/committee/?format=csv",
    "reviews": "/chair/reviews/export.csv",
    "assignment": "/chair/assignment/export/hotcrp/",
}
WRITTEN = (
    "paper,reviewer,email,submitted,summary,overall,confidence\n"
    "3,Ada Nwosu,ada@u.example,2026-07-01T10:00:00+00:00,Fine,5,3\n"
    "9,Bo O,,2026-07-02T10:00:00+00:00,Less so,2,4\n"
)


def desk_files(client: Client, slug: str, folder) -> dict[str, str]:
    """All that the desk exports, written into a folder as well."""
    folder.mkdir()
    texts = {name: client.get(f"/{slug}{address}").getvalue().decode() for name, address in DESK.items()}
    for name, text in texts.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return texts


def test_a_whole_conference_comes_back_as_it_was(clients, tmp_path) -> None:
    file, written = tmp_path / "papers.json", tmp_path / "written.csv"
    papers = [{key: value for key, value in paper.items() if key != "ratings"} for paper in PAPERS]
    file.write_text(json.dumps([{"authors": AUTHORS} | paper for paper in papers]), encoding="utf-8")
    written.write_text(WRITTEN, encoding="utf-8")
    import_into("one", file)
    call_command("import_reviews", written, conference="one", stdout=io.StringIO())
    first = desk_files(clients, "one", tmp_path / "first")
    assert "ada@u.example" in first["assignment"]

    def source(name: str):
        return tmp_path / "first" / f"{name}.csv"

    import_into("two", source("papers"), source("decisions"), no_scores=True)
    for name, options in (("committee", {"members": True}), ("reviews", {})):
        call_command(f"import_{name}", source(name), conference="two", stdout=io.StringIO(), **options)
    assert desk_files(clients, "two", tmp_path / "second") == first
