"""Copies for reviewers that an older version made are made anew, and only where that changes something."""

from __future__ import annotations

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from demo.drawing.pdf import make_pdf
from effgenai.files.models import StoredFile
from effgenai.files.services import store_content, store_upload
from tests.support.factories import NOW, make_conference

pytestmark = pytest.mark.django_db
LEAKY = make_pdf("A paper", "Some words.", author="Ada Nwosu")


def stored(conference) -> StoredFile:
    upload = SimpleUploadedFile("paper.pdf", LEAKY)
    return store_upload(upload=upload, conference=conference, by=None, at=NOW)


def with_an_old_copy(file: StoredFile) -> StoredFile:
    """As a version before would have left it: the copy still names the author."""
    facts = {"conference": file.conference, "content_type": "application/pdf", "stored_at": NOW}
    file.reviewer_copy = StoredFile.objects.create(name="copy.pdf", **store_content(LEAKY), **facts)
    file.save()
    return file


def copy_of(file: StoredFile) -> bytes:
    file.refresh_from_db()
    with default_storage.open(file.reviewer_copy.path) as content:
        return content.read()


def test_an_older_copy_is_replaced_and_a_good_one_stays(capsys):
    conference = make_conference()
    good = stored(conference)
    kept, number = good.reviewer_copy, StoredFile.objects.count()
    old = with_an_old_copy(stored(conference))
    call_command("remake_copies")
    assert b"Nwosu" not in copy_of(old)
    assert copy_of(good) == copy_of(old)
    assert good.reviewer_copy == kept
    assert "1 of 2 copies differ" in capsys.readouterr().out
    before = StoredFile.objects.count()
    call_command("remake_copies")
    assert StoredFile.objects.count() == before > number


def test_where_none_can_be_made_the_old_one_stays_and_the_file_is_named(capsys):
    old = with_an_old_copy(stored(make_conference()))
    default_storage.delete(old.path)
    with pytest.raises(CommandError, match="keep the copies of before"):
        call_command("remake_copies")
    assert old.key in capsys.readouterr().err
    old.refresh_from_db()
    assert old.reviewer_copy.name == "copy.pdf"
