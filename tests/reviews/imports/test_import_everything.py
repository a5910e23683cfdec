"""A conference with everything hard in it comes back from its own files as it was, byte for byte.

What no file of the desk holds stands in docs/imports.md, "What the round trip leaves behind".
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db.models import F, Value
from django.db.models.functions import Concat
from django.test import Client
from django.urls import reverse

from effgenai.accounts.models import Affiliation, User
from effgenai.conferences.core.models import Conference, Topic, Track
from effgenai.conferences.core.states import Role
from effgenai.mail.models import OutboundEmail
from reviews.assignment.models import Assignment
from reviews.assignment_drafts.models import AssignmentDraft
from reviews.decisions.models import DecisionClass
from reviews.decisions.services.classes import install_default_decisions
from reviews.expertise.models import Reviewer
from submissions.conflicts.models import Conflict
from submissions.conflicts.states import ConflictSource, ConflictStanding
from submissions.core.models import Submission
from submissions.core.states import SubmissionState
from tests.support.decisions import decided
from tests.support.factories import NOW, make_conference, make_member, make_submission, make_user

pytestmark = pytest.mark.django_db

NAMES = [
    'Zoë "Zo" van der Berg',
    "محمد بن سلمان",
    "李 伟",
    "O'Brien, Seán",
    "Nguyễn Thị Ánh 🚀",
    "=1+1 Smith",
    "שרה כהן",
]
PLACES = ["Uni; Dept. 2, Groß", "جامعة القاهرة", "", "Institute of “Things”, Ltd.", "-Lab", "@home", "🏠; a"]
TITLES = [
    "=1+1 is “two”, or; not",
    "- Minus, 'quoted' and \"double\"",
    "Плюс 🚀 emoji 👩‍👩‍👧",
    "دراسة في $x^2$",
    "+49 | pipes",
    "@mention & <b>tags</b>",
    "Tab-free; semicolon",
    "A" * 300,
    "大きな言語モデル",
]
ABSTRACTS = ['Two\nlines, "quoted"\n\n* list; with', "=SUM(A1)", "", "חיבור קצר\n\nשורה", "'apostrophe first"]
# Of authors: nobody of the committee works there, as assignments would be refused.
AUTHORS_AT = ["Collège “X”; dept. 3", "مركز البحوث", "", "=Works, Ltd.", "-Werk", "@barn", "🐟; b"]
TRACK = 'Kürze; "short", etc.'
FILES = {
    "papers": "submissions:export",
    "decisions": "reviews:export_decisions",
    "committee": "reviews:committee",
    "conflicts": "submissions:export_conflicts",
    "reviews": "reviews:export_reviews",
    "assignment": "reviews:assignment",
    "hotcrp": "reviews:export_assignment",
}
WRITTEN = [
    (1, 1, 2.5, '=1+1, "two"\nlines; and more'),
    (2, 1, 4, "جيد جدا"),
    (4, 2, -1.5, "- minus; 🚀"),
]


@pytest.fixture
def chair() -> User:
    return make_user("Chair", "chair@elsewhere.example")


@pytest.fixture
def desk(chair, client) -> Client:
    """The chair of two conferences, signed in; tracks are no part of any file."""
    for slug in ("one", "two"):
        conference = make_conference(slug)
        Track.objects.create(conference=conference, name=TRACK, position=1)
        make_member(conference, Role.CHAIR, chair)
    client.force_login(chair)
    return client


def _people() -> list[User]:
    people = [make_user(name, f"p{place}@u.example") for place, name in enumerate(NAMES)]
    Affiliation.objects.bulk_create(
        Affiliation(user=person, institution=where)
        for person, where in zip(people, PLACES, strict=True)
        if where
    )
    return people


def _papers(conference: Conference) -> list[Submission]:
    people = [make_user(f"{name} Jr.", f"a{place}@w.example") for place, name in enumerate(NAMES)]
    tracks = list(conference.tracks.all())
    states = [SubmissionState.SUBMITTED] * 7 + [SubmissionState.WITHDRAWN, SubmissionState.DESK_REJECTED]
    papers = []
    for place, (title, state) in enumerate(zip(TITLES, states, strict=True)):
        authors = [people[place % 7], people[(place + 3) % 7]]
        paper = make_submission(
            conference, authors, state=state, title=title, abstract=ABSTRACTS[place % 5],
            number=place + 1 + 10 * (place > 5), track=tracks[place % 2],
            submitted_at=NOW + dt.timedelta(seconds=place),
        )  # fmt: skip
        for author in paper.authorships.all():
            author.affiliation = AUTHORS_AT[int(author.email[1])]
            author.save()
        papers.append(paper)
    papers[0].topics.set(conference.topics.all())
    papers[3].topics.add(Topic.objects.create(conference=conference, name="Größe, Maß", position=2))
    make_submission(conference, people[:1], state=SubmissionState.DRAFT, title="Nobody sees it", number=90)
    return papers


def _committee(conference: Conference, people: list[User]) -> None:
    for place, person in enumerate(people):
        role = Role.AREA_CHAIR if place > 4 else Role.REVIEWER
        make_member(conference, role, person)
        facts = {"load_max": place + 1, "is_senior": place == 2, "takes_emergencies": place == 3}
        row = Reviewer.objects.create(conference=conference, user=person, joined_at=NOW, **facts)
        row.topics.set(list(conference.topics.all())[: place % 4])
    Reviewer.objects.filter(user=people[4]).update(
        away_from=dt.date(2026, 8, 2), away_until=dt.date(2026, 8, 9)
    )


def _reviews(file: Path) -> None:
    """Half points among them, as other systems write them."""
    with file.open("w", encoding="utf-8", newline="") as written:
        lines = csv.writer(written)
        lines.writerow(["paper", "reviewer", "email", "submitted", "summary", "overall", "confidence"])
        for number, place, score, text in WRITTEN:
            submitted = "2026-07-01T10:00:00+00:00"
            lines.writerow([number, NAMES[place], f"p{place}@u.example", submitted, text, score, 3])
    call_command("import_reviews", file, conference="one", stdout=io.StringIO())


def _decisions(papers: list[Submission], conference: Conference) -> None:
    kinds = {kind.name: kind for kind in DecisionClass.objects.filter(conference=conference)}
    waiting = DecisionClass.objects.create(
        conference=conference, name="Waiting list", accepts=False, waits=True, position=9
    )
    oral = next(kind for kind in kinds.values() if kind.accepts)
    reject = next(kind for kind in kinds.values() if not kind.accepts)
    for paper, kind in zip(papers, [oral, reject, waiting], strict=False):
        decided(paper, kind, note=f'Note; with, "quotes"\nand lines of {paper.number}')


@pytest.fixture
def everything(desk, tmp_path) -> dict[str, str]:
    """All that the desk of a whole conference exports, whose people are then strangers here."""
    conference, people = Conference.objects.get(slug="one"), _people()
    install_default_decisions(conference, NOW)
    papers = _papers(conference)
    _committee(conference, people)
    _reviews(tmp_path / "written.csv")
    facts = {"assigned_at": NOW, "role": Role.AREA_CHAIR}
    for paper, whom in ((papers[0], 5), (papers[0], 6), (papers[4], 6)):
        Assignment.objects.create(
            submission=paper, reviewer=people[whom], pseudonym=f"Area chair A{whom}", **facts
        )
    Assignment.objects.create(
        submission=papers[2], reviewer=people[0], pseudonym="Reviewer B2", assigned_at=NOW
    )
    for paper, whom in ((papers[1], 5), (papers[5], 3)):
        Conflict.objects.create(
            submission=paper, user=people[whom], source=ConflictSource.CHAIR, detail="=Advisor; “old”",
            standing=ConflictStanding.CONFIRMED, created_at=NOW,
        )  # fmt: skip
    _decisions(papers, conference)
    files = exported(desk, "one")
    _rename_everybody()
    return files


def _rename_everybody() -> None:
    """Their addresses are others now, so that the files name people whom nobody here knows."""
    ids = list(User.objects.exclude(name="Chair").values_list("pk", flat=True))
    for model, field in ((User, "pk__in"), (EmailAddress, "user__in")):
        model.objects.filter(**{field: ids}).update(email=Concat(Value("old-"), F("email")))


def exported(client: Client, slug: str) -> dict[str, str]:
    """The text of every file of the desk."""
    found = {}
    for name, address in FILES.items():
        args = [slug, "hotcrp"] if name == "hotcrp" else [slug]
        answer = client.get(reverse(address, args=args), {"format": "csv"})
        assert answer.status_code == 200, name
        found[name] = answer.getvalue().decode()
    return found


# What no import can bring back, by the columns of the file (docs/imports.md).
DRAWN_ANEW = {"conflicts": {"source", "since"}, "assignment": {"known as", "fit"}}


def comparable(files: dict[str, str]) -> dict[str, Any]:
    """The files, byte for byte; of two of them the rows without the columns that are drawn anew."""
    found: dict[str, Any] = dict(files)
    for name, columns in DRAWN_ANEW.items():
        rows = csv.DictReader(io.StringIO(files[name].removeprefix("\ufeff"), newline=""))
        found[name] = [{key: value for key, value in row.items() if key not in columns} for row in rows]
        found[name].sort(key=str)
    return found


def assert_everything_came_back(client: Client, slug: str, everything: dict[str, str]) -> None:
    again, before = comparable(exported(client, slug)), comparable(everything)
    for name in FILES:
        assert again[name] == before[name], name
    papers = Submission.objects.filter(conference__slug=slug)
    assert not papers.filter(state=SubmissionState.DRAFT).exists()
    assert papers.count() == len(TITLES)
    assert not OutboundEmail.objects.exists()


def test_a_hard_conference_comes_back_by_commands(desk, everything, tmp_path) -> None:
    def import_by_command(name: str, *sources: str, **options: Any) -> None:
        files = [tmp_path / f"{source}.csv" for source in sources]
        for file in files:
            file.write_text(everything[file.stem], encoding="utf-8", newline="")
        call_command(f"import_{name}", *files, conference="two", stdout=io.StringIO(), **options)

    import_by_command("papers", "papers", "decisions", no_scores=True)
    import_by_command("committee", "committee", members=True)
    import_by_command("reviews", "reviews")
    import_by_command("assignment", "hotcrp", apply="yes")
    import_by_command("conflicts", "conflicts")
    assert_everything_came_back(desk, "two", everything)


def test_a_hard_conference_comes_back_in_the_browser(desk, everything) -> None:
    def send(name: str, *sources: str, **said: Any) -> None:
        address = reverse(f"reviews:import_{name}", args=["two"])
        uploads = [SimpleUploadedFile(f"{source}.csv", everything[source].encode()) for source in sources]
        page = desk.post(address, {"uploads": uploads, **said})
        carried = page.context["form"].carried()
        answer = desk.post(address, {"carried": carried, **said, "do": "import"})
        assert answer.status_code == 302, answer.content.decode()

    send("papers", "papers", "decisions", without_scores="on")
    send("committee", "committee", how="join", role="reviewer")
    send("reviews", "reviews")
    _assign(desk, everything["assignment"])
    send("conflicts", "conflicts")
    assert_everything_came_back(desk, "two", everything)


def _assign(client: Client, table: str) -> None:
    """Make drafts of the desk's own table, and apply each."""
    client.post(
        reverse("reviews:draft_file", args=["two"]), {"role": "reviewer", "text": table, "do": "make"}
    )
    for draft in AssignmentDraft.objects.filter(conference__slug="two"):
        address = reverse("reviews:apply_run", args=["two", draft.key])
        seen = client.get(address).context["changes"].fingerprint
        assert client.post(address, {"seen": seen}).status_code == 302
