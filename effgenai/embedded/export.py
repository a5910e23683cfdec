"""Writes a public site as files with the set-up of `make run`: `python -m effgenai.embedded.export SLUG OUT`.

Uses the servers of `make run` where it is up, and then changes nothing of theirs. Otherwise it starts servers
for itself; an empty database gets its tables and the demo first, as at the first `make run`.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

from effgenai.embedded import folders
from effgenai.embedded.__main__ import environment
from effgenai.embedded.errors import EmbeddedError
from effgenai.embedded.run import ROOT, prepare, site_environment, wanted_port


def main(arguments: list[str] | None = None) -> int:
    """Do what the command line says; return the exit code."""
    options = _parser().parse_args(arguments)
    data_dir = folders.data_folder(Path(os.environ.get("DATA_DIR") or ROOT / ".data"))
    out = Path(options.out).expanduser().absolute()
    try:
        with ExitStack() as stack:
            port = wanted_port(os.environ.get("PORT", ""))
            env = site_environment(environment(stack, data_dir, fast=False), data_dir, port=port)
            _prepare_unless_running(env, data_dir)
            command = [sys.executable, "manage.py", "export_site", options.conference, str(out), "--check"]
            return subprocess.run(
                command, env={"LOG_LEVEL": "ERROR", **env}, cwd=ROOT, check=False
            ).returncode
    except EmbeddedError as error:
        print(error, file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m effgenai.embedded.export", description=__doc__)
    parser.add_argument("conference", help="its address, such as effgenai")
    parser.add_argument("out", help="a new or empty folder, or an earlier export")
    return parser


def _prepare_unless_running(env: dict[str, str], data_dir: Path) -> None:
    """A site that runs was prepared when it started; its static files must not change under it."""
    with folders.owned(folders.run_folder(data_dir) / "site.lock") as nobody_runs_it:
        if nobody_runs_it:
            prepare(env)


if __name__ == "__main__":
    sys.exit(main())
