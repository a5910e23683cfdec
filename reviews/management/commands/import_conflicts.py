from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from reviews.imports.files.conflicts import read_conflicts
from reviews.imports.reports import list_lines
from reviews.imports.services.conflicts import import_conflicts
from reviews.management.options import add_reading, chair_of, conference_at, content_of, reading_of
from submissions.imports.imported import BadImport


class Command(BaseCommand):
    help = (
        "Import conflicts of interest from files of HotCRP, EasyChair, CMT or OpenReview, or your own. They "
        "bind at once, as if a chair had set them. Nobody gets a mail."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        add_reading(parser)
        parser.add_argument("--by", metavar="EMAIL", help="the chair who sets them; else the first one")

    def handle(self, *args: Any, files: list[Path], **options: Any) -> None:
        conference = conference_at(options["conference"])
        chair = chair_of(conference, options["by"])
        try:
            found = read_conflicts(*map(content_of, files), **reading_of(options))
        except BadImport as bad:
            raise CommandError("\n".join(["Nothing was imported.", *bad.problems])) from bad
        report = import_conflicts(
            conference=conference,
            conflicts=found.conflicts,
            problems=found.problems,
            by=chair,
            at=timezone.now(),
        )
        lines = list_lines(found.forms, report.problems, found.left_out)
        self.stdout.write("\n".join([*report.lines, "Nobody got a mail.", *lines]))
