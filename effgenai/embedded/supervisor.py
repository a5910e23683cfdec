"""Keeps the processes of the site up: their output goes to logs, their warnings to the terminal.

One that ends is started again, after ever longer pauses. One that ends several times in short order cannot be
helped: then all end, with one sentence.
"""

from __future__ import annotations

import re
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path

from effgenai.embedded import folders, processes
from effgenai.embedded.errors import EmbeddedError, with_log
from effgenai.embedded.servers.running import Running, Start

WARNING = re.compile(r"\b(WARNING|ERROR|CRITICAL)\b")
STOP_TIME_LIMIT = 15.0
FIRST_PAUSE = 0.5
MAX_DEATHS = 5
SHORT_ORDER = 120.0

Clock = Callable[[], float]


class Child:
    """A process by its name, how to start it again, and when it ended of late."""

    def __init__(self, name: str, process: subprocess.Popen[bytes], start: Start) -> None:
        self.name = name
        self.process = process
        self.start = start
        self.deaths: list[float] = []
        self.again_at: float | None = None

    def dies(self, now: float) -> float:
        """Note that it ended; return after how many seconds it is started again."""
        self.deaths = [*(at for at in self.deaths if now - at < SHORT_ORDER), now]
        pause: float = FIRST_PAUSE * 2 ** (len(self.deaths) - 1)
        self.again_at = now + pause
        return pause

    @property
    def reason(self) -> str:
        """How it ended."""
        code = self.process.poll() or 0
        return f"exit code {code}" if code >= 0 else f"killed by {signal.Signals(-code).name}"


class Supervisor:
    """Children that are kept up together, and end together."""

    def __init__(
        self, data_dir: Path, *, env: Mapping[str, str], cwd: Path, clock: Clock = time.monotonic
    ) -> None:
        self.data_dir = data_dir
        self.env = env
        self.cwd = cwd
        self.clock = clock
        self.children: dict[str, Child] = {}
        self._servers: set[str] = set()
        self._relays: list[threading.Thread] = []
        self._stopping = False

    def start(self, name: str, command: list[str]) -> None:
        """Start a child; what it says goes to its log."""
        start = partial(self._start, name, command)
        self.children[name] = Child(name, start(), start)

    def watch_over(self, server: Running) -> None:
        """Keep a server up that runs already, and that somebody else stops in the end."""
        self._servers.add(server.name)
        self.children[server.name] = Child(server.name, server.process, server.restart)

    def _start(self, name: str, command: list[str]) -> subprocess.Popen[bytes]:
        child = processes.start(command, output=subprocess.PIPE, env=self.env, cwd=self.cwd)
        relay = threading.Thread(target=self._relay, args=(name, child), name=f"log-{name}", daemon=True)
        relay.start()
        self._relays.append(relay)
        return child

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
        """Raise with its name and last words if a child has ended: what ends at once is set up wrongly."""
        for name, child in self.children.items():
            if child.process.poll() is not None:
                raise with_log(f"The {name} process ended ({child.reason}).", self.log(name))

    def watch(self) -> None:
        """Keep the children up until one cannot be (raises) or we are interrupted."""
        while True:
            self.tend()
            time.sleep(0.2)

    def tend(self) -> None:
        """See to each child once: start again what is due, and note what has ended."""
        for child in self.children.values():
            if child.again_at is not None and self.clock() >= child.again_at:
                self._revive(child)
            elif child.again_at is None and child.process.poll() is not None:
                self._mourn(child)

    def _mourn(self, child: Child) -> None:
        pause = child.dies(self.clock())
        if len(child.deaths) >= MAX_DEATHS:
            raise with_log(
                f"The {child.name} process ended {MAX_DEATHS} times within {SHORT_ORDER / 60:g} minutes "
                f"(the last time: {child.reason}). It is not started again.",
                self.log(child.name),
            )
        print(f"[{child.name}] ended ({child.reason}); it is started again in {pause:g} s.", flush=True)

    def _revive(self, child: Child) -> None:
        processes.kill_group(child.process)  # what it left behind holds its port
        child.again_at = None
        try:
            child.process = child.start()
        except EmbeddedError as error:
            print(f"[{child.name}] {error}", flush=True)
        else:
            print(f"[{child.name}] is started again.", flush=True)

    def log(self, name: str) -> Path:
        """The log of a child."""
        return self.data_dir / "log" / f"{name}.log"

    def stop_all(self) -> None:
        """Ask all to stop at once, so none waits for another; whoever has not after a while is killed."""
        self._stopping = True
        ours = [child.process for name, child in self.children.items() if name not in self._servers]
        for process in ours:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + STOP_TIME_LIMIT
        for process in ours:
            with suppress(subprocess.TimeoutExpired):
                process.wait(max(0.1, deadline - time.monotonic()))
            processes.kill_group(process)  # also what a killed child left behind
        for relay in self._relays:
            relay.join(2)
