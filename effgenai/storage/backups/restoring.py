"""A restore: everything is looked at before anything is changed, and again when it is there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import connection
from django.utils._os import safe_join

from effgenai.storage.backups.dumps import load_database
from effgenai.storage.backups.errors import BackupError
from effgenai.storage.backups.manifest import (
    DUMP,
    FILES,
    Manifest,
    known_migrations,
    measured,
    read_manifest,
    rows_by_table,
    tables_here,
)
from effgenai.storage.inventory import inspect
from effgenai.storage.saving import problem_of, save_content


def restore_backup(*, source: Path) -> Manifest:
    """Bring a backup into an empty database and an empty storage.

    Raises BackupError before anything is changed if one of them is not empty, if the backup is of another
    version, or if it is damaged.
    """
    manifest = read_manifest(source)
    _refuse_other_version(manifest)
    _refuse_if_not_empty()
    _refuse_damaged(source, manifest)
    load_database(source / DUMP)
    for path in manifest.files:
        with _in(source, path).open("rb") as file:
            save_content(path, File(file))
    _refuse_other_counts(manifest)
    return manifest


def what_is_wrong(manifest: Manifest) -> Iterator[str]:
    """A sentence for each file and each receipt of the restored site that does not hold."""
    for path, content in manifest.files.items():
        problem = problem_of(path, content)
        if problem:
            yield f"The file {path} {problem.label}."
    yield from inspect()


def _in(source: Path, path: str) -> Path:
    try:
        return Path(safe_join(source / FILES, path))
    except SuspiciousFileOperation:
        raise BackupError(f"The backup is damaged: the path {path} leads out of it.") from None


def _refuse_other_version(manifest: Manifest) -> None:
    theirs, ours = set(manifest.migrations), known_migrations()
    with_it = "Restore it with the version that made it"
    if newer := sorted(theirs - ours):
        raise BackupError(f"This backup was made by a newer version (it has {newer[-1]}). {with_it}.")
    if older := sorted(ours - theirs):
        raise BackupError(
            f"This backup was made by an older version (it lacks {older[0]}). {with_it}, then upgrade."
        )
    if connection.pg_version // 10000 < manifest.postgres // 10000:  # type: ignore[attr-defined]
        raise BackupError(
            f"This backup is of PostgreSQL {manifest.postgres // 10000}. "
            "Restore it into that version or a newer one."
        )


def _refuse_if_not_empty() -> None:
    if tables := tables_here():
        raise BackupError(
            f"The database is not empty: it has {len(tables)} tables. Restore into a new, empty one, before "
            "`migrate` has run."
        )
    try:
        found = [name for names in default_storage.listdir("") for name in names]
    except FileNotFoundError:
        return
    if found:
        raise BackupError(f"The storage of files is not empty: it has {found[0]}. Restore into an empty one.")


def _refuse_damaged(source: Path, manifest: Manifest) -> None:
    expected = {source / DUMP: manifest.dump}
    expected.update({_in(source, path): content for path, content in manifest.files.items()})
    for path, content in expected.items():
        if not path.is_file() or measured(path) != content:
            raise BackupError(f"The backup is damaged: {path} is not what was written. Take another one.")


def _refuse_other_counts(manifest: Manifest) -> None:
    now = rows_by_table()
    other = [table for table in {*now, *manifest.tables} if now.get(table) != manifest.tables.get(table)]
    if other:
        raise BackupError(f"The restored database differs from the backup in {', '.join(sorted(other))}.")
