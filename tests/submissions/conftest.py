from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from demo.drawing.pdf import make_pdf
from effgenai.accounts.models import User
from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.states import Role
from effgenai.conferences.dates.states import MilestoneKind
from submissions.core.models import Submission
from tests.support.factories import make_conference, make_member, make_milestone, make_user

DAY = dt.timedelta(days=1)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def pdf(text: str = "A paper", **fields: object) -> SimpleUploadedFile:
    return SimpleUploadedFile("my name.pdf", make_pdf(text, "Text.", author="Ada Nwosu"), "application/pdf")


@pytest.fixture(autouse=True)
def _files_of_their_own(settings, tmp_path):
    storages = {**settings.STORAGES}
    storages["default"] = {
        "BACKEND": "effgenai.storage.backends.disk.WholeFiles",
        "OPTIONS": {"location": str(tmp_path)},
    }
    settings.STORAGES = storages


@pytest.fixture
def conference(db) -> Conference:
    from django.utils import timezone

    conference = make_conference("ws")
    make_milestone(conference, MilestoneKind.SUBMISSIONS_DUE, timezone.now() + 10 * DAY)
    return conference


@pytest.fixture
def closed(conference) -> Conference:
    from django.utils import timezone

    conference.milestones.update(instant=timezone.now() - DAY)
    return conference


@pytest.fixture
def author(db) -> User:
    return make_user("Ada Nwosu", "ada@uni.example")


@pytest.fixture
def client_of_author(author) -> Client:
    return signed_in(author)


@pytest.fixture
def chair(conference) -> User:
    return make_member(conference, Role.CHAIR)


@pytest.fixture
def paper_data(conference) -> dict[str, object]:
    track, topic = conference.tracks.first(), conference.topics.first()
    return {
        "title": "On Things",
        "abstract": "We study $x^2$ and more.",
        "track": track.pk,
        "topics": [topic.pk],
        "version": 0,
        "authors-TOTAL_FORMS": 2,
        "authors-INITIAL_FORMS": 0,
        "authors-0-name": "Ada Nwosu",
        "authors-0-email": "ada@uni.example",
        "authors-0-affiliation": "Uni",
        "authors-0-is_contact": "on",
        "authors-1-name": "Björn Þórsson",
        "authors-1-email": "bjorn@ice.example",
        "authors-1-affiliation": "Ice",
    }


@pytest.fixture
def draft(conference, client_of_author) -> Submission:
    track = conference.tracks.first()
    client_of_author.post("/ws/submissions/new/", {"title": "Working title", "track": track.pk})
    return Submission.objects.get()


@pytest.fixture
def submitted(draft, client_of_author, paper_data) -> Submission:
    client_of_author.post(edit_url(draft), {**paper_data, "manuscript": pdf(), "action": "submit"})
    client_of_author.post(f"/ws/submissions/{draft.number}/submit/")
    draft.refresh_from_db()
    assert draft.state == "submitted"
    return draft


def edit_url(paper: Submission) -> str:
    return f"/ws/submissions/{paper.number}/edit/"


@pytest.fixture(scope="session")
def encrypted_pdf() -> bytes:
    """A PDF with a password: the standard security handler, revision 2, is enough to be refused."""
    plain = make_pdf("Secret", "Text.")
    secret = (
        b"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <" + b"00" * 32 + b"> /U <" + b"11" * 32 + b"> >>"
    )
    identity = b" /ID [<0123456789abcdef0123456789abcdef> <0123456789abcdef0123456789abcdef>]"
    return plain.replace(b"/Root 1 0 R", b"/Root 1 0 R " + secret + identity)
