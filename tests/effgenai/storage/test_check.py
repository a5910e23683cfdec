"""The look at every stored file: what it finds, what it stores, what it clears away."""

from __future__ import annotations

import datetime as dt
import os

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.utils import timezone

from demo.drawing.pdf import make_pdf
from effgenai.archive.models import SiteExport
from effgenai.archive.services import ask_for_export
from effgenai.archive.work.runs import run_export
from effgenai.conferences.call.models import CallFile
from effgenai.conferences.call.services import save_call_file, save_content_of
from effgenai.conferences.call.uploads import check_call_file
from effgenai.conferences.core.states import PublicState, Role
from effgenai.conferences.pictures.making import path_of
from effgenai.conferences.pictures.services import store_image
from effgenai.files.services import store_upload
from effgenai.storage.checks import check_files, nightly_round, no_file, share_of
from effgenai.storage.inventory import stored_files
from effgenai.storage.models import FileFinding
from effgenai.storage.queries import file_findings
from effgenai.storage.saving import FileProblem, save_content
from effgenai.storage.tasks import check_stored_files
from tests.effgenai.storage.test_pages import picture
from tests.support.factories import NOW, make_conference, make_member

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def store_paper(conference, text="A paper"):
    upload = SimpleUploadedFile("paper.pdf", make_pdf(text, "Text."))
    return store_upload(upload=upload, conference=conference, by=None, at=NOW)


@pytest.fixture
def conference():
    return make_conference("ws")


@pytest.fixture
def paper(conference):
    return store_paper(conference)


def spoil(path):
    """Change a byte, and not the size."""
    with default_storage.open(path, "r+b") as file:
        first = file.read(1)
        file.seek(0)
        file.write(bytes([first[0] ^ 1]))


def cut(path):
    with default_storage.open(path, "r+b") as file:
        file.truncate(10)


def lose(path):
    default_storage.delete(path)


def found():
    return {finding.path: finding.problem for finding in FileFinding.objects.all()}


def test_every_kind_of_stored_file_is_looked_at(conference, paper, settings, folder):
    chair = make_member(conference, Role.CHAIR)
    conference.public_state = PublicState.PUBLISHED
    conference.save()
    image = store_image(upload=picture(), conference=conference, by=None, at=NOW)
    saved = save_content_of(check_call_file("a.sty", b"%" * 90))
    save_call_file(row=CallFile(conference=conference, label="A"), saved=saved, by=chair, at=NOW)
    export = ask_for_export(conference=conference, by=chair, at=NOW)
    run_export(pk=export.pk, clock=timezone.now)
    registered = {stored.path: stored for stored in stored_files()}
    on_disk = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert set(registered) == on_disk
    assert path_of(image.sha256, 320, "avif") in registered
    assert SiteExport.objects.get().path in registered
    assert all(stored.content and stored.conference == "ws" for stored in registered.values())
    assert check_files(at=NOW).findings == []


@pytest.mark.parametrize(
    ("damage", "problem"),
    [
        (spoil, FileProblem.CONTENT),
        (cut, FileProblem.SIZE),
        (lose, FileProblem.MISSING),
    ],
)
def test_damage_is_found_kept_and_shown_to_the_administrator(paper, damage, problem):
    damage(paper.path)
    check_files(at=NOW)
    check_files(at=NOW + DAY)
    report = file_findings()
    [finding] = report.findings
    assert (finding.path, finding.problem, finding.found_at) == (paper.path, problem, NOW)
    assert (report.checked_at, report.files) == (NOW + DAY, 2)
    assert str(finding) == f"ws: PDF {paper.path} {problem.label}"


def test_a_finding_ends_when_the_same_file_was_sent_again(conference, paper):
    spoil(paper.path)
    check_files(at=NOW)
    assert found() == {paper.path: FileProblem.CONTENT}
    store_paper(conference)
    check_files(at=NOW, reads=no_file)  # a file with a finding is read in any case
    assert found() == {}


def test_a_finding_ends_with_the_last_row_that_tells_of_the_file(conference):
    export = SiteExport.objects.create(
        conference=conference,
        asked_by=make_member(conference, Role.CHAIR),
        asked_at=NOW,
        state="done",
        finished_at=NOW,
        path="site-exports/x.zip",
    )
    check_files(at=NOW)
    assert found() == {"site-exports/x.zip": FileProblem.MISSING}
    export.path = ""
    export.save()
    check_files(at=NOW)
    assert found() == {}


def test_a_quick_look_compares_sizes_alone(conference, paper):
    other = store_paper(conference, "Another")
    spoil(paper.path)
    cut(other.path)
    check_files(at=NOW, reads=no_file)
    assert found() == {other.path: FileProblem.SIZE}


def test_every_file_is_read_once_in_the_nights_of_a_week():
    days = [share_of(NOW.date() + number * DAY) for number in range(7)]
    for path in map(str, range(50)):
        assert sum(chosen(path) for chosen in days) == 1


def test_the_nightly_round_finds_damage_within_a_week_and_leaves_others_alone(paper):
    spoil(paper.path)
    for number in range(7):
        nightly_round(at=NOW + number * DAY)
    assert found() == {paper.path: FileProblem.CONTENT}


def test_the_round_clears_what_killed_writers_left_and_not_what_is_being_written(folder, paper):
    old, new = folder / ".part-old", folder / ".part-new"
    for part in (old, new):
        part.write_bytes(b"half")
    yesterday = (NOW - 2 * DAY).timestamp()
    os.utime(old, (yesterday, yesterday))
    os.utime(new, (NOW.timestamp(), NOW.timestamp()))
    nightly_round(at=NOW)
    assert (old.exists(), new.exists()) == (False, True)
    assert default_storage.exists(paper.path)


def test_files_that_others_on_the_machine_could_read_are_closed_to_them(folder, paper):
    file = folder / paper.path
    file.chmod(0o644)
    file.parent.chmod(0o755)
    nightly_round(at=NOW)
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_the_beat_asks_for_the_round(paper, settings):
    cut(paper.path)
    check_stored_files()
    assert found() == {paper.path: FileProblem.SIZE}
    named = [entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()]
    assert check_stored_files.name in named


def test_the_command_names_what_is_wrong_and_fails(conference, paper, capsys):
    call_command("check_files")
    assert capsys.readouterr().out == "All 2 files are whole.\n"
    spoil(paper.path)
    call_command("check_files", "--quick")
    capsys.readouterr()
    with pytest.raises(CommandError, match="1 of 2 files are damaged"):
        call_command("check_files")
    assert f"PDF {paper.path} has another content" in capsys.readouterr().out


def test_a_file_of_before_its_size_was_noted_is_looked_for(conference):
    image = store_image(upload=picture(), conference=conference, by=None, at=NOW)
    image.kept = {}
    image.save()
    assert check_files(at=NOW).findings == []
    default_storage.delete(path_of(image.sha256, 320, "webp"))
    check_files(at=NOW)
    assert list(found().values()) == [FileProblem.MISSING]
    save_content(path_of(image.sha256, 320, "webp"), b"back")
    assert check_files(at=NOW).findings == []
