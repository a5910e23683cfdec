from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

import pytest

from effgenai.embedded.errors import EmbeddedError
from effgenai.embedded.servers import privileges
from effgenai.embedded.servers.privileges import Account, command_as, database_account

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="changing the user needs root")


def test_an_ordinary_user_runs_the_database_as_himself(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1234)
    account = database_account(tmp_path, [])
    assert account.uid == 1234
    assert account.is_us
    assert command_as(account, ["initdb"], farewell=signal.SIGINT) == ["initdb"]


@pytest.fixture
def open_folder():
    """A folder that everybody may enter: those of pytest are closed."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


@needs_root
def test_root_uses_nobody_who_keeps_a_capability_only_where_a_folder_is_closed(open_folder):
    assert database_account(open_folder / "postgres", []) == Account(65534, privileges._nobody()[1])
    closed = open_folder / "closed"
    closed.mkdir(mode=0o700)
    assert database_account(closed / "postgres", []).enters_all_folders


@needs_root
def test_programs_that_others_may_not_run_count_as_closed(open_folder):
    program = open_folder / "initdb"
    program.touch(mode=0o700)
    assert database_account(open_folder / "postgres", [program]).enters_all_folders
    program.chmod(0o755)
    assert not database_account(open_folder / "postgres", [program]).enters_all_folders


@needs_root
def test_data_of_an_ordinary_user_stay_his_when_root_starts_them(tmp_path):
    os.chown(tmp_path, 4321, 4321)
    assert database_account(tmp_path, []).uid == 4321


@needs_root
def test_the_capability_is_all_that_is_kept(tmp_path):
    command = command_as(
        Account(65534, 65534, enters_all_folders=True), ["cat", "/proc/self/status"], farewell=signal.SIGINT
    )
    status = subprocess.run(command, capture_output=True, text=True, check=True, cwd="/").stdout
    fields = dict(line.split(":", 1) for line in status.splitlines())
    assert fields["Uid"].split() == ["65534"] * 4
    assert int(fields["CapEff"], 16) == 0b10  # CAP_DAC_OVERRIDE


def test_a_machine_without_the_means_is_told_so(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(EmbeddedError, match="setpriv"):
        command_as(Account(os.geteuid() + 1, 1, enters_all_folders=True), ["initdb"], farewell=signal.SIGINT)


def test_a_machine_without_nobody_is_told_so(monkeypatch, tmp_path):
    def missing(name):
        raise KeyError(name)

    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(pwd, "getpwnam", missing)
    with pytest.raises(EmbeddedError, match="no user `nobody`"):
        database_account(tmp_path / "postgres", [])
