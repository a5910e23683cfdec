from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from effgenai.storage.backups.errors import BackupError
from effgenai.storage.backups.making import make_backup


class Command(BaseCommand):
    help = "Writes the database and all stored files to a new folder, while the site runs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("target", type=Path, help="a folder that does not exist yet")

    def handle(self, *args: Any, target: Path, **options: Any) -> None:
        try:
            manifest = make_backup(target=target.absolute(), at=timezone.now())
        except BackupError as error:
            raise CommandError(str(error)) from error
        rows = sum(manifest.tables.values())
        self.stdout.write(f"{target} holds {rows:,} rows and {len(manifest.files):,} files.")
        if manifest.damaged:
            raise CommandError(
                f"{len(manifest.damaged)} files are not in it, for they are damaged or missing on this site: "
                "manage.py check_files names them."
            )
