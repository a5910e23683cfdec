"""Runs the processes of the site together: their output goes to logs, their warnings to the terminal."""

from __future__ import annotations

import re
import signal
import subprocess
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from effgenai.embedded import folders, processes
from effgenai.embedded.errors import with_log

WARNING = re.compile(r"\b(WARNING|ERROR|CRITICAL)\b")
STOP_PATIENCE = 15.0


class Supervisor:
    """Children that live and end together."""

    def __init__(self, data_dir: Path, *, env: Mapping[str, str], cwd: Path) -> None:
        self.data_dir = data_dir
        self.env = env
        self.cwd = cwd
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        self._relays: list[threading.Thread] = []
        self._stopping = False

    def start(self, name: str, command: list[str]) -> None:
        """Start a child; what it says goes to its log."""
        child = processes.start(command, output=subprocess.PIPE, env=self.env, cwd=self.cwd)
        self.children[name] = child
        relay = threading.Thread(target=self._relay, args=(name, child), name=f"log-{name}", daemon=True)
        relay.start()
        self._relays.append(relay)

    def _relay(self, name: str, child: subprocess.Popen[bytes]) -> None:
        """Copy the child's output to its log, and warnings to the terminal."""
        assert child.stdout is not None
        with child.stdout as output, folders.log_file(self.data_dir, name).open("ab", buffering=0) as log:
            for line in output:
                log.write(line)
                text = line.decode(errors="replace").rstrip()
                # What a child complains of when it is stopped half-way is for its log alone.
                if WARNING.search(text) and not self._stopping:
                    print(f"[{name}] {text}", flush=True)

    def check(self) -> None:
        """Raise with its name and last words if a child has ended."""
        for name, child in self.children.items():
            code = child.poll()
            if code is not None:
                raise with_log(f"The {name} process ended ({_reason(code)}).", self.log(name))

    def watch(self) -> None:
        """Check the children until one ends (raises) or we are interrupted."""
        while True:
            self.check()
            time.sleep(0.2)

    def log(self, name: str) -> Path:
        """The log of a child."""
        return self.data_dir / "log" / f"{name}.log"

    def stop_all(self) -> None:
        """Ask all to stop at once, so none waits for another; whoever has not after a while is killed."""
        self._stopping = True
        for child in self.children.values():
            if child.poll() is None:
                child.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + STOP_PATIENCE
        for child in self.children.values():
            with suppress(subprocess.TimeoutExpired):
                child.wait(max(0.1, deadline - time.monotonic()))
            processes.kill_group(child)  # also what a killed child left behind
        for relay in self._relays:
            relay.join(2)


def _reason(code: int) -> str:
    return f"exit code {code}" if code >= 0 else f"killed by {signal.Signals(-code).name}"
