"""Whatever control characters the rows hold, no file that the public site writes has one or fails by one."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from xml.etree import ElementTree as ET

import pytest
from django.db import transaction
from django.test import Client
from icalendar import Calendar

from effgenai.archive.writing.writer import write_site
from effgenai.conferences.dates.models import MilestoneChange
from effgenai.conferences.dates.states import MilestoneKind
from effgenai.conferences.news.models import News
from effgenai.conferences.people.models import Person
from effgenai.conferences.people.states import PeopleGroup
from effgenai.conferences.web.public_pages import public_addresses
from effgenai.mail.delivery.envelope import write_mail
from effgenai.mail.models import OutboundEmail
from effgenai.mail.services import Message, enqueue_mail
from effgenai.ui.text.csv import csv_lines
from program.core.models import Room, Session, Talk
from program.releases.services import release_schedule
from reviews.assignment_drafts.interchange import Pair, cmt_xml
from submissions.core.models import Submission
from submissions.core.states import SubmissionState
from tests.support.factories import NOW, make_conference, make_milestone, make_submission, make_user

pytestmark = pytest.mark.django_db

# PostgreSQL itself refuses NUL and halves of surrogate pairs.
ODD = "".join(map(chr, [*range(1, 32), *range(127, 160), 0xFFFE, 0xFFFF]))
FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def conference():
    """A conference with odd characters wherever somebody writes a word that becomes public."""
    conference = make_conference(
        "ws",
        title=f"Work{ODD}shop",
        summary=f"Sum{ODD}mary",
        place=f"Hall{ODD} 4",
        edition=f"1st{ODD}",
        host=f"Host{ODD}",
        starts_on=dt.date(2026, 12, 12),
        time_zone="Europe/Vienna",
    )
    author = make_user(f"A{ODD}da")
    News.objects.create(
        conference=conference, title=f"Ti{ODD}tle", body=f"Bo{ODD}dy", published_at=NOW, updated_at=NOW
    )
    Person.objects.create(
        conference=conference, name=f"Or{ODD}g", affiliation=f"U{ODD}ni", group=PeopleGroup.ORGANISER
    )
    _with_date(conference)
    _with_programme(conference, author)
    return conference


def _with_date(conference) -> None:
    due = make_milestone(conference, MilestoneKind.OTHER, NOW + HOUR, label=f"La{ODD}bel")
    MilestoneChange.objects.create(
        milestone=due, old_instant=NOW, new_instant=NOW + HOUR, changed_at=NOW, reason=f"Rea{ODD}son"
    )


def _with_programme(conference, author) -> None:
    paper = make_submission(
        conference,
        [author],
        state=SubmissionState.ACCEPTED,
        title=f"Pa{ODD}per",
        abstract=f"Ab{ODD}stract",
        presentation="O\x01\vral\ufffe",
    )
    paper.topics.add(conference.topics.create(name=f"To{ODD}pic"))
    session = Session.objects.create(
        conference=conference,
        title=f"Ses{ODD}sion",
        room=Room.objects.create(conference=conference, name=f"Ro{ODD}om"),
        starts_at=NOW,
        ends_at=NOW + HOUR,
    )
    Talk.objects.create(session=session, submission=paper)
    release_schedule(conference=conference, name=f"Fi{ODD}rst", by=author, at=NOW)


def written(address: str) -> str:
    answer = Client().get(address)
    assert answer.status_code == 200
    text = answer.content.decode()
    assert not FORBIDDEN.search(text), address
    return text


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/ws/news/feed.atom", ["Ti tle", "News of Work shop", "<p>Bo"]),
        ("/ws/news/feed.rss", ["Ti tle", "News of Work shop", "<p>Bo"]),
        ("/sitemap.xml", ["http://testserver/ws/papers/1/"]),
    ],
)
def test_feeds_and_site_map_are_well_formed(conference, address, words) -> None:
    told = "\n".join(ET.fromstring(written(address)).itertext())
    assert [word for word in words if word not in told] == []


@pytest.mark.parametrize("address", ["/ws/dates.ics", "/ws/program/calendar.ics"])
def test_calendars_can_be_read(conference, address) -> None:
    text = written(address)
    assert Calendar.from_ical(text).events
    assert "\r" not in text.replace("\r\n", "")


def test_papers_can_be_read_as_json(conference) -> None:
    (paper,) = json.loads(written("/ws/papers/papers.json"))["papers"]
    assert paper["title"].startswith("Pa")
    assert paper["title"].endswith("per")


@pytest.mark.parametrize("address", ["/ws/papers/all.bib", "/ws/papers/1/cite.bib"])
def test_references_hold_none(conference, address) -> None:
    assert "@inproceedings{" in written(address)


@pytest.mark.parametrize("address", ["/ws/", "/ws/papers/1/"])
def test_what_search_engines_read_can_be_read(conference, address) -> None:
    page = Client().get(address).content.decode()
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert found
    for data in found:
        assert json.loads(data)
        assert not FORBIDDEN.search(data)


def test_the_whole_site_can_be_written_as_files(conference, tmp_path) -> None:
    found = write_site(conference, tmp_path / "site", at=NOW + HOUR)
    assert found.problems == []
    assert public_addresses(conference, NOW + HOUR)
    for file in [*tmp_path.rglob("*.xml"), *tmp_path.rglob("*.ics"), *tmp_path.rglob("*.json")]:
        assert not FORBIDDEN.search(file.read_text(encoding="utf-8")), file.name


def test_files_for_other_systems_and_spreadsheets_hold_none() -> None:
    odd = f"a{ODD}@example.org"
    (email,) = [
        address
        for element in ET.fromstring(cmt_xml([Pair(1, odd, is_area_chair=False, score=None)])).iter()
        for address in element.attrib.values()
        if "@" in address
    ]
    assert not FORBIDDEN.search(email)
    (line,) = csv.reader(io.StringIO("".join(csv_lines([odd], [], bom=False)), newline=""))
    assert not FORBIDDEN.search(line[0])


def test_mails_are_written_without_them(conference) -> None:
    odd = {"subject": f"Su{ODD}bject", "body": f"Line{ODD}\n\nLine", "to_name": f"A{ODD}da"}
    message = Message(kind="test", dedupe_key="odd", to_address="ada@example.org", **odd)
    with transaction.atomic():
        enqueue_mail(messages=[message], at=NOW, conference=conference)
    mail = OutboundEmail.objects.get(dedupe_key="odd")
    for text in (mail.subject, mail.body, mail.to_name):
        assert not FORBIDDEN.search(text)
    assert write_mail(mail, None).message()["To"] == "A da <ada@example.org>"


def test_what_is_typed_into_a_form_is_stored_without_them(client, conference) -> None:
    ada = make_user("Ada")
    client.force_login(ada, backend="django.contrib.auth.backends.ModelBackend")
    make_milestone(conference, MilestoneKind.SUBMISSIONS_DUE, NOW + dt.timedelta(days=9000))
    client.post("/ws/submissions/new/", {"title": f"On\vslides{ODD}", "track": conference.tracks.get().pk})
    paper = Submission.objects.get(state=SubmissionState.DRAFT)
    assert paper.title.startswith("On slides")
    assert not FORBIDDEN.search(paper.title)
