"""Rows of files about people, reviews and conflicts under our own names, from tables or JSON."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

from effgenai.ui.text.reading.decoding import BadTable, decode
from effgenai.ui.text.reading.tables import MAX_ROWS, TOO_LARGE, Table, read_tables, text_table
from effgenai.ui.text.reading.workbooks import is_workbook
from submissions.imports.files import MAX_BYTES, unpacked
from submissions.imports.imported import BadImport
from submissions.imports.keys import Names, Understanding
from submissions.imports.systems import loaded_json

LISTS = ("users", "members", "contacts", "reviews", "notes", "papers", "edges", "conflicts", "data")
Wanted = Callable[[set[str]], bool]


@dataclasses.dataclass(frozen=True, slots=True)
class FileRow:
    """A row as the file has it, and where it stands."""

    place: str
    cells: Mapping[str, Any]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Forms:
    """What one kind of files has beside tables and plain lists.

    `listed` finds the rows of a JSON value, or is None for the lists that are called as in `LISTS`; `texts`
    reads text that is no table, and returns None for text that it does not know.
    """

    listed: Callable[[Any], list[Any]] | None = None
    texts: Callable[[str], tuple[str, list[FileRow]] | None] | None = None


TABLES_AND_LISTS = Forms()


@dataclasses.dataclass(frozen=True, slots=True)
class FileRows:
    """The rows of files, how they were read, and what of them tells nothing."""

    rows: list[FileRow]
    forms: tuple[str, ...]
    problems: list[str]
    left_out: list[str]


def read_rows(
    *contents: bytes,
    wanted: Wanted,
    forms: Forms = TABLES_AND_LISTS,
    encoding: str = "",
    delimiter: str = "",
    limit: int = MAX_BYTES,
) -> FileRows:
    """The rows of all tables and lists of the files whose columns are wanted.

    Raises BadImport where a file cannot be read, or no columns are wanted.
    """
    found = FileRows([], (), [], [])
    seen_forms: dict[str, None] = {}
    reading = {"encoding": encoding, "delimiter": delimiter}
    left = limit
    for place, content in enumerate(contents, start=1):
        name = f"file {place}" if len(contents) > 1 else ""
        try:
            plain = unpacked(content, left)
            left -= len(plain)
            seen_forms |= dict.fromkeys(_read(found, plain, name, wanted=wanted, forms=forms, **reading))
        except BadTable as bad:
            raise BadImport([f"{name}: {bad}" if name else str(bad)]) from bad
    if not found.rows and not found.problems:
        seen = "; ".join(found.left_out)
        raise BadImport([f"Nothing in it was recognised. {seen}".strip()])
    return dataclasses.replace(found, forms=tuple(seen_forms))


def _read(
    found: FileRows, content: bytes, name: str, *, wanted: Wanted, forms: Forms, encoding: str, delimiter: str
) -> list[str]:
    """Add the rows of a file to those found; how it was read."""
    if is_workbook(content):
        tables = read_tables(content)
        for table in tables:
            _add_table(found, table, f"{name} {table.name}".strip(), wanted)
        return [table.form for table in tables]
    decoded = decode(content, encoding)
    if decoded.text.lstrip()[:1] in {"{", "["}:
        _add_list(found, (forms.listed or listed)(loaded_json(decoded.text)), name)
        return [f"JSON, {decoded.encoding}"]
    known = forms.texts(decoded.text) if forms.texts else None
    if known is not None:
        form, rows = known
        before = f"{name}, " if name else ""
        found.rows.extend(FileRow(f"{before}{row.place}", row.cells) for row in rows)
        return [f"{form}, {decoded.encoding}"]
    table = text_table(decoded.text, delimiter=delimiter, encoding=decoded.encoding)
    _add_table(found, table, name, wanted)
    return [table.form]


def _add_table(found: FileRows, table: Table, name: str, wanted: Wanted) -> None:
    if not wanted(set(table.columns)):
        columns = ", ".join(table.columns)[:200]
        found.left_out.append(f"{name or 'The table'} has the columns {columns}")
        return
    before = f"{name}, " if name else ""
    called = "row" if table.name else "line"
    found.problems.extend(f"{before}{problem}" for problem in table.problems)
    found.rows.extend(FileRow(f"{before}{called} {row.line}", row.cells) for row in table.rows)


def listed(content: Any) -> list[Any]:
    """The list that a JSON file holds, under whatever name; an object by key is a list of its values."""
    if isinstance(content, Mapping):
        named = next((content[name] for name in LISTS if name in content), None)
        if named is None:
            values = list(content.values())
            named = values if values and all(isinstance(value, Mapping) for value in values) else [content]
        content = list(named.values()) if isinstance(named, Mapping) else named
    return content if isinstance(content, list) else [content]


def _add_list(found: FileRows, rows: list[Any], name: str) -> None:
    if len(rows) > MAX_ROWS:
        raise BadTable(TOO_LARGE)
    before = f"{name}, " if name else ""
    for place, row in enumerate(rows, start=1):
        if isinstance(row, Mapping):
            found.rows.append(FileRow(f"{before}entry {place}", row))
        else:
            found.problems.append(f"{before}entry {place}: it is not an object.")


def under_our_names(
    rows: FileRows, names: Names, understanding: Understanding
) -> list[tuple[str, dict[str, Any]]]:
    """Each row with its place, under our names; what of it is unknown is counted."""
    return [(row.place, understanding.row(row.cells, names)) for row in rows.rows]
