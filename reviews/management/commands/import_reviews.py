from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from reviews.imports.files.reviews import read_reviews
from reviews.imports.reports import list_lines
from reviews.imports.services.reviews import import_reviews
from reviews.management.options import add_reading, conference_at, content_of, reading_of
from submissions.imports.imported import BadImport


class Command(BaseCommand):
    help = (
        "Import reviews with their texts from files of HotCRP, EasyChair, CMT, OpenReview or your own, as "
        "submitted reviews. Authors read them when the decision is released. Nobody gets a mail."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        add_reading(parser)
        parser.add_argument(
            "--answers",
            action="append",
            default=[],
            metavar="COLUMN=QUESTION",
            help="the short name of the question that a column answers, or nothing; else found by its name",
        )

    def handle(self, *args: Any, files: list[Path], **options: Any) -> None:
        conference = conference_at(options["conference"])
        chosen = dict(said.rpartition("=")[::2] for said in options["answers"])
        try:
            found = read_reviews(*map(content_of, files), **reading_of(options))
            report = import_reviews(
                conference=conference, found=found, chosen=chosen, by=None, at=timezone.now()
            )
        except BadImport as bad:
            raise CommandError("\n".join(["Nothing was imported.", *bad.problems])) from bad
        matching = [f"“{column}” is {name or 'not taken'}." for column, name in report.taken.items()]
        lines = list_lines(found.forms, report.problems, found.left_out)
        self.stdout.write("\n".join([*report.lines, "Nobody got a mail.", *matching, *lines]))
