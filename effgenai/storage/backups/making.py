"""A backup: the database as one moment saw it, and every file that it tells of."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils._os import safe_join

from effgenai.storage.backends.disk import flush_folder, make_folder, write_whole
from effgenai.storage.backups.dumps import dump_database
from effgenai.storage.backups.errors import BackupError
from effgenai.storage.backups.manifest import (
    DUMP,
    FILES,
    Manifest,
    applied_migrations,
    measured,
    rows_by_table,
)
from effgenai.storage.checks import note_upkeep
from effgenai.storage.inventory import Stored, stored_files
from effgenai.storage.models import Upkeep
from effgenai.storage.saving import Content, problem_of

UNFINISHED = ".unfinished"


def make_backup(*, target: Path, at: dt.datetime) -> Manifest:
    """Write a backup to a folder that does not exist yet; it gets its name when all of it is there.

    Raises BackupError if the folder exists or cannot be written.
    """
    if target.exists():
        raise BackupError(f"{target} exists already. Name a folder that does not: each backup has its own.")
    draft = target.with_name(target.name + UNFINISHED)
    shutil.rmtree(draft, ignore_errors=True)
    make_folder(draft)
    try:
        manifest = _write(draft, at)
    except OSError as error:
        raise BackupError(f"The backup cannot be written to {draft}: {error.strerror}.") from error
    draft.rename(target)
    flush_folder(target.parent)
    note_upkeep(what=Upkeep.BACKUP, at=at, files=len(manifest.files))
    return manifest


def _write(folder: Path, at: dt.datetime) -> Manifest:
    with _one_moment() as snapshot:
        dump_database(folder / DUMP, snapshot=snapshot)
        migrations, tables, files = applied_migrations(), rows_by_table(), list(stored_files())
    copied = {stored.path: _copy(stored, folder) for stored in files}
    manifest = Manifest(
        made_at=at,
        postgres=connection.pg_version,  # type: ignore[attr-defined]  # of PostgreSQL's wrapper alone
        migrations=migrations,
        tables=tables,
        dump=measured(folder / DUMP),
        files={path: content for path, content in copied.items() if content},
        damaged=[path for path, content in copied.items() if content is None],
    )
    manifest.write(folder)
    flush_folder(folder)
    return manifest


@contextmanager
def _one_moment() -> Iterator[str]:
    """A transaction in which nothing changes any more, and the name by which others see the same."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        for limit in ("statement_timeout", "idle_in_transaction_session_timeout"):
            cursor.execute(f"SET LOCAL {limit} = 0")  # a dump takes as long as it takes
        cursor.execute("SELECT pg_export_snapshot()")
        yield cursor.fetchone()[0]


def _copy(stored: Stored, folder: Path) -> Content | None:
    """Copy a file and tell what it is; None, and no copy, if it is not what was sent."""
    if not default_storage.exists(stored.path):
        return None
    if stored.content and problem_of(stored.path, stored.content):
        return None
    target = Path(safe_join(folder / FILES, stored.path))
    make_folder(target.parent)
    with default_storage.open(stored.path) as file:
        write_whole(target, file.chunks())
    return stored.content or measured(target)
