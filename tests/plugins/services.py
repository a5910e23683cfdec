"""Gives every test run its own PostgreSQL, Valkey and data folder, before Django reads its settings.

Named in pyproject.toml as an early plugin. What the environment sets already is used as it is.
"""

from __future__ import annotations

import atexit
import os
import re
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

pytest_plugins = [
    "tests.plugins.settings",
    "tests.plugins.pace",
    "tests.plugins.mail",
    "tests.plugins.worker",
    "tests.plugins.browser",
]

_running = ExitStack()
atexit.register(_running.close)  # pytest unconfigures nothing if Django cannot be set up


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(args: list[str]) -> Iterator[None]:
    """Start what is missing. The controller of xdist comes first; its workers inherit the addresses."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # `timeout` and CI end a run by it
    folder = Path(tempfile.mkdtemp(prefix="effgenai-test-"))
    _running.callback(shutil.rmtree, folder, ignore_errors=True)
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    if not {"-h", "--help", "-V", "--version"} & set(args):
        _start_missing(folder / "servers")
    os.environ.update(_environment(folder, worker))
    return (yield)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    """Stop all of it, however the run ended."""
    _running.close()


def _start_missing(folder: Path) -> None:
    from effgenai.embedded.__main__ import environment

    if not (os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL")):
        os.environ.update(environment(_running, folder, fast=True))


def _environment(folder: Path, worker: str) -> dict[str, str]:
    """The variables of one test process: a data folder and a Valkey database of its own."""
    (folder / "static").mkdir(exist_ok=True)
    number = int(worker.removeprefix("gw") or 0) + 1 if worker else 0
    redis_url = os.environ.get("REDIS_URL", "redis://127.0.0.1:6379/0")
    return {
        "DATA_DIR": str(folder),
        "DATABASE_URL": os.environ.get("DATABASE_URL", "postgresql:///effgenai"),
        "REDIS_URL": re.sub(r"/\d+$", "", redis_url) + f"/{number}",
        "SECRET_KEY": "for-tests-only",
        "RATE_LIMITS": "no",
        "LOG_FORMAT": "lines",
        "LOG_LEVEL": "WARNING",
        # Most tests write rows without the services that would make kept pages be forgotten.
        "KEEP_PAGES_SECONDS": "0",
        # A thread of the live site that keeps its connection would keep the database from being dropped.
        "DATABASE_CONN_MAX_AGE": "0",
        "SITE_URL": "http://testserver",
        "ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
    }
