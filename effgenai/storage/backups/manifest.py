"""What a backup says of itself: written last, so that a backup without it is one that broke off."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from effgenai.storage.backups.errors import BackupError
from effgenai.storage.saving import Content, content_of

FORMAT = 1
NAME, DUMP, FILES = "manifest.json", "database.dump", "files"


@dataclasses.dataclass(frozen=True, slots=True)
class Manifest:
    """A backup in words and figures.

    `tables` counts the rows of each table, `files` are those it holds by path, `damaged` those that were
    damaged in the storage already when it was made.
    """

    made_at: dt.datetime
    postgres: int
    migrations: list[str]
    tables: dict[str, int]
    dump: Content
    files: dict[str, Content]
    damaged: list[str]

    def write(self, folder: Path) -> None:
        """Write it into the folder of the backup."""
        said = {"format": FORMAT, **dataclasses.asdict(self), "made_at": self.made_at.isoformat()}
        (folder / NAME).write_text(json.dumps(said, indent=1, sort_keys=True) + "\n")


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a backup; raises BackupError if there is none, or a newer one than we know."""
    try:
        said = json.loads((folder / NAME).read_text())
    except FileNotFoundError:
        raise BackupError(
            f"There is no {NAME} in {folder}: this is no backup, or one that broke off."
        ) from None
    if said.pop("format") != FORMAT:
        raise BackupError("This backup is of a newer version. Restore it with the version that made it.")
    return _manifest(**said)


def _manifest(**said: Any) -> Manifest:
    files = {path: Content(**content) for path, content in said.pop("files").items()}
    made_at, dump = dt.datetime.fromisoformat(said.pop("made_at")), Content(**said.pop("dump"))
    return Manifest(made_at=made_at, dump=dump, files=files, **said)


def applied_migrations() -> list[str]:
    """The migrations that this database has had, as `app.0001_name`."""
    applied = MigrationRecorder(connection).applied_migrations()
    return sorted(f"{app}.{name}" for app, name in applied)


def known_migrations() -> set[str]:
    """The migrations of this version of the code."""
    loader = MigrationLoader(None)
    return {f"{app}.{name}" for app, name in loader.disk_migrations}


def tables_here() -> list[str]:
    """The tables of this database, by name."""
    with connection.cursor() as cursor:
        return sorted(connection.introspection.table_names(cursor))


def rows_by_table() -> dict[str, int]:
    """How many rows each table has."""
    return {table: _rows_of(table) for table in tables_here()}


def _rows_of(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608
        count: int = cursor.fetchone()[0]
        return count


def measured(path: Path) -> Content:
    """What a file of the backup is."""
    with path.open("rb") as file:
        return content_of(File(file))
