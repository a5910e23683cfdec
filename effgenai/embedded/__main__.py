"""`python -m effgenai.embedded serve` keeps both servers up; `... exec COMMAND` has them for one command."""

from __future__ import annotations

import argparse
import os
import shlex
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from effgenai.embedded import folders
from effgenai.embedded.errors import EmbeddedError
from effgenai.embedded.servers.both import Urls, broker, database, services
from effgenai.embedded.servers.postgres import program
from effgenai.embedded.servers.running import Running


def main(arguments: list[str] | None = None) -> int:
    """Do what the command line says; return the exit code."""
    options = _parser().parse_args(arguments)
    try:
        return serve(options.data, fast=options.fast) if options.what == "serve" else run_inside(options)
    except EmbeddedError as error:
        print(error, file=sys.stderr)
        return 1


def default_data_dir() -> Path:
    """The folder named by DATA_DIR, else `.data` here."""
    return Path(os.environ.get("DATA_DIR") or ".data")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m effgenai.embedded", description=__doc__)
    commands = parser.add_subparsers(dest="what", required=True)
    for name, text in {
        "serve": "keep both up until Ctrl-C; print their addresses as lines for a shell",
        "exec": "run a command that finds both in its environment (those already set stay)",
    }.items():
        command = commands.add_parser(name, help=text)
        command.add_argument(
            "--data", type=Path, default=default_data_dir(), help="the data folder (default: .data)"
        )
        command.add_argument("--fast", action="store_true", help="for tests: do not wait for the disk")
        if name == "exec":
            command.add_argument("command", nargs=argparse.REMAINDER, help="the command and its arguments")
    return parser


def serve(data_dir: Path, *, fast: bool) -> int:
    """Keep both servers up until a signal comes."""
    with _stop_signal() as stopped, services(data_dir, fast=fast) as urls:
        print(_export_lines(urls), flush=True)
        stopped.wait()
    return 0


def run_inside(options: argparse.Namespace) -> int:
    """Run the command with the servers; return its exit code."""
    with ExitStack() as stack:
        env = environment(stack, options.data, fast=options.fast)
        return subprocess.run(options.command, env=env, check=False).returncode


def environment(
    stack: ExitStack, data_dir: Path, *, fast: bool, running: list[Running] | None = None
) -> dict[str, str]:
    """Our environment with all that the settings require; servers that it lacks are started on the stack."""
    env = dict(os.environ)
    if not env.get("SECRET_KEY"):
        env["SECRET_KEY"] = folders.saved_secret(folders.data_folder(data_dir), "secret_key")
    if not env.get("DATABASE_URL"):
        env["DATABASE_URL"] = stack.enter_context(database(data_dir, fast=fast, running=running))
        # Backups are made by the server's own programs; those of the machine may be of another version.
        env["PATH"] = os.pathsep.join([str(program("pg_dump").parent), env.get("PATH", os.defpath)])
    if not env.get("REDIS_URL"):
        env["REDIS_URL"] = stack.enter_context(broker(data_dir, fast=fast, running=running))
    return env


def _export_lines(urls: Urls) -> str:
    names = {"DATABASE_URL": urls.database_url, "REDIS_URL": urls.redis_url}
    return "\n".join(f"export {name}={shlex.quote(value)}" for name, value in names.items())


@contextmanager
def _stop_signal() -> Iterator[threading.Event]:
    """An event that SIGINT, SIGTERM or SIGHUP sets."""
    stopped = threading.Event()
    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, lambda *_: stopped.set())
    yield stopped


if __name__ == "__main__":
    sys.exit(main())
