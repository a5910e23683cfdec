from __future__ import annotations

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from effgenai.audit.chain import Anchor, verify_chain


def anchor(text: str) -> Anchor:
    """The argument as a link. Raises ArgumentTypeError, whose message argparse prints, if it is none."""
    try:
        return Anchor.read(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


class Command(BaseCommand):
    help = "Check that no line of the record was changed, taken out or slipped in; print where it ends."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--through",
            type=anchor,
            metavar="NUMBER:HASH",
            help="an end that this command printed before: the record must still go through it",
        )

    def handle(self, *_: Any, through: Anchor | None, **__: Any) -> None:
        report = verify_chain(through)
        if report.fault:
            raise CommandError(report.fault)
        self.stdout.write(f"The record is whole. It ends at {report.head}")
