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
