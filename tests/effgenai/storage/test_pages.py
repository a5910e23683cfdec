"""What people see when the disk is full, closed to us, or holds something else than they sent."""

from __future__ import annotations

import datetime as dt
import errno
import io
import os
import tempfile

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image as Drawing

from demo.drawing.pdf import make_pdf
from effgenai.conferences.call.models import CallFile
from effgenai.conferences.core.states import Role
from effgenai.conferences.dates.states import MilestoneKind
from effgenai.conferences.pictures.models import Image
from effgenai.files.models import StoredFile
from effgenai.storage.uploads import UploadHandler
from submissions.core.models import Submission
from tests.support.factories import make_conference, make_member, make_milestone, make_user

pytestmark = pytest.mark.django_db

FULL = "the disk of this site is full"
DAMAGED = "This file is damaged"


@pytest.fixture
def conference():
    conference = make_conference("ws")
    make_milestone(conference, MilestoneKind.SUBMISSIONS_DUE, timezone.now() + dt.timedelta(days=10))
    return conference


@pytest.fixture
def paper(client, conference):
    client.force_login(make_user("Ada Nwosu", "ada@uni.example"))
    track = conference.tracks.first()
    client.post("/ws/submissions/new/", {"title": "Working title", "track": track.pk})
    return Submission.objects.get()


@pytest.fixture
def chair(client, conference):
    chair = make_member(conference, Role.CHAIR)
    client.force_login(chair)
    return chair


def manuscript(pages=1):
    return SimpleUploadedFile("paper.pdf", make_pdf("A paper", "Text.", pages=pages), "application/pdf")


def typed(paper, **more):
    return {
        "title": "On Things",
        "abstract": "We study things.",
        "track": paper.track_id,
        "topics": [paper.conference.topics.first().pk],
        "version": paper.version,
        "authors-TOTAL_FORMS": 1,
        "authors-INITIAL_FORMS": 0,
        "authors-0-name": "Ada Nwosu",
        "authors-0-email": "ada@uni.example",
        "authors-0-is_contact": "on",
        **more,
    }


def send(client, paper, file):
    return client.post(
        f"/ws/submissions/{paper.number}/edit/", typed(paper, manuscript=file, action="submit")
    )


def submit(client, paper):
    assert send(client, paper, manuscript()).status_code == 302
    client.post(f"/ws/submissions/{paper.number}/submit/")
    paper.refresh_from_db()
    assert paper.state == "submitted"
    return paper


def cut(path):
    with default_storage.open(path, "r+b") as file:
        file.truncate(100)


def test_on_a_full_disk_the_form_says_so_and_the_text_is_saved(client, paper, folder, little_room):
    with little_room(200):
        answer = send(client, paper, manuscript())
    assert FULL in answer.content.decode()
    assert answer.content.decode().count(FULL) == 2  # in the summary and beside the field
    paper.refresh_from_db()
    assert (paper.title, paper.abstract) == ("On Things", "We study things.")
    assert [line.email for line in paper.authorships.all()] == ["ada@uni.example"]
    assert paper.manuscript is None
    assert not StoredFile.objects.exists()
    assert [path for path in folder.rglob("*") if path.is_file()] == []


