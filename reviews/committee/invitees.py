"""Lists of people as chairs paste them."""

from __future__ import annotations

import csv
import dataclasses
import re
from email.utils import parseaddr

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

MAX_LINE = 1_000
SEPARATORS = re.compile(r"[,;\t]")
HEADER_WORDS = {"mail", "email", "e-mail", "e-mail address", "email address", "address"}


@dataclasses.dataclass(frozen=True, slots=True)
class Invitee:
    """Someone to invite."""

    email: str
    name: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class ParsedList:
    """A pasted list: whom it names, and the lines that name nobody."""

    invitees: list[Invitee]
    bad_lines: list[tuple[int, str]]


def parse_invitees(text: str) -> ParsedList:
    """Read one person a line: "Name <mail>", or cells of a table with one mail among them, in any order.

    The same address twice is one person; a first line of column names is passed over.
    """
    found: dict[str, Invitee] = {}
    bad = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or (number == 1 and _is_header(line)):
            continue
        invitee = _parse_line(line.strip())
        if invitee is None:
            bad.append((number, line.strip()))
        else:
            found.setdefault(invitee.email, invitee)
    return ParsedList(list(found.values()), bad)


def _parse_line(line: str) -> Invitee | None:
    if len(line) > MAX_LINE:
        return None
    if "<" in line:
        name, address = parseaddr(line.rstrip(",; "))
        return _invitee(name, address)
    cells = [cell.strip().strip('"').strip() for cell in _cells(line)]
    addresses = [cell for cell in cells if "@" in cell]
    if len(addresses) != 1:
        return None
    name = " ".join(cell for cell in cells if cell and cell != addresses[0])
    return _invitee(name, addresses[0])


def _cells(line: str) -> list[str]:
    found = SEPARATORS.search(line)
    return next(csv.reader([line], delimiter=found[0], skipinitialspace=True), []) if found else [line]


def _invitee(name: str, address: str) -> Invitee | None:
    try:
        validate_email(address)
    except ValidationError:
        return None
    return Invitee(email=address.lower(), name=" ".join(name.split())[:200])


def _is_header(line: str) -> bool:
    return len(line) <= MAX_LINE and any(
        cell.strip().strip('"').lower() in HEADER_WORDS for cell in _cells(line)
    )
