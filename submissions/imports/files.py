"""Files of papers to import: JSON or tables, packed with gzip or not; docs/imports.md tells more."""

from __future__ import annotations

import dataclasses
import gzip
import io
import re
import zlib
from collections.abc import Sequence
from typing import Any

from effgenai.ui.text.reading.decoding import BadTable, decode
from effgenai.ui.text.reading.tables import MAX_ROWS, TOO_LARGE, Table, read_tables, text_table
from effgenai.ui.text.reading.workbooks import is_workbook
from submissions.imports.imported import BadImport, ImportedPaper, PaperFile
from submissions.imports.joining import Placed, joined, system_of
from submissions.imports.keys import AUTHOR, PAPER, Understanding
from submissions.imports.rows import has_half_points, paper_of
from submissions.imports.systems import json_rows
from submissions.imports.values import Row

MAX_BYTES = 100 * 1024**2
PLACE = re.compile(r"(.*?)(?:line|row|entry) (\d+):")
HALF_POINTS = "The scores have half points: every score counts twice here, so that 2.5 is 5."


@dataclasses.dataclass(slots=True)
class _Found:
    """What the files hold so far."""

    rows: list[tuple[str, Any]] = dataclasses.field(default_factory=list)
    tables: list[tuple[str, Table]] = dataclasses.field(default_factory=list)
    forms: list[str] = dataclasses.field(default_factory=list)
    left_out: list[str] = dataclasses.field(default_factory=list)
    system: str = ""


def read_papers(
    *contents: bytes, encoding: str = "", delimiter: str = "", limit: int = MAX_BYTES
) -> PaperFile:
    """The papers of files of one conference; raises BadImport with every reason if a single row is wrong.

    Encoding and delimiter of text are found if they are not given. Together, unpacked, the files may have
    `limit` bytes.
    """
    found, left = _Found(), limit
    for place, content in enumerate(contents, start=1):
        name = f"file {place}" if len(contents) > 1 else ""
        try:
            plain = unpacked(content, left)
            left -= len(plain)
            _read(found, plain, name, encoding, delimiter)
        except BadTable as bad:
            raise BadImport([f"{name}: {bad}" if name else str(bad)]) from bad
    return _paper_file(found)


def unpacked(content: bytes, limit: int) -> bytes:
    """The content without gzip. Raises BadTable if it is damaged, or has more bytes than the limit."""
    plain = content
    if content[:2] == b"\x1f\x8b":
        try:
            plain = gzip.GzipFile(fileobj=io.BytesIO(content)).read(limit + 1)
        except (OSError, EOFError, zlib.error) as error:
            raise BadTable("The file is packed with gzip and damaged.") from error
    if len(plain) > limit:
        raise BadTable("Unpacked, the files are too large. Leave out columns that are not needed.")
    return plain


def _read(found: _Found, content: bytes, name: str, encoding: str, delimiter: str) -> None:
    if is_workbook(content):
        tables = read_tables(content)
        found.tables += [
            (f"{name} {table.name}".strip() if len(tables) > 1 else name, table) for table in tables
        ]
        found.forms += [table.form for table in tables]
        return
    decoded = decode(content, encoding)
    if decoded.text.lstrip()[:1] in {"{", "["}:
        system, rows, beside = json_rows(decoded.text)
        found.system = found.system or system
        found.left_out += beside
        found.forms.append(f"JSON, {decoded.encoding}")
        if len(rows) > MAX_ROWS:
            raise BadTable(TOO_LARGE)
        before = f"{name}, " if name else ""
        found.rows += [(f"{before}entry {place}", row) for place, row in enumerate(rows, start=1)]
        return
    table = text_table(decoded.text, delimiter=delimiter, encoding=decoded.encoding)
    found.tables.append((name, table))
    found.forms.append(table.form)


def _paper_file(found: _Found) -> PaperFile:
    understanding = Understanding()
    understanding.left_out.update(found.left_out)
    problems = [problem for name, table in found.tables for problem in _ragged(name, table)]
    listed = _rows_of_json(found.rows, understanding, problems)
    placed = joined(listed, found.tables, understanding) if found.tables else listed
    points = 2 if any(has_half_points(one.row) for one in placed) else 1
    papers = [paper_of(one.place, one.row, problems, points=points) for one in placed]
    read = [paper for paper in papers if paper is not None]
    problems = [*sorted(problems, key=_line), *_repeated(read)]
    if problems:
        raise BadImport(problems)
    notes = (HALF_POINTS,) if points > 1 else ()
    system = found.system or system_of(table for _, table in found.tables)
    return PaperFile(
        read,
        system,
        tuple(dict.fromkeys(found.forms)),
        understanding.left_out,
        understanding.taken,
        notes,
    )


def _line(problem: str) -> tuple[str, int]:
    """The file and the line that a problem begins with, for putting them in order."""
    found = PLACE.match(problem)
    return (found[1], int(found[2])) if found else ("", 0)


def _ragged(name: str, table: Table) -> list[str]:
    return [f"{name}, {problem}" if name else problem for problem in table.problems]


def _rows_of_json(
    rows: Sequence[tuple[str, Any]], understanding: Understanding, problems: list[str]
) -> list[Placed]:
    problems += [f"{place}: it is not an object." for place, row in rows if not isinstance(row, dict)]
    objects = [(place, row) for place, row in rows if isinstance(row, dict)]
    return [
        Placed(place, _with_authors(understanding.row(row, PAPER), understanding)) for place, row in objects
    ]


def _with_authors(row: Row, understanding: Understanding) -> Row:
    """The row with its authors under our names, too."""
    if isinstance(row.get("authors"), list):
        row["authors"] = [
            understanding.row(author, AUTHOR, "authors: ") if isinstance(author, dict) else author
            for author in row["authors"]
        ]
    return row


def _repeated(papers: list[ImportedPaper]) -> list[str]:
    first: dict[str, str] = {}
    problems = []
    for paper in papers:
        place = first.setdefault(paper.external_id, paper.place)
        if place != paper.place:
            problems.append(f"{paper.place}: the id {paper.external_id} stood before, at {place}.")
    return problems
