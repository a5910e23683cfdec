"""Old and new code at once: tests of the code before the newest migration pass on the new database."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
from io import BytesIO
from pathlib import Path
from urllib.parse import quote, urlsplit

import psycopg
import pytest
from django.db import connection
from psycopg import sql

ROOT = Path(__file__).parents[3]
MIGRATIONS = ":(glob)**/migrations/0*.py"
# What people do while a site is upgraded: submit, bid, change drafts, review, decide, get mail.
FILES = [
    "tests/submissions/papers/test_author_side.py",
    "tests/reviews/bidding/test_bids.py",
    "tests/reviews/reviewing/test_review_writing.py",
    "tests/reviews/decisions/test_decision.py",
    "tests/reviews/assignment_drafts/test_draft_edit.py",
    "tests/effgenai/mail/test_delivery.py",
    "tests/effgenai/conferences/call/test_call_files.py",
]
CHOSEN = [
    "every_author_gets_the_receipt",
    "a_bid_is_saved",
    "is_a_version_and_finishes_the_task",
    "releasing_tells",
    "taking_out_leaves_a_place_empty",
    "one_connection_serves",
    "kept_under_its_hash",
]
STOP_OTHERS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"


def git(*arguments):
    return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, check=True).stdout


@pytest.fixture
def old_code(tmp_path):
    """The commit before the one that brought the newest migration; skips where there is no history."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("There is no history of the code here.")
    if git("rev-parse", "--is-shallow-repository") == b"true\n":
        pytest.skip("A shallow clone has no code of before; CI fetches all of it.")
    newest = git("log", "-1", "--diff-filter=A", "--format=%H", "--", MIGRATIONS).decode().strip()
    with tarfile.open(fileobj=BytesIO(git("archive", f"{newest}^"))) as packed:
        packed.extractall(tmp_path / "old", filter="data")
    return tmp_path / "old"


def url_of(database):
    return urlsplit(os.environ["DATABASE_URL"])._replace(path="/" + quote(database)).geturl()


@pytest.fixture
def new_database(transactional_db):
    """An empty database with all migrations, under the name that the tests of the old code look for."""
    migrated, name = connection.settings_dict["NAME"], f"rolling_{os.getpid()}"
    connection.close()
    copy, original = sql.Identifier(f"test_{name}"), sql.Identifier(migrated)
    with psycopg.connect(url_of("postgres"), autocommit=True) as server:
        server.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [migrated]
        )
        server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(copy, original))
        yield name
        server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(copy))


def test_tests_of_the_old_code_pass_on_the_database_of_the_new(old_code, new_database):
    unwanted = ("COV", "PYTEST", "DJANGO_SETTINGS")
    env = {name: value for name, value in os.environ.items() if not name.startswith(unwanted)}
    command = [sys.executable, "-m", "pytest", "-q", "--reuse-db", "-p", "no:cacheprovider", *FILES]
    done = subprocess.run(
        [*command, "-k", " or ".join(CHOSEN)],
        cwd=old_code,
        env={**env, "DATABASE_URL": url_of(new_database)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-1000:]
    assert f"{len(CHOSEN)} passed" in done.stdout
