from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from effgenai.storage.checks import check_files, every_file, no_file


class Command(BaseCommand):
    help = "Looks whether every stored file is there and is what was sent. Exits 1 if one is not."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--quick", action="store_true", help="compare sizes alone; read no file")

    def handle(self, *args: Any, quick: bool, **options: Any) -> None:
        checked = check_files(at=timezone.now(), reads=no_file if quick else every_file)
        for finding in checked.findings:
            self.stdout.write(str(finding))
        if checked.findings:
            raise CommandError(f"{len(checked.findings)} of {checked.files} files are damaged.")
        self.stdout.write(f"All {checked.files} files are whole.")
