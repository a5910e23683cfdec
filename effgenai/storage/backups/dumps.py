"""The database as one file, written and read by PostgreSQL's own programs."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from django.db import connection
from psycopg import conninfo, pq

from effgenai.storage.backups.errors import BackupError

# The role and its rights are those of the new place, not of the old one.
PLAIN = ["--no-owner", "--no-privileges"]


def dump_database(target: Path, *, snapshot: str) -> None:
    """Write everything that the snapshot sees."""
    _run("pg_dump", "--format=custom", *PLAIN, f"--snapshot={snapshot}", f"--file={target}")


def load_database(source: Path) -> None:
    """Bring all of a dump into the database, or nothing."""
    _run("pg_restore", "--single-transaction", "--exit-on-error", "--no-comments", *PLAIN, str(source))


def _run(name: str, *arguments: str) -> None:
    program = shutil.which(name)
    if program is None:
        raise BackupError(
            f"The program {name} is not installed. It comes with PostgreSQL's client: on Debian and Ubuntu "
            "apt-get install postgresql-client, in the version of the server or a newer one."
        )
    command = [program, "--no-password", f"--dbname={_address()}", *arguments]
    # Our own arguments, and no shell.
    done = subprocess.run(  # noqa: S603
        command, env=_environment(), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise BackupError(f"{name} failed: {_last_line(done.stderr)}")


def _address() -> str:
    """Where the database is, without the password: others on the machine may read a command line."""
    known = {option.keyword.decode() for option in pq.Conninfo.get_defaults()}
    params = {name: value for name, value in connection.get_connection_params().items() if name in known}
    params.pop("password", None)
    return conninfo.make_conninfo("", **params)


def _environment() -> dict[str, str]:
    password = connection.settings_dict["PASSWORD"]
    return {**os.environ, **({"PGPASSWORD": password} if password else {})}


def _last_line(text: str) -> str:
    lines = [line for line in text.strip().splitlines() if line]
    return next((line for line in lines if "error:" in line), lines[-1] if lines else "it said nothing")
