"""Starting our own programs as a person would, from outside."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil

from tests.plugins.mail import wait_until

ROOT = Path(__file__).parents[3]
# A person's shell has none of these; the test run does.
OURS = (
    "DATABASE_URL",
    "REDIS_URL",
    "DATA_DIR",
    "SITE_URL",
    "SECRET_KEY",
    "ALLOWED_HOSTS",
    "RATE_LIMITS",
    "PORT",
)


def clean_environment(**more: str) -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name not in OURS} | more


class Program:
    """One of our modules, running; what it says is collected in a file."""

    def __init__(self, module: str, *arguments: str, output: Path, **env: str) -> None:
        self.output = output
        with output.open("wb") as file:
            self.process = subprocess.Popen(
                [sys.executable, "-m", module, *arguments],
                cwd=ROOT,
                env=clean_environment(**env),
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def says(self) -> str:
        return self.output.read_text(errors="replace")

    def wait_for(self, text: str, *, time_limit: float = 90) -> None:
        wait_until(
            lambda: text in self.says() or self.process.poll() is not None,
            time_limit=time_limit,
            say=self.says,
        )
        assert text in self.says(), self.says()

    def family(self) -> list[psutil.Process]:
        """The processes below this one."""
        return psutil.Process(self.process.pid).children(recursive=True)

    def end(self, sign: signal.Signals = signal.SIGTERM, *, time_limit: float = 60) -> int:
        """Send it the signal, wait, and return its exit code."""
        self.process.send_signal(sign)
        return self.process.wait(time_limit)


def wait_until_gone(processes: list[psutil.Process], *, time_limit: float = 30) -> None:
    """Fail if any of them is still there after a while."""
    _, alive = psutil.wait_procs(processes, timeout=time_limit)
    assert [process.cmdline() for process in alive if process.is_running()] == []
