from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from effgenai.accounts.names.made_up import is_made_up
from effgenai.conferences.core.models import Conference
from reviews.imports import ImportReport, import_file
from submissions.imports.files import read_papers
from submissions.imports.imported import BadImport, PaperFile
from submissions.imports.services import ImportedPapers
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
                by=None,
                at=timezone.now(),
            )
        except OSError as error:
            raise CommandError(f"{error.filename} cannot be read: {error}") from error
        except BadImport as bad:
            raise CommandError("\n".join(["Nothing was imported.", *bad.problems])) from bad
        for line in [*_report_lines(report, is_released=options["release"]), *_reading_lines(read)]:
            self.stdout.write(line)


def _report_lines(report: ImportReport, *, is_released: bool) -> list[str]:
    lines = _paper_lines(report.papers)
    for question in report.rescaled:
        first, last = question.anchors[0][0], question.anchors[-1][0]
        lines.append(f"The review form's “{question.label}” goes from {first} to {last} now, as in the file.")
    if report.reviews:
        lines.append(f"Reviews: {report.reviews}, by {report.reviewers} made-up reviewers.")
    if report.decisions:
        state = "released" if is_released else "provisional"
        each = ", ".join(f"{name} {number}" for name, number in report.decisions.most_common())
        lines.append(f"Decisions ({state}): {each}.")
    lines += [f"“{word}” was taken as “{name}”." for word, name in report.taken_as.items()]
    if report.papers.new:
        lines.append("Nobody got a mail.")
    return lines


def _paper_lines(papers: ImportedPapers) -> list[str]:
    lines = [f"Papers: {len(papers.new)} new, {papers.unchanged} unchanged."]
    if papers.differing:
        numbers = ", ".join(map(str, papers.differing))
        lines.append(f"Papers that say something else by now and were left as they are: {numbers}.")
    lines += _state_lines(papers)
    withheld = [str(row.number) for row, paper in papers.new if paper.is_withheld]
    if withheld:
        lines.append(f"Papers without title and authors in the file: {', '.join(withheld)}.")
    authors = [author for _, paper in papers.new for author in paper.authors]
    made_up = sum(is_made_up(author.email) for author in authors)
    if made_up:
        lines.append(f"Addresses made up: {made_up} of {len(authors)}. Nothing is ever mailed there.")
    return lines


def _state_lines(papers: ImportedPapers) -> list[str]:
    """How many papers arrived in a state of their own."""
    rows = [row for row, paper in papers.new if paper.outcome.says.is_state]
    states = Counter(row.get_state_display().lower() for row in rows)
    each = ", ".join(f"{state} {number}" for state, number in states.most_common())
    return [f"Papers by their state: {each}."] if each else []


def _reading_lines(read: PaperFile) -> list[str]:
    """How the files were read, and what of them was not taken."""
    whose = f" as files of {read.system}" if read.system else ""
    lines = [f"Read{whose}: {'; '.join(read.forms)}.", *read.notes]
    if read.left_out:
        each = ", ".join(f"{name} ({number})" for name, number in read.left_out.most_common())
        lines.append(f"Not taken, with how often it came: {each}.")
    return lines