def test_the_second_try_after_a_full_disk_stores_the_whole_paper(client, paper, monkeypatch):
    def refuse(handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr(os, "fsync", refuse)
        assert FULL in send(client, paper, manuscript()).content.decode()
    paper.refresh_from_db()
    submit(client, paper)
    page = client.get(f"/ws/submissions/{paper.number}/manuscript/")
    assert b"".join(page.streaming_content) == manuscript().read()
    receipt = client.get(f"/ws/submissions/{paper.number}/versions/1/").content.decode()
    assert "the signature holds" in receipt
    assert "damaged" not in receipt


def test_a_full_temporary_folder_is_the_same_sentence(client, paper, settings, monkeypatch):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 0

    def refuse(*args, **kwargs):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(tempfile, "NamedTemporaryFile", refuse)
    monkeypatch.setattr("django.core.files.temp.NamedTemporaryFile", refuse)
    answer = send(client, paper, manuscript())
    assert answer.content.decode().count(FULL) == 2  # in the summary and beside the field
    paper.refresh_from_db()
    assert paper.title == "On Things"


def test_a_temporary_folder_that_fills_while_the_file_arrives(client, paper, settings, little_room):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 0
    settings.FILE_UPLOAD_HANDLERS = [f"{UploadHandler.__module__}.{UploadHandler.__name__}"]
    with little_room(200):
        answer = send(client, paper, manuscript(pages=30))
    assert answer.content.decode().count(FULL) == 2  # in the summary and beside the field
    paper.refresh_from_db()
    assert paper.title == "On Things"
    assert send(client, paper, manuscript(pages=30)).status_code == 302


def lose(path):
    default_storage.delete(path)


@pytest.mark.parametrize("damage", [cut, lose])
def test_a_damaged_paper_is_never_served_and_its_receipt_says_so(client, paper, damage):
    file = submit(client, paper).manuscript
    damage(file.path)
    answer = client.get(f"/ws/submissions/{paper.number}/manuscript/")
    assert answer.status_code == 503
    assert DAMAGED in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
    receipt = client.get(f"/ws/submissions/{paper.number}/versions/1/").content.decode()
    assert "the signature holds" in receipt
    assert "the file is damaged" in receipt


def test_uploading_the_same_paper_again_heals_it_and_its_copy(client, paper):
    file = submit(client, paper).manuscript
    cut(file.path)
    cut(file.reviewer_copy.path)
    send(client, paper, manuscript())
    receipt = client.get(f"/ws/submissions/{paper.number}/versions/1/").content.decode()
    assert "damaged" not in receipt
    with default_storage.open(file.reviewer_copy.path) as copy:
        assert copy.size == file.reviewer_copy.size


def test_a_file_of_the_call_that_cannot_be_stored(client, conference, chair, little_room):
    data = {"label": "Style", "address": "", "track": "", "file": SimpleUploadedFile("a.sty", b"%" * 900)}
    with little_room(200):
        answer = client.post("/ws/chair/setup/files/new/", data)
    assert FULL in answer.content.decode()
    assert 'value="Style"' in answer.content.decode()
    assert not CallFile.objects.exists()


def test_a_damaged_file_of_the_call_is_not_served_until_it_is_sent_again(client, conference, chair):
    style = {"label": "Style", "address": "", "track": ""}
    client.post("/ws/chair/setup/files/new/", {**style, "file": SimpleUploadedFile("a.sty", b"%" * 900)})
    file = CallFile.objects.get()
    cut(file.path)
    answer = client.get(f"/ws/call/files/{file.key}/")
    assert answer.status_code == 503
    assert DAMAGED in answer.content.decode()
    client.post("/ws/chair/setup/files/new/", {**style, "file": SimpleUploadedFile("a.sty", b"%" * 900)})
    assert b"".join(client.get(f"/ws/call/files/{file.key}/").streaming_content) == b"%" * 900


def picture():
    drawn = io.BytesIO()
    Drawing.new("RGB", (400, 300), "teal").save(drawn, "PNG")
    return SimpleUploadedFile("one.png", drawn.getvalue())


def test_a_picture_that_cannot_be_stored(client, conference, chair, little_room):
    with little_room(20):
        answer = client.post("/ws/chair/setup/images/", {"pictures": [picture()]}, follow=True)
    assert FULL in answer.content.decode()
    assert not Image.objects.exists()


def test_a_damaged_picture_is_not_served_and_healed_by_the_same_one(client, conference, chair):
    client.post("/ws/chair/setup/images/", {"pictures": [picture()]})
    image = Image.objects.get()
    address, path = f"/ws/images/{image.key}-320.webp", f"images/{image.sha256}/320.webp"
    whole = client.get(address).content
    with default_storage.open(path, "r+b") as file:
        file.truncate(20)
    assert client.get(address).status_code == 503
    client.post("/ws/chair/setup/images/", {"pictures": [picture()]})
    assert client.get(address).content == whole
    assert Image.objects.get() == image
