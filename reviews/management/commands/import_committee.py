from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from effgenai.conferences.core.states import Role
from reviews.imports.files.committee import read_members
from reviews.imports.reports import list_lines
from reviews.imports.services.committee import import_committee
from reviews.management.options import add_reading, conference_at, content_of, reading_of
from submissions.imports.imported import BadImport


class Command(BaseCommand):
    help = (
        "Import a committee from files of HotCRP, EasyChair, CMT or your own: as invitations that wait to "
        "be sent, or with --members as members who said yes elsewhere. Nobody gets a mail. docs/imports.md."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        add_reading(parser)
        parser.add_argument("--members", action="store_true", help="they said yes: members at once")
        parser.add_argument(
            "--role",
            choices=[Role.REVIEWER, Role.AREA_CHAIR],
            default=Role.REVIEWER,
            help="of people for whom the file names none",
        )

    def handle(self, *args: Any, files: list[Path], **options: Any) -> None:
        conference = conference_at(options["conference"])
        try:
            found = read_members(*map(content_of, files), **reading_of(options))
            report = import_committee(
                conference=conference,
                members=found.members,
                usual=Role(options["role"]),
                are_members=options["members"],
                by=None,
                at=timezone.now(),
            )
        except BadImport as bad:
            raise CommandError("\n".join(["Nothing was imported.", *bad.problems])) from bad
        self.stdout.write(
            "\n".join(
                [
                    *report.lines,
                    "Nobody got a mail.",
                    *list_lines(found.forms, found.problems, found.left_out),
                ]
            )
        )
