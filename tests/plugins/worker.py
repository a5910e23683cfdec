"""A real Celery worker on the real broker, for tests that need to see work done (or killed half-way)."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from effgenai.embedded import processes
from tests.plugins.mail import MailCatcher, wait_until

ROOT = Path(__file__).parents[2]


class Worker:
    """A Celery worker process on the database and broker of this test."""

    def __init__(self, env: dict[str, str], log: Path) -> None:
        self.env = env
        self.log = log
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, *, pool: str = "prefork", time_limit: float = 60) -> None:
        """Start it and wait until it takes work."""
        command = [
            sys.executable,
            "-m",
            "celery",
            "-A",
            "effgenai",
            "worker",
            f"--pool={pool}",
            "-c1",
            "-lINFO",
        ]
        command += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
        with self.log.open("wb") as output:
            self.process = processes.start(command, output=output, env=self.env, cwd=ROOT)
        wait_until(
            lambda: self._ended() or " ready." in self.output(), time_limit=time_limit, say=self.output
        )
        if self._ended():
            pytest.fail(f"The worker ended: {self.output()}")

    def _ended(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def output(self) -> str:
        """What it has logged since its start."""
        return self.log.read_text(errors="replace")

    def kill(self) -> None:
        """End it and its children at once, as a power cut would."""
        if self.process:
            processes.kill_group(self.process)
            self.process = None

    def stop(self) -> None:
        """Let it finish its task and end."""
        if self.process:
            processes.stop(self.process, (signal.SIGTERM, 20))
            self.process = None


@pytest.fixture
def celery_worker_process(transactional_db, mail_catcher: MailCatcher, tmp_path: Path) -> Iterator[Worker]:
    """A running worker that delivers to `mail_catcher`. `kill()` and `start()` it as the test needs."""
    worker = make_worker(mail_catcher, tmp_path)
    worker.start()
    yield worker
    worker.stop()


@pytest.fixture
def idle_worker(transactional_db, mail_catcher: MailCatcher, tmp_path: Path) -> Iterator[Worker]:
    """The same, not started yet."""
    worker = make_worker(mail_catcher, tmp_path)
    yield worker
    worker.stop()


def make_worker(mail_catcher: MailCatcher, folder: Path) -> Worker:
    """A worker for the database that this test uses now."""
    from urllib.parse import quote, urlsplit

    from django.conf import settings

    name = settings.DATABASES["default"]["NAME"]
    database_url = urlsplit(os.environ["DATABASE_URL"])._replace(path="/" + quote(name)).geturl()
    env = {**os.environ, "DATABASE_URL": database_url, "EMAIL_URL": mail_catcher.smtp_url}
    # DEBUG: a worker that draws pages names static files as the tests do, without the hashes of a release.
    return Worker(
        {**env, "DATABASE_CONN_MAX_AGE": "0", "DEBUG": "1", "LOG_LEVEL": "INFO"}, folder / "worker.log"
    )
