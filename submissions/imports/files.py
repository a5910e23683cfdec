"""Files of papers to import, JSON or CSV, packed with gzip or not; docs/imports.md tells what they hold."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import unicodedata
import zlib
from collections.abc import Callable, Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from effgenai.accounts.names.made_up import made_up_address
from effgenai.ui.text.controls import without_controls
from submissions.imports.imported import BadImport, ImportedAuthor, ImportedPaper
from submissions.imports.words import KNOWN, Says, plain

Row = dict[str, Any]
# States that a paper has by a yes or no of its own.
TICKS = ("withdrawn", "draft")
COLUMNS = frozenset([
    *("id", "number", "title", "abstract", "track", "keywords", "topics"),
    *("authors", "ratings", "confidences", "decision", "state", "status", *TICKS),
])  # fmt: skip
NEEDED = ("title", "authors")
# An address where mail cannot go, for people whose own is not known.
AUTHOR = re.compile(r"(?P<name>[^<>]+)<(?P<email>[^<>\s]+)>\s*(?:\((?P<affiliation>.*)\))?", re.DOTALL)


class _BadValue(Exception):  # noqa: N818
    """One value of a row cannot be taken."""


def read_papers(content: bytes) -> list[ImportedPaper]:
    """The papers of a file; raises BadImport with every reason if a single row is wrong."""
    text = _unpacked(content)
    if not text.strip():
        raise BadImport(["The file is empty."])
    rows = _json_rows(text) if text.lstrip()[0] in "{[" else _csv_rows(text)
    papers: list[ImportedPaper] = []
    problems: list[str] = []
    for place, row in rows:
        paper = _paper(place, row, problems)
        if paper:
            papers.append(paper)
    problems += _repeated(papers)
    if problems:
        raise BadImport(problems)
    return papers


def _unpacked(content: bytes) -> str:
    try:
        plain = gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content
        return plain.decode("utf-8-sig")
    except (OSError, EOFError, zlib.error) as error:
        raise BadImport(["The file is packed with gzip and damaged."]) from error
    except UnicodeDecodeError as error:
        raise BadImport(["The file is not UTF-8 text. Save it as UTF-8 and import it again."]) from error


def _json_rows(text: str) -> Iterator[tuple[str, Any]]:
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadImport([f"The file is not valid JSON: {error}"]) from error
    rows = content.get("papers") if isinstance(content, dict) else content
    if not isinstance(rows, list):
        raise BadImport(["The file has no list of papers: neither is it one, nor is there one as “papers”."])
    for place, row in enumerate(rows, start=1):
        yield f"entry {place}", row


def _csv_rows(text: str) -> Iterator[tuple[str, Any]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    header: list[str] = []
    while True:
        line = reader.line_num + 1  # a row with line breaks inside is called by its first line
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise BadImport([f"line {line}: {error}."]) from error
        if cells is None:
            return
        if header and any(cells):
            yield f"line {line}", _csv_row(header, cells)
        elif not header:
            header = _header(cells)


def _header(cells: list[str]) -> list[str]:
    names = [cell.strip().lower() for cell in cells]
    problems = [f"line 1: there is no column “{name}”." for name in NEEDED if name not in names]
    problems += [f"line 1: the column “{name}” is not known." for name in names if name not in COLUMNS]
    problems += [f"line 1: the column “{name}” comes twice." for name in set(names) if names.count(name) > 1]
    if problems:
        raise BadImport(problems)
    return names


def _csv_row(header: list[str], cells: list[str]) -> Row | _BadValue:
    """The cells by name, lists split at semicolons; or what says why not."""
    if len(cells) != len(header):
        return _BadValue(f"it has {len(cells)} cells, the first line has {len(header)}.")
    row: Row = {name: cell.strip() for name, cell in zip(header, cells, strict=True)}
    for name in ("keywords", "topics", "ratings", "confidences"):
        row[name] = [part.strip() for part in row.get(name, "").split(";") if part.strip()]
    row["authors"] = [part.strip() for part in _each_author(row["authors"]) if part.strip()]
    return row


def _each_author(text: str) -> list[str]:
    """The authors of a cell, between semicolons and ends of lines that no bracket holds together."""
    parts, end, is_held = [], len(text), False
    for place in range(len(text) - 1, -1, -1):
        if text[place] in "()":
            is_held = text[place] == ")"
        elif text[place] in ";\n" and not is_held:
            parts.append(text[place + 1 : end])
            end = place
    return [text[:end], *reversed(parts)]


def _paper(place: str, row: Any, problems: list[str]) -> ImportedPaper | None:
    """The paper of a row; None, and every reason among the problems, if something in it is wrong."""
    if not isinstance(row, dict):
        problems.append(f"{place}: {row if isinstance(row, _BadValue) else 'it is not an object.'}")
        return None
    withheld, is_draft = _is_withheld(row), _is_draft(row)
    readers: dict[str, Callable[[], Any]] = {
        "external_id": lambda: _external_id(row),
        "number": lambda: _number(row),
        "title": lambda: _title(row, withheld=withheld, needed=not is_draft),
        "abstract": lambda: _text(row, "abstract", 20_000),
        "track": lambda: _text(row, "track", 120),
        "topics": lambda: _topics(row),
        "authors": lambda: () if withheld else _authors(row, needed=not is_draft),
        "ratings": lambda: _numbers(row, "ratings"),
        "confidences": lambda: _confidences(row),
        "status": lambda: _status(row),
        "decision": lambda: _text(row, "decision", 60),
    }
    values: Row = {"place": place}
    before = len(problems)
    for name, read in readers.items():
        try:
            values[name] = read()
        except _BadValue as bad:
            problems.append(f"{place}: {bad}")
    return ImportedPaper(**values) if len(problems) == before else None


def _is_withheld(row: Row) -> bool:
    """Whether only scores or a decision are told of the paper: its words and people were taken out."""
    described = any(row.get(name) for name in ("title", "abstract", "authors", "keywords", "topics"))
    return not described and any(row.get(name) for name in ("ratings", "decision", "state", "status"))


def _title(row: Row, *, withheld: bool, needed: bool) -> str:
    return f"Untitled paper {_external_id(row)}" if withheld else _text(row, "title", 300, needed=needed)


def _status(row: Row) -> str:
    """The state of the paper as a word, also where the file ticks it."""
    ticked = [name for name in TICKS if str(row.get(name)).lower() in {"yes", "true", "1"}]
    if row.get("submitted") is False:
        ticked.append("draft")
    return ticked[0] if ticked else _text(row, "state", 60) or _text(row, "status", 60)


def _is_draft(row: Row) -> bool:
    try:
        outcome = KNOWN.get(plain(_status(row)))
    except _BadValue:
        return False
    return outcome is not None and outcome.says is Says.DRAFT


def _text(row: Row, name: str, limit: int, *, needed: bool = False) -> str:
    value = row.get(name)
    if not isinstance(value, str | None):
        raise _BadValue(f"{name} is not a text.")
    text = without_controls(value or "").strip()
    if needed and not text:
        raise _BadValue(f"{name} is missing.")
    if len(text) > limit:
        raise _BadValue(f"{name} has {len(text)} characters; at most {limit} are taken.")
    return text


def _external_id(row: Row) -> str:
    value = row.get("id") or row.get("number")
    if value is None or isinstance(value, bool | list | dict) or not str(value).strip():
        raise _BadValue("it has neither an id nor a number.")
    return _text({"id": str(value)}, "id", 120, needed=True)


def _number(row: Row) -> int | None:
    value = row.get("number")
    if value in {None, ""} if isinstance(value, str | None) else False:
        return None
    number = _whole(value, "number")
    if not 0 < number < 2**31:
        raise _BadValue(f"number {number} is out of range.")
    return number


def _whole(value: Any, name: str) -> int:
    if isinstance(value, str) and re.fullmatch(r"-?\d{1,12}", value, re.ASCII):
        return int(value)
    if not isinstance(value, int) or isinstance(value, bool):
        raise _BadValue(f"{name}: “{value}” is not a whole number.")
    return value


def _list(row: Row, name: str) -> list[Any]:
    value = row.get(name)
    if value is None:
        return []
    if not isinstance(value, list):
        raise _BadValue(f"{name} is not a list.")
    return value


def _numbers(row: Row, name: str) -> tuple[int, ...]:
    numbers = tuple(_whole(value, name) for value in _list(row, name))
    if any(not 0 <= number <= 100 for number in numbers):
        raise _BadValue(f"{name} are taken from 0 to 100.")
    return numbers


def _confidences(row: Row) -> tuple[int, ...]:
    numbers = _numbers(row, "confidences")
    if numbers and len(numbers) != len(_list(row, "ratings")):
        raise _BadValue("there are not as many confidences as ratings.")
    return numbers


def _topics(row: Row) -> tuple[str, ...]:
    names: dict[str, str] = {}
    for value in [*_list(row, "keywords"), *_list(row, "topics")]:
        name = _text({"a topic": value}, "a topic", 120, needed=True)
        names.setdefault(name.lower(), name)
    return tuple(names.values())


def _authors(row: Row, *, needed: bool) -> tuple[ImportedAuthor, ...]:
    authors = [_author(value) for value in _list(row, "authors")]
    if needed and not authors:
        raise _BadValue("it has no authors.")
    seen: set[str] = set()
    for author in authors:
        if author.email.lower() in seen:
            raise _BadValue(f"the address {author.email} stands twice among its authors.")
        seen.add(author.email.lower())
    return tuple(authors)


def _author(value: Any) -> ImportedAuthor:
    said = _author_of_text(value) if isinstance(value, str) else value
    if not isinstance(said, dict):
        raise _BadValue(f"the author “{value}” is not written as “Name <address> (Affiliation)”.")
    if "person" in said:
        said = _person(said)
    name = _text(said, "name", 200)
    is_made_up = "person" in said or ("domain" in said and not said.get("email"))
    email = _made_up_address(said) if is_made_up else _text(said, "email", 254)
    try:
        validate_email(email)
    except ValidationError as error:
        raise _BadValue(f"the author {name or 'without a name'} has no valid address: “{email}”.") from error
    return ImportedAuthor(name or email, email, _text(said, "affiliation", 200))


def _author_of_text(text: str) -> Row | None:
    match = AUTHOR.fullmatch(text.strip())
    return match.groupdict() if match else None


def _person(said: Row) -> Row:
    """Someone known by an id and a mail domain only: person-0007 becomes Person 0007."""
    person = _text(said, "person", 64, needed=True)
    return {"name": person.replace("-", " ").capitalize()} | said


def _made_up_address(said: Row) -> str:
    """The same address for the same person and domain, whatever the script of the name."""
    name = _text(said, "person", 64) or _address_name(_text(said, "name", 200, needed=True))
    return made_up_address(name, _text(said, "domain", 170))


def _address_name(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    if sum(map(str.isalnum, plain)) * 2 < sum(map(str.isalnum, name)):
        plain = name.encode("punycode").decode()
    return ".".join(re.findall(r"[a-z0-9]+", plain.lower()))[:64].strip(".")


def _repeated(papers: list[ImportedPaper]) -> list[str]:
    first: dict[str, str] = {}
    problems = []
    for paper in papers:
        place = first.setdefault(paper.external_id, paper.place)
        if place != paper.place:
            problems.append(f"{paper.place}: the id {paper.external_id} stood before, at {place}.")
    return problems
