from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from effgenai.storage.backups.errors import BackupError
from effgenai.storage.backups.restoring import restore_backup, what_is_wrong
from effgenai.storage.errors import NotStored

MAX_SHOWN = 20


class Command(BaseCommand):
    help = "Brings a backup into an empty database and an empty storage, and checks all of it."
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", type=Path, help="the folder of a backup")

    def handle(self, *args: Any, source: Path, **options: Any) -> None:
        try:
            manifest = restore_backup(source=source.absolute())
        except BackupError as error:
            raise CommandError(str(error)) from error
        except NotStored as error:
            raise CommandError(
                f"Not all files could be stored: {error.reason}. Empty both and begin anew."
            ) from error
        wrong = list(what_is_wrong(manifest))
        if wrong:
            raise CommandError(
                "Everything is restored, but not all of it holds:\n" + "\n".join(wrong[:MAX_SHOWN])
            )
        rows = sum(manifest.tables.values())
        self.stdout.write(
            f"Restored: {rows:,} rows and {len(manifest.files):,} files, as they were at "
            f"{manifest.made_at:%Y-%m-%d %H:%M} UTC. All files, all receipts and the record hold."
        )
