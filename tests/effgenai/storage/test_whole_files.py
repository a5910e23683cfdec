"""What is stored is what was sent: cut files, full disks and killed writers."""

from __future__ import annotations

import errno
import hashlib
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from effgenai.storage.backends import disk as backends
from effgenai.storage.errors import NotStored, NotWhole
from effgenai.storage.saving import Content, FileProblem, open_whole, problem_of, save_content

SENT = b"0123456789" * 1000
ROOT = Path(__file__).parents[3]

SLOW_WRITER = """
import sys, time
from pathlib import Path
from effgenai.storage.backends.disk import write_whole
def slowly():
    yield b"half of it"
    print("half", flush=True)
    time.sleep(60)
write_whole(Path(sys.argv[1]), slowly())
"""


def files_in(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def test_what_is_kept_is_there_as_a_whole_and_tells_what_it_is(folder):
    sent = save_content("ab/paper.pdf", SENT)
    assert sent == Content(len(SENT), hashlib.sha256(SENT).hexdigest())
    assert (folder / "ab/paper.pdf").read_bytes() == SENT
    assert problem_of("ab/paper.pdf", sent) is None
    with open_whole("ab/paper.pdf", sent.size) as file:
        assert file.read() == SENT


@pytest.mark.parametrize("there", [b"", SENT[:4096], SENT[:-1] + b"!", SENT + b"more"])
def test_a_damaged_file_under_the_same_name_is_replaced_by_the_next_one(folder, there):
    target = folder / "ab/paper.pdf"
    target.parent.mkdir(parents=True)
    target.write_bytes(there)
    sent = save_content("ab/paper.pdf", SENT)
    assert target.read_bytes() == SENT
    assert problem_of("ab/paper.pdf", sent) is None
    assert files_in(folder) == [target]


def test_a_whole_file_is_not_written_again(folder):
    save_content("paper.pdf", SENT)
    before = (folder / "paper.pdf").stat().st_ino
    save_content("paper.pdf", SENT)
    assert (folder / "paper.pdf").stat().st_ino == before


def test_a_write_that_the_system_stops_half_way_leaves_nothing_under_the_name(folder, little_room):
    with little_room(4096), pytest.raises(NotStored, match="the disk of this site is full"):
        save_content("paper.pdf", SENT)
    assert files_in(folder) == []
    save_content("paper.pdf", SENT)
    assert (folder / "paper.pdf").read_bytes() == SENT


def test_a_replacement_that_the_system_stops_leaves_the_old_file(folder, little_room):
    save_content("picture.webp", b"old")
    with little_room(4096), pytest.raises(OSError, match="large"):
        default_storage.save("picture.webp", ContentFile(SENT))
    assert (folder / "picture.webp").read_bytes() == b"old"


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "the disk of this site is full"),
        (errno.EDQUOT, "the disk of this site is full"),
        (errno.EROFS, "this site cannot write to its disk"),
        (errno.EACCES, "this site cannot write to its disk"),
        (errno.EIO, "reported an error"),
    ],
)
def test_every_refusal_of_the_disk_is_a_sentence(folder, monkeypatch, number, words):
    def refuse(handle):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(NotStored) as refusal:
        save_content("paper.pdf", SENT)
    assert words in refusal.value.sentence
    assert "What you typed stays" in refusal.value.sentence
    assert files_in(folder) == []


def test_a_writer_killed_in_the_middle_leaves_no_file_of_that_name(folder):
    folder.mkdir()
    command = [sys.executable, "-c", SLOW_WRITER, str(folder / "paper.pdf")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) as writer:
        writer.stdout.readline()
        writer.send_signal(signal.SIGKILL)
    assert not (folder / "paper.pdf").exists()
    assert [path.name.startswith(backends.PART) for path in files_in(folder)] == [True]
    save_content("paper.pdf", SENT)
    assert (folder / "paper.pdf").read_bytes() == SENT


def test_files_and_folders_are_for_the_sites_own_user_only(folder):
    save_content("a/b/paper.pdf", SENT)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.rglob("*")}
    assert modes == {"a": 0o700, "b": 0o700, "paper.pdf": 0o600}


@pytest.mark.parametrize("path", ["../out.pdf", "/etc/out.pdf", "a/../../out.pdf"])
def test_nothing_is_written_or_read_outside_the_folder(folder, path):
    with pytest.raises(SuspiciousFileOperation):
        save_content(path, SENT)
    with pytest.raises(SuspiciousFileOperation):
        open_whole(path, 1)
    assert not (folder.parent / "out.pdf").exists()


def test_a_cut_or_missing_file_is_not_opened(folder):
    sent = save_content("paper.pdf", SENT)
    with (folder / "paper.pdf").open("r+b") as file:
        file.truncate(4096)
    with pytest.raises(NotWhole):
        open_whole("paper.pdf", sent.size)
    with pytest.raises(NotWhole):
        open_whole("another.pdf", sent.size)
    assert problem_of("paper.pdf", sent) == FileProblem.SIZE
    assert problem_of("another.pdf", sent) == FileProblem.MISSING


def test_bytes_that_changed_are_seen_by_the_full_look_alone(folder):
    sent = save_content("paper.pdf", SENT)
    (folder / "paper.pdf").write_bytes(SENT[:-1] + b"!")
    assert problem_of("paper.pdf", sent, quick=True) is None
    assert problem_of("paper.pdf", sent) == FileProblem.CONTENT
