from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from effgenai.conferences.core.models import Conference
from reviews.imports.reports import reading_lines, report_lines
from reviews.imports.services.papers import import_file
from submissions.imports.files import read_papers
from submissions.imports.imported import BadImport
from submissions.imports.words import Says

MEANINGS = {
    "accept": "that the paper is accepted",
    "reject": "that it is rejected",
    "undecided": "that nothing is decided",
}


class Command(BaseCommand):
    help = (
        "Import papers with their authors, topics, scores and decisions from JSON or CSV, all or none. "
        "The same file again changes nothing. Nobody gets a mail. What a file holds: docs/imports.md."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "files",
            metavar="file",
            nargs="+",
            type=Path,
            help="JSON, CSV or a workbook, packed with gzip or not; also authors and reviews apart",
        )
        parser.add_argument("--conference", required=True, metavar="SLUG")
        parser.add_argument(
            "--track", default="", metavar="NAME", help="for papers that name none; else the first"
        )
        parser.add_argument(
            "--release", action="store_true", help="make the decisions known instead of provisional"
        )
        parser.add_argument(
            "--no-scores", action="store_true", help="take none: reviews come apart, by import_reviews"
        )
        parser.add_argument("--encoding", default="", metavar="NAME", help="of text; else it is found")
        parser.add_argument(
            "--delimiter", default="", metavar="SIGN", help="comma, semicolon, tab; else found"
        )
        for option, says in MEANINGS.items():
            parser.add_argument(
                f"--{option}",
                action="append",
                default=[],
                metavar="WORD",
                help=f"a word of the file that means {says}; as often as needed",
            )

    def handle(self, *args: Any, files: list[Path], **options: Any) -> None:
        conference = Conference.objects.filter(slug=options["conference"]).first()
        if conference is None:
            raise CommandError(f"There is no conference at “{options['conference']}”.")
        try:
            read = read_papers(
                *[file.read_bytes() for file in files],
                encoding=options["encoding"],
                delimiter=options["delimiter"],
            )
            report = import_file(
                conference=conference,
                papers=read.papers,
                track=options["track"],
                meanings={Says(option): options[option] for option in MEANINGS},
                release=options["release"],
                with_scores=not options["no_scores"],
                by=None,
                at=timezone.now(),
            )
        except OSError as error:
            raise CommandError(f"{error.filename} cannot be read: {error}") from error
        except BadImport as bad:
            raise CommandError("\n".join(["Nothing was imported.", *bad.problems])) from bad
        lines = report_lines(report, is_released=options["release"])
        lines += ["Nobody got a mail."] if report.papers.new else []
        for line in [*lines, *reading_lines(read)]:
            self.stdout.write(line)
