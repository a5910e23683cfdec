"""Backup and restore: the commands of docs/operating.md from end to end, and every refusal."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.states import Role
from effgenai.conferences.pictures.services import store_image
from effgenai.storage.backups import dumps
from effgenai.storage.backups.errors import BackupError
from effgenai.storage.backups.making import UNFINISHED
from effgenai.storage.backups.manifest import (
    Manifest,
    applied_migrations,
    measured,
    read_manifest,
    rows_by_table,
)
from effgenai.storage.backups.restoring import restore_backup, what_is_wrong
from effgenai.storage.queries import last_backup
from effgenai.storage.saving import save_content
from submissions.papers.services.revisions import add_revision
from tests.effgenai.storage.test_check import store_paper
from tests.effgenai.storage.test_pages import picture
from tests.support.factories import NOW, make_conference, make_member, make_submission, make_user

ROOT = Path(__file__).parents[3]
COPY = "restored_by_a_test"


def make_small_site():
    """A paper with a receipt and a file, a picture, and people."""
    conference = make_conference("ws")
    make_member(conference, Role.CHAIR)
    paper = make_submission(conference, [make_user("Ada Nwosu", "ada@uni.example")])
    paper.manuscript = store_paper(conference)
    paper.save()
    with transaction.atomic():
        add_revision(submission=paper, by=None, at=NOW)
    store_image(upload=picture(), conference=conference, by=None, at=NOW)


@pytest.fixture
def site(transactional_db, folder):
    make_small_site()
    return folder


def blocks(heading):
    """The commands below a heading of docs/operating.md."""
    text = (ROOT / "docs/operating.md").read_text()
    section = text.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    return "\n".join(re.findall(r"^```sh\n(.*?)^```", section, re.MULTILINE | re.DOTALL))


def url_of(database):
    return urlsplit(os.environ["DATABASE_URL"])._replace(path="/" + quote(database)).geturl()


def run(commands, *, database, data, cwd, **more):
    """Run them as somebody at a terminal would, with the address of a database and a folder of data."""
    env = {**os.environ, "DATABASE_URL": url_of(database), "DATA_DIR": str(data), "DEBUG": "1", **more}
    manage = f'manage() {{ "{sys.executable}" "{ROOT}/manage.py" "$@"; }}; owner() {{ manage "$@"; }}\n'
    return subprocess.run(
        ["bash", "-euc", manage + commands], env=env, cwd=cwd, capture_output=True, text=True, check=False
    )


@pytest.fixture
def empty_database():
    with psycopg.connect(url_of("postgres"), autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {COPY}")
        server.execute(f"CREATE DATABASE {COPY}")
        yield COPY
        server.execute(f"DROP DATABASE {COPY} WITH (FORCE)")


def counts_of(database):
    with psycopg.connect(url_of(database)) as server:
        count = {table: server.execute(f"SELECT count(*) FROM {table}") for table in rows_by_table()}
        return {table: found.fetchall()[0][0] for table, found in count.items()}


def files_in(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_commands_of_the_manual_bring_a_site_back(site, tmp_path, empty_database):
    data = tmp_path / "data"
    data.mkdir()
    site.rename(data / "files")
    before = rows_by_table()
    done = run(blocks("Back up"), database=connection.settings_dict["NAME"], data=data, cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    new = tmp_path / "new"
    done = run(blocks("Restore"), database=empty_database, data=new, cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "All files, all receipts and the record hold." in done.stdout
    assert "files are whole" in done.stdout
    after = counts_of(empty_database)
    noted_since = {"storage_lastupkeep"}
    assert {table for table in before if before[table] != after[table]} <= noted_since
    assert files_in(new / "files") == files_in(data / "files")
    assert len(files_in(new / "files")) == 6


def test_what_is_written_during_a_backup_is_not_in_it_and_damage_is_told(site, tmp_path, monkeypatch):
    def dump_and_write(target, *, snapshot):
        with psycopg.connect(url_of(connection.settings_dict["NAME"]), autocommit=True) as other:
            other.execute("UPDATE conferences_conference SET title = 'Changed'")
            other.execute("DELETE FROM conferences_image")
        whole(target, snapshot=snapshot)

    whole = dumps.dump_database
    monkeypatch.setattr("effgenai.storage.backups.making.dump_database", dump_and_write)
    path = next(site.rglob("*.pdf"))
    path.write_bytes(b"cut")
    with pytest.raises(CommandError, match="1 files are not in it"):
        call_command("backup", str(tmp_path / "backup"))
    manifest = read_manifest(tmp_path / "backup")
    assert manifest.tables["conferences_image"] == 1
    assert Conference.objects.get().title == "Changed"
    assert manifest.damaged == [path.relative_to(site).as_posix()]
    assert len(manifest.files) == 5
    assert last_backup() == manifest.made_at
    modes = {path.stat().st_mode & 0o077 for path in (tmp_path / "backup").rglob("*.pdf")}
    assert modes == {0}


def test_a_backup_that_broke_off_has_no_name_and_is_begun_anew(
    transactional_db, tmp_path, monkeypatch, little_room
):
    target, draft = tmp_path / "backup", tmp_path / f"backup{UNFINISHED}"
    with monkeypatch.context() as patch, pytest.raises(CommandError, match="pg_dump is not installed"):
        patch.setattr(shutil, "which", lambda _: None)
        call_command("backup", str(target))
    with little_room(100), pytest.raises(CommandError, match=r"pg_dump failed|cannot be written"):
        call_command("backup", str(target))
    assert not target.exists()
    with pytest.raises(BackupError, match="this is no backup"):
        read_manifest(draft)
    assert last_backup() is None
    call_command("backup", str(target))
    assert (target.exists(), draft.exists()) == (True, False)
    with pytest.raises(CommandError, match="exists already"):
        call_command("backup", str(target))


@pytest.fixture
def backup(db, tmp_path):
    """What looks like a backup of this database, with one file."""
    folder = tmp_path / "backup"
    (folder / "files/ab").mkdir(parents=True)
    (folder / "files/ab/paper.pdf").write_bytes(b"paper")
    (folder / "database.dump").write_bytes(b"dump")
    manifest = Manifest(
        made_at=NOW,
        postgres=180000,
        migrations=applied_migrations(),
        tables=rows_by_table(),
        dump=measured(folder / "database.dump"),
        files={"ab/paper.pdf": measured(folder / "files/ab/paper.pdf")},
        damaged=[],
    )
    manifest.write(folder)
    return folder


@pytest.fixture
def nothing_is_loaded(monkeypatch):
    def load(source):
        raise AssertionError("the database was touched")

    monkeypatch.setattr("effgenai.storage.backups.restoring.load_database", load)


@pytest.fixture
def empty(monkeypatch, nothing_is_loaded):
    """The database of this test passes for an empty one."""
    monkeypatch.setattr("effgenai.storage.backups.restoring.tables_here", list)


def changed(backup, **facts):
    said = json.loads((backup / "manifest.json").read_text())
    (backup / "manifest.json").write_text(json.dumps({**said, **facts}))


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"format": 2}, "newer version"),
        ({"migrations": ["conferences.9999_future"]}, "newer version (it has conferences.9999_future)"),
        ({"migrations": []}, "older version"),
        ({"postgres": 990001}, "PostgreSQL 99"),
        ({}, "The database is not empty"),
    ],
)
def test_a_restore_that_cannot_be_right_is_refused(backup, folder, nothing_is_loaded, facts, sentence):
    changed(backup, **facts)
    with pytest.raises(CommandError, match=re.escape(sentence)):
        call_command("restore", str(backup))
    assert not folder.exists()


def test_a_restore_into_a_storage_with_files_is_refused(backup, empty):
    save_content("ab/other.pdf", b"other")
    with pytest.raises(BackupError, match="The storage of files is not empty: it has ab"):
        restore_backup(source=backup)


@pytest.mark.parametrize("name", ["database.dump", "files/ab/paper.pdf"])
def test_a_damaged_backup_is_refused_before_anything_changes(backup, folder, empty, name):
    (backup / name).write_bytes(b"other")
    with pytest.raises(BackupError, match="The backup is damaged"):
        restore_backup(source=backup)
    assert not folder.exists()


def test_a_manifest_that_leads_out_of_the_backup_is_refused(backup, folder, empty):
    changed(backup, files={"../../secret": {"size": 1, "sha256": "0" * 64}})
    with pytest.raises(BackupError, match="leads out of it"):
        restore_backup(source=backup)
    assert not folder.exists()


def test_what_does_not_hold_after_a_restore_is_told(backup, settings):
    conference = make_conference("ws")
    paper = make_submission(conference, [make_user()])
    add_revision(submission=paper, by=None, at=NOW)
    settings.SECRET_KEY = settings.RECEIPT_KEY = "another"
    wrong = list(what_is_wrong(read_manifest(backup)))
    assert wrong[0] == "The file ab/paper.pdf is missing."
    assert wrong[1].startswith("The receipt of paper 1, version 1 (ws) does not hold")


def test_the_password_of_the_database_stands_in_no_command_line(monkeypatch, settings, tmp_path, db):
    seen: dict[str, Any] = {}

    def look(command, *, env, **how):
        seen.update(command=command, env=env)
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setitem(connection.settings_dict, "PASSWORD", "hush-hush")
    monkeypatch.setattr(subprocess, "run", look)
    dumps.dump_database(tmp_path / "dump", snapshot="1-1")
    assert not any("hush-hush" in word for word in seen["command"])
    assert seen["env"]["PGPASSWORD"] == "hush-hush"
