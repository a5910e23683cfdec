"""Lists of people as chairs paste them: from a mail's address field, one a line, or out of a table."""

from __future__ import annotations

import csv
import dataclasses
import re
from collections.abc import Mapping, Sequence

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

MAX_LINE = 10_000
SEPARATORS = re.compile(r"[,;\t]")
ADDRESS = re.compile(r"[^\s<>,;\"()]+@[^\s<>,;\"()]+")
WIDE = str.maketrans("；，、", ";,,")
IN_BRACKETS = re.compile(r"[^<>]*<[^<>]*>")

# What the columns of a table are called, folded to lower case and single spaces.
HEADINGS: Mapping[str, Sequence[str]] = {
    "email": ("mail", "email", "e-mail", "e-mail address", "email address", "mail address", "address"),
    "name": ("name", "full name", "person", "reviewer", "member"),
    "first": ("first name", "first", "firstname", "given name", "given", "forename"),
    "last": ("last name", "last", "lastname", "family name", "family", "surname"),
}


@dataclasses.dataclass(frozen=True, slots=True)
class Invitee:
    """Someone to invite."""

    email: str
    name: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class ParsedList:
    """A pasted list: whom it names, and the lines that name nobody or that can be read in several ways."""

    invitees: list[Invitee]
    bad_lines: list[tuple[int, str]]


@dataclasses.dataclass(frozen=True, slots=True)
class _Heading:
    """A first line that says what stands in which column."""

    delimiter: str
    columns: Mapping[str, int]


def parse_invitees(text: str) -> ParsedList:
    """Read people with their addresses: several on a line, one a line, or the rows of a table.

    In a table a first line of column names says where names and addresses stand; without one the name is the
    first cell with letters, or the first two if each is one word. The same address twice is one person.
    """
    found: dict[str, Invitee] = {}
    bad = []
    heading: _Heading | None = None
    for number, line in enumerate(text.splitlines(), start=1):
        if number == 1 and (heading := _heading_of(line)):
            continue
        read = _read(line.translate(WIDE).strip(), heading) if len(line) <= MAX_LINE else None
        if read is None:
            bad.append((number, line.strip()))
        for invitee in read or []:
            found.setdefault(invitee.email, invitee)
    return ParsedList(list(found.values()), bad)


def _read(line: str, heading: _Heading | None) -> list[Invitee] | None:
    """The people of a line; None if it cannot be told who they are."""
    if not line:
        return []
    if heading:
        people = [_of_row(line, heading)]
    else:
        people = [_of_entry(entry.strip(" \t,;")) for entry in _entries(line)]
    return [person for person in people if person] if all(people) else None


def _entries(line: str) -> list[str]:
    """The parts of a line that name one person each; the whole line if it cannot be parted for sure."""
    number = len(ADDRESS.findall(line))
    if number < 2:
        return [line]
    for separator in (";", ",", None):
        parts = [part for part in line.split(separator) if part.strip()]
        if all(len(ADDRESS.findall(part)) == 1 for part in parts):
            return parts
    in_brackets = IN_BRACKETS.findall(line)
    return in_brackets if len(in_brackets) == number else [line]


def _of_entry(entry: str) -> Invitee | None:
    if len(ADDRESS.findall(entry)) > 1:
        return None
    if "<" in entry:
        name, _, address = entry.partition("<")
        return _invitee(name.strip().strip('"'), address.partition(">")[0].strip())
    cells = _cells(entry)
    addresses = [cell for cell in cells if "@" in cell]
    if len(addresses) != 1:
        return None
    return _invitee(_name_in([cell for cell in cells if cell != addresses[0]]), addresses[0])


def _of_row(line: str, heading: _Heading) -> Invitee | None:
    cells = dict(enumerate(_cells(line, heading.delimiter)))
    said = {meaning: cells.get(place, "") for meaning, place in heading.columns.items()}
    addresses = ADDRESS.findall(said["email"])
    name = said.get("name") or f"{said.get('first', '')} {said.get('last', '')}"
    return _invitee(name, addresses[0]) if len(addresses) == 1 else None


def _name_in(cells: Sequence[str]) -> str:
    """The name among the cells of a row that has no heading; what stands behind it may be anything."""
    words = [cell for cell in cells if any(map(str.isalpha, cell))]
    are_first_and_last = len(words) > 1 and not any(" " in word for word in words[:2])
    return " ".join(words[: 2 if are_first_and_last else 1])


def _cells(line: str, delimiter: str = "") -> list[str]:
    found = SEPARATORS.search(line)
    delimiter = delimiter or (found[0] if found else "")
    cells = next(csv.reader([line], delimiter=delimiter, skipinitialspace=True), []) if delimiter else [line]
    return [cell.strip().strip('"').strip() for cell in cells]


def _heading_of(line: str) -> _Heading | None:
    """What a first line says of the columns; None if it names no column of addresses."""
    found = SEPARATORS.search(line)
    delimiter = found[0] if found else ","
    names = [" ".join(cell.lower().replace("_", " ").split()) for cell in _cells(line[:MAX_LINE], delimiter)]
    # Of several columns for a thing counts the one that is spelled first: an address may be a postal one.
    columns = {
        meaning: names.index(word)
        for meaning, words in HEADINGS.items()
        for word in reversed(words)
        if word in names
    }
    return _Heading(delimiter, columns) if "email" in columns else None


def _invitee(name: str, address: str) -> Invitee | None:
    try:
        validate_email(address)
    except ValidationError:
        return None
    return Invitee(email=address.lower(), name=" ".join(name.split())[:200])
