from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from effgenai.embedded import processes
from effgenai.embedded.errors import EmbeddedError
from effgenai.embedded.supervisor import Supervisor
from tests.effgenai.embedded.helpers import ROOT, wait_until_gone
from tests.plugins.mail import wait_until


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


STUBBORN = "import signal, time; signal.signal(15, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asks the Linux kernel")
def test_a_child_ends_when_its_killed_parent_does(tmp_path):
    code = (
        "import subprocess, time\nfrom effgenai.embedded import processes\n"
        "print(processes.start(['sleep', '60'], output=subprocess.DEVNULL).pid, flush=True)\ntime.sleep(60)"
    )
    with subprocess.Popen(python(code), cwd=ROOT, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = psutil.Process(int(parent.stdout.readline()))
        parent.kill()
    wait_until_gone([child], time_limit=10)


def test_a_child_that_ignores_the_signal_is_killed_with_its_family():
    code = f"import subprocess, sys; p = subprocess.Popen([sys.executable, '-c', {STUBBORN!r}]); p.wait()"
    child = processes.start(
        python(f"import signal; signal.signal(15, signal.SIG_IGN); {code}"), output=subprocess.PIPE
    )
    assert child.stdout is not None
    with child.stdout:
        child.stdout.readline()
        family = psutil.Process(child.pid).children(recursive=True)
        processes.stop(child, (signal.SIGTERM, 0.2))
    assert child.returncode == -signal.SIGKILL
    assert family
    wait_until_gone(family, time_limit=10)


def test_stopping_one_that_has_ended_does_nothing():
    child = processes.start(["true"], output=subprocess.DEVNULL)
    child.wait()
    processes.stop(child, (signal.SIGTERM, 5))
    assert child.returncode == 0


def test_a_leftover_is_known_by_name_and_folder(tmp_path):
    child = processes.start(["sleep", "60"], output=subprocess.DEVNULL, cwd=tmp_path)
    wait_until(lambda: psutil.Process(child.pid).name() == "sleep")
    ours = {"name": "sleep", "folder": tmp_path, "sign": signal.SIGTERM}
    assert not processes.stop_leftover(child.pid, **{**ours, "name": "postgres"})
    assert not processes.stop_leftover(child.pid, **{**ours, "folder": Path("/")})
    assert child.poll() is None
    assert processes.stop_leftover(child.pid, **ours)
    assert not psutil.pid_exists(child.pid)
    child.wait()


def test_a_leftover_that_does_not_listen_is_killed(tmp_path):
    child = processes.start(python(STUBBORN), output=subprocess.PIPE, cwd=tmp_path)
    assert child.stdout is not None
    with child.stdout:
        child.stdout.readline()
        assert processes.stop_leftover(
            child.pid, name="python", folder=tmp_path, sign=signal.SIGTERM, time_limit=0.3
        )
    assert not psutil.pid_exists(child.pid)
    child.wait()


def test_a_process_that_is_gone_needs_no_stopping(tmp_path):
    child = processes.start(["true"], output=subprocess.DEVNULL)
    child.wait()
    assert processes.stop_leftover(child.pid, name="true", folder=tmp_path, sign=signal.SIGTERM)


def test_somebody_elses_process_is_left_alone(tmp_path, monkeypatch):
    def denied(self):
        raise psutil.AccessDenied

    monkeypatch.setattr(psutil.Process, "cwd", denied)
    name = psutil.Process().name()
    assert not processes.stop_leftover(os.getpid(), name=name, folder=tmp_path, sign=signal.SIGTERM)


@pytest.fixture
def supervisor(tmp_path):
    supervisor = Supervisor(tmp_path, env=os.environ, cwd=tmp_path)
    yield supervisor
    supervisor.stop_all()


def test_output_goes_to_the_log_and_warnings_to_the_terminal(supervisor, capfd):
    supervisor.start("worker", python("print('INFO all well\\n2026 WARNING look here')"))
    wait_until(lambda: "look here" in capfd.readouterr().out)
    assert supervisor.log("worker").read_text() == "INFO all well\n2026 WARNING look here\n"


def test_a_child_that_ends_is_named_with_its_last_words(supervisor):
    supervisor.start("worker", python("import sys; print('broker gone', flush=True); sys.exit(3)"))
    supervisor.start("web", python("import time; time.sleep(60)"))
    wait_until(lambda: supervisor.children["worker"].process.poll() is not None)
    with pytest.raises(EmbeddedError, match=r"(?s)worker process ended \(exit code 3\).*broker gone"):
        supervisor.check()


def test_a_killed_child_is_told_from_one_that_left(supervisor):
    supervisor.start("beat", python("import os; os.kill(os.getpid(), 9)"))
    wait_until(lambda: supervisor.children["beat"].process.poll() is not None)
    with pytest.raises(EmbeddedError, match=r"beat process ended \(killed by SIGKILL\)"):
        supervisor.check()


def test_stopping_waits_for_all_together_and_kills_who_does_not_listen(supervisor, monkeypatch):
    monkeypatch.setattr("effgenai.embedded.supervisor.STOP_TIME_LIMIT", 0.5)
    for name in ("one", "two"):
        supervisor.start(name, python(STUBBORN))
    logs = [supervisor.log(name) for name in ("one", "two")]
    wait_until(lambda: all(log.exists() and "up" in log.read_text() for log in logs))
    started = time.monotonic()
    supervisor.stop_all()
    assert time.monotonic() - started < 5
    assert {child.process.poll() for child in supervisor.children.values()} == {-signal.SIGKILL}


def test_complaints_about_being_stopped_stay_in_the_log(supervisor, capfd):
    code = "import signal, time; signal.signal(15, lambda *_: (print('ERROR cut off', flush=True), exit(0)))"
    supervisor.start("beat", python(f"{code}; print('up', flush=True); time.sleep(60)"))
    log = supervisor.log("beat")
    wait_until(lambda: log.exists() and "up" in log.read_text())
    supervisor.stop_all()
    assert "ERROR cut off" in log.read_text()
    assert "cut off" not in capfd.readouterr().out
