"""The site as files: damage in what it is made of, in the zip, and no room for it."""

from __future__ import annotations

import errno
import os

import pytest
from django.utils import timezone

from effgenai.archive.models import SiteExport
from effgenai.archive.services import ask_for_export
from effgenai.archive.states import ExportState
from effgenai.archive.work.runs import run_export
from effgenai.conferences.call.models import CallFile
from effgenai.conferences.call.services import save_call_file, save_content_of
from effgenai.conferences.call.uploads import check_call_file
from effgenai.conferences.core.states import PublicState, Role
from tests.support.factories import NOW, make_conference, make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def conference():
    conference = make_conference("ws")
    conference.public_state = PublicState.PUBLISHED
    conference.save()
    return conference


@pytest.fixture
def chair(conference, client):
    chair = make_member(conference, Role.CHAIR)
    client.force_login(chair)
    return chair


def written(conference, chair):
    export = ask_for_export(conference=conference, by=chair, at=NOW)
    run_export(pk=export.pk, clock=timezone.now)
    return SiteExport.objects.get(pk=export.pk)


def cut(folder, path):
    with (folder / path).open("r+b") as file:
        file.truncate(20)


def test_a_damaged_file_is_named_and_the_rest_of_the_site_is_written(conference, chair, folder):
    saved = save_content_of(check_call_file("a.sty", b"%" * 90))
    save_call_file(row=CallFile(conference=conference, label="A"), saved=saved, by=chair, at=NOW)
    cut(folder, saved.path)
    export = written(conference, chair)
    assert export.state == ExportState.DONE
    [problem] = [problem for problem in export.problems if "damaged" in problem]
    assert problem.endswith("is a damaged file.")


def test_a_damaged_zip_is_not_served(conference, chair, folder, client):
    export = written(conference, chair)
    address = f"/ws/chair/setup/archive/{export.key}.zip"
    cut(folder, export.path)
    answer = client.get(address)
    assert answer.status_code == 503
    assert "This file is damaged" in answer.content.decode()


def test_no_room_for_the_zip_is_a_sentence_for_the_chair(conference, chair, monkeypatch):
    def refuse(handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", refuse)
    export = written(conference, chair)
    assert export.state == ExportState.FAILED
    assert export.error == "The files were not stored: the disk of this site is full."
