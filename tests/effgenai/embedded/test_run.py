"""`make run` as a person meets it: it comes up whole, stops whole, and says what is wrong in a sentence."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

import psutil
import pytest

from effgenai.embedded import folders, run
from effgenai.embedded.errors import EmbeddedError
from effgenai.embedded.servers.running import Running
from effgenai.embedded.servers.valkey import free_port
from effgenai.embedded.supervisor import Supervisor
from tests.effgenai.embedded.helpers import ROOT, Program, clean_environment, wait_until_gone
from tests.plugins.mail import wait_until

READY = "Ctrl-C stops it."


def start(data_dir: Path, port: int) -> Program:
    return Program(
        "effgenai.embedded.run", output=data_dir / "output", DATA_DIR=str(data_dir), PORT=str(port)
    )


def assert_serves(site: Program, data_dir: Path, port: int) -> None:
    mail_page = site.says().split("Mail  ")[1].split()[0]
    for url in (f"http://127.0.0.1:{port}/account/login/", mail_page):
        with urllib.request.urlopen(url, timeout=30) as answer:
            assert answer.status == 200
    assert all(
        (data_dir / f"log/{name}.log").exists() for name in ("web", "worker", "engines", "beat", "mail")
    )


def assert_changes_no_record(family: list[psutil.Process]) -> None:
    """Nothing that meets people signs in to the database as the owner of its tables."""
    serving = [process for process in family if {"gunicorn", "celery"} & set(process.cmdline())]
    assert serving
    assert all("//effgenai_app@" in process.environ()["DATABASE_URL"] for process in serving)


@pytest.fixture(scope="module")
def site_folder(tmp_path_factory) -> Path:
    """Where a site has its data; the first test that starts it waits for the demo, the next one does not."""
    return tmp_path_factory.mktemp("site")


def test_the_whole_site_starts_and_stops_and_starts_again_quickly(site_folder):
    tmp_path, port = site_folder, free_port()
    site = start(tmp_path, port)
    site.wait_for(READY, time_limit=150)
    assert_serves(site, tmp_path, port)
    family = site.family()
    assert_changes_no_record(family)
    assert site.end(signal.SIGINT) == 0
    assert site.says().endswith("Stopped.\n")
    wait_until_gone(family, time_limit=5)

    started = time.monotonic()
    site = start(tmp_path, port)
    site.wait_for(READY)
    assert time.monotonic() - started < 30  # under 10 alone; here others share the cores and coverage counts

    family = site.family()
    assert site.end(signal.SIGTERM) == 0
    wait_until_gone(family, time_limit=5)


def test_whatever_ends_is_started_again_all_seven_at_once_even(site_folder):
    tmp_path, port = site_folder, free_port()
    site = start(tmp_path, port)
    site.wait_for(READY, time_limit=150)
    before = psutil.Process(site.process.pid).children()
    for process in before:
        process.kill()
    for name in ("postgres", "valkey", "web", "worker", "engines", "beat", "mail"):
        site.wait_for(f"[{name}] ended (killed by SIGKILL); it is started again in 0.5 s.")
        site.wait_for(f"[{name}] is started again.")
    ready = f"http://127.0.0.1:{port}/readyz"
    wait_until(lambda: run._answers(ready) and status(ready) == 200, time_limit=90, say=site.says)
    assert_serves(site, tmp_path, port)
    family = site.family()
    assert not {process.pid for process in before} & {process.pid for process in family}
    assert site.end(signal.SIGTERM) == 0
    wait_until_gone(family, time_limit=5)


def status(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=30) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def test_what_cannot_be_kept_up_ends_all_with_one_sentence(tmp_path, capsys):
    now = [0.0]
    supervisor = Supervisor(tmp_path, env=dict(os.environ), cwd=tmp_path, clock=lambda: now[0])
    supervisor.start("web", ["sh", "-c", "echo No such setting; exit 3"])
    with pytest.raises(EmbeddedError) as raised:
        while now[0] < 60:  # a bound on the steps, not on the time
            supervisor.children["web"].process.wait(20)
            supervisor.tend()
            now[0] += 0.5
    supervisor.stop_all()
    assert "The web process ended 5 times within 2 minutes (the last time: exit code 3)." in str(raised.value)
    assert "No such setting" in str(raised.value)
    said = capsys.readouterr().out
    assert [f"again in {pause} s." in said for pause in ("0.5", "1", "2", "4", "8")] == [True] * 4 + [False]


def test_a_server_that_does_not_come_up_is_tried_again(tmp_path, capsys):
    def start():
        if tries:
            tries.pop()
            raise EmbeddedError("PostgreSQL did not start.")
        return subprocess.Popen(["sleep", "60"], start_new_session=True)

    tries: list[int] = []
    now = [0.0]
    server = Running("postgres", start)
    supervisor = Supervisor(tmp_path, env={}, cwd=tmp_path, clock=lambda: now[0])
    supervisor.watch_over(server)
    tries.append(1)
    server.process.kill()
    server.process.wait()
    for _ in range(10):
        supervisor.tend()
        now[0] += 0.5
    supervisor.check()
    assert "[postgres] PostgreSQL did not start." in capsys.readouterr().out
    supervisor.stop_all()
    assert server.process.poll() is None  # whoever started it stops it
    server.process.kill()
    server.process.wait()


def complaint(monkeypatch, capsys, tmp_path, **env: str) -> str:
    """What `run` says when it gives up."""
    monkeypatch.setattr(run, "_listen_for_stop", lambda: None)
    for name, value in {"DATA_DIR": str(tmp_path), **env}.items():
        monkeypatch.setenv(name, value)
    assert run.main() == 1
    return capsys.readouterr().err


def test_a_taken_port_is_told_with_a_free_one(monkeypatch, capsys, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        said = complaint(monkeypatch, capsys, tmp_path, PORT=str(port))
    assert f"Port {port} is taken by another program. Choose another: make run PORT=" in said
    assert not (tmp_path / "postgres").exists()


@pytest.mark.parametrize("port", ["abc", "0", "65536", "-1"])
def test_a_port_that_is_none_is_told(monkeypatch, capsys, tmp_path, port):
    assert f"PORT must be a number from 1 to 65535, not '{port}'" in complaint(
        monkeypatch, capsys, tmp_path, PORT=port
    )


def test_a_port_for_root_only_is_told(monkeypatch):
    def refuse(self, address):
        raise PermissionError

    monkeypatch.setattr(socket.socket, "bind", refuse)
    with pytest.raises(EmbeddedError, match="Port 80 is for root only"):
        run.require_free(80)


def test_the_usual_port_is_8000():
    assert (run.wanted_port(""), run.wanted_port("9000")) == (8000, 9000)


def test_a_site_that_runs_already_is_told(monkeypatch, capsys, tmp_path):
    with folders.owned(folders.run_folder(tmp_path) / "site.lock"):
        said = complaint(monkeypatch, capsys, tmp_path, PORT=str(free_port()))
    assert "runs already in another terminal" in said


def test_a_site_that_cannot_be_prepared_is_told(monkeypatch, capsys, tmp_path):
    said = complaint(monkeypatch, capsys, tmp_path, PORT=str(free_port()), DATABASE_URL="mysql://x/y")
    assert "could not be prepared" in said


def test_what_is_set_stays_and_a_mail_server_of_ones_own_needs_no_catcher(monkeypatch, tmp_path):
    monkeypatch.setenv("EMAIL_URL", "smtp://mail.example.org")
    env = run.site_environment({"EMAIL_URL": "smtp://mail.example.org", "SITE_URL": ""}, tmp_path, port=8000)
    assert env["EMAIL_URL"] == "smtp://mail.example.org"
    assert env["SITE_URL"] == "http://127.0.0.1:8000"
    assert set(run.commands(tmp_path, env, port=8000, mail_port=8025)) == {"web", "worker", "engines", "beat"}


def test_debug_reloads_the_web_server():
    assert run._reload({"DEBUG": "yes"}) == ["--reload"]
    assert run._reload({}) == ["--preload"]


def test_a_site_that_never_answers_is_given_up(monkeypatch, tmp_path):
    monkeypatch.setattr(run, "WEB_TIME_LIMIT", 0.3)
    supervisor = Supervisor(tmp_path, env={}, cwd=tmp_path)
    with pytest.raises(EmbeddedError, match="did not answer"):
        run.wait_for_web(supervisor, free_port())


def make(*arguments: str, cwd: Path) -> str:
    done = subprocess.run(
        ["make", "-f", str(ROOT / "Makefile"), *arguments],
        cwd=cwd,
        env=clean_environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_help_names_every_command_from_any_folder(tmp_path):
    said = make("help", cwd=tmp_path)
    assert said == make(cwd=tmp_path)
    for command in ("run", "test", "setup", "lint", "types", "bench", "fmt", "help"):
        assert f"make {command} " in said


def test_every_command_works_in_the_checkout_wherever_it_is_given(tmp_path):
    for command in ("run", "test", "lint", "types", "bench"):
        assert f'cd "{ROOT}"' in make("--dry-run", command, cwd=tmp_path)
