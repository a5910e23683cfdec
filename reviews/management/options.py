"""What commands are told: a conference by its address, and the chair in whose name they work."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from effgenai.accounts.models import User
from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.states import Role


def conference_at(slug: str) -> Conference:
    """The conference of this address. Raises CommandError if there is none."""
    conference = Conference.objects.filter(slug=slug).first()
    if conference is None:
        raise CommandError(f"There is no conference “{slug}”.")
    return conference


def chair_of(conference: Conference, address: str | None) -> User:
    """The chair of this address, or else the first one. Raises CommandError if there is none."""
    chairs = User.objects.filter(memberships__conference=conference, memberships__role=Role.CHAIR)
    if address:
        chairs = chairs.filter(email=address.lower())
    chair = chairs.order_by("memberships__since", "pk").first()
    if chair is None:
        raise CommandError("No such chair." if address else "The conference has no chair.")
    return chair


def content_of(file: Path) -> bytes:
    """The bytes of a file. Raises CommandError if it cannot be read."""
    try:
        return file.read_bytes()
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}.") from error


@contextmanager
def as_command_error() -> Iterator[None]:
    """A refusal ends the command with its sentence."""
    try:
        yield
    except Refused as refusal:
        raise CommandError(str(refusal)) from refusal


def add_reading(parser: CommandParser) -> None:
    """The options of commands that import files: which, into which conference, and how they are read."""
    parser.add_argument("files", metavar="file", nargs="+", type=Path, help="CSV, a workbook or JSON")
    parser.add_argument("--conference", required=True, metavar="SLUG")
    parser.add_argument("--encoding", default="", metavar="NAME", help="of text; else it is found")
    parser.add_argument("--delimiter", default="", metavar="SIGN", help="comma, semicolon, tab; else found")


def reading_of(options: Mapping[str, Any]) -> dict[str, str]:
    """How the files are to be read."""
    return {name: options[name] for name in ("encoding", "delimiter")}
