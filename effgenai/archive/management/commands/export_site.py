from __future__ import annotations

import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from effgenai.archive.writing.errors import ExportError
from effgenai.archive.writing.links import check_folder
from effgenai.archive.writing.writer import Written, write_site
from effgenai.conferences.core.models import Conference
from effgenai.ui.text.numbers import counted


class Command(BaseCommand):
    help = "Writes the public site of a conference as files that need no server."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("conference", help="its address, such as effgenai")
        parser.add_argument("out", type=Path, help="a new or empty folder, or an earlier export")
        parser.add_argument(
            "--check",
            action="store_true",
            help="check every link of the result; exit 1 if any is broken",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        conference, out = _conference(options["conference"]), options["out"].expanduser().absolute()
        began = time.monotonic()
        try:
            written = write_site(conference, out, at=timezone.now())
        except ExportError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(_summary(written, time.monotonic() - began, out))
        problems = [*written.problems, *(map(str, check_folder(out)) if options["check"] else ())]
        for problem in problems:
            self.stderr.write(problem)
        if options["check"]:
            self.stdout.write("Every link leads somewhere." if not problems else _count(problems))
            sys.exit(1 if problems else 0)


def _conference(slug: str) -> Conference:
    found = Conference.objects.filter(slug=slug).first()
    if found is None:
        known = ", ".join(Conference.objects.values_list("slug", flat=True)) or "none"
        raise CommandError(f"There is no conference “{slug}” here. There is: {known}.")
    return found


def _summary(written: Written, seconds: float, out: Path) -> str:
    size = written.size / 1024**2
    return (
        f"Wrote {written.pages} pages, {written.files} files in all ({size:.1f} MB), "
        f"in {seconds:.1f} s to {out}"
    )


def _count(problems: list[str]) -> str:
    return f"{counted(len(problems), 'problem')}, listed above."
