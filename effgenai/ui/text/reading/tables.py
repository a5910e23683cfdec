"""Rows of a table, from text with delimiters or from a workbook, with the lines that an editor shows."""

from __future__ import annotations

import csv
import dataclasses
import io
from collections.abc import Iterable, Iterator, Sequence

from effgenai.ui.text.csv import FORMULA_STARTS, csv_lines
from effgenai.ui.text.reading.decoding import BadTable, decode
from effgenai.ui.text.reading.workbooks import is_workbook, sheets_of

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
WORDS_OF_DELIMITERS = {word: sign for sign, word in DELIMITERS.items()} | {"\\t": "\t"}
REASONS = {
    "unexpected end of data": "a quotation mark opens a cell here and never closes it.",
    "field larger": "a cell has more than 131,072 characters; perhaps a quotation mark is not closed.",
    "expected after": "something follows a closing quotation mark. Inside a cell it is written twice.",
}
BROKEN = "the row cannot be read."
# More would take more memory than a server has to spare.
MAX_ROWS, MAX_CELLS = 300_000, 5_000_000
TOO_LARGE = f"More than {MAX_ROWS:,} rows, or {MAX_CELLS:,} cells, are not taken. Import the file in parts."


@dataclasses.dataclass(frozen=True, slots=True)
class TableRow:
    """One row: its line in an editor, or its number in a workbook, and its cells by column."""

    line: int
    cells: dict[str, str]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table with a heading: its columns in lower case, its rows, and the rows that do not fit.

    `form` says how it was read; `name` is that of its sheet, empty in text.
    """

    columns: tuple[str, ...]
    rows: list[TableRow]
    problems: list[str]
    form: str
    name: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class _Line:
    number: int
    cells: list[str]


def read_tables(content: bytes, *, encoding: str = "", delimiter: str = "") -> list[Table]:
    """The tables of a file: one of text, or those of all sheets of a workbook that have any rows.

    Encoding and delimiter (a sign or its English name) are found if they are not given. Raises BadTable with
    a sentence that says what is wrong, and in which line.
    """
    if is_workbook(content):
        sheets = sheets_of(content)
        found = [_workbook_table(name, list(_bounded(_Line(*row) for row in rows))) for name, rows in sheets]
        return [table for table in found if table is not None]
    decoded = decode(content, encoding)
    return [text_table(decoded.text, delimiter=delimiter, encoding=decoded.encoding)]


def text_table(text: str, *, delimiter: str = "", encoding: str = "", short_rows: bool = False) -> Table:
    """The table of a text, where rows may leave out cells at their end if `short_rows` says so.

    Raises BadTable as `read_tables` does.
    """
    sign = _sign(delimiter) if delimiter else _found_sign(text)
    lines = [line for line in _quoted_or_plain(text, sign) if any(line.cells)]
    if lines and lines[0].cells[0].lower().startswith("sep="):
        lines = lines[1:]
    if not lines:
        raise BadTable("The file is empty.")
    form = ", ".join(part for part in (encoding, f"cells between {DELIMITERS.get(sign, sign)}s") if part)
    return _table(lines[0], lines[1:], form, short_rows=short_rows)


def _quoted_or_plain(text: str, sign: str) -> list[_Line]:
    """The rows; text with tabs often has marks of quotation that mean nothing but themselves.

    Raises BadTable where it cannot be read either way.
    """
    try:
        return list(_bounded(_lines(text, sign)))
    except BadTable:
        plain = list(_bounded(_lines(text, sign, is_quoted=False))) if sign == "\t" else []
        if not plain or any(len(line.cells) != len(plain[0].cells) for line in plain if any(line.cells)):
            raise
        return plain


def _bounded(lines: Iterable[_Line]) -> Iterator[_Line]:
    """The lines as they come. Raises BadTable as soon as they are too many."""
    cells = 0
    for number, line in enumerate(lines, start=1):
        cells += len(line.cells)
        if number > MAX_ROWS or cells > MAX_CELLS:
            raise BadTable(TOO_LARGE)
        yield line


def _sign(delimiter: str) -> str:
    sign = WORDS_OF_DELIMITERS.get(delimiter.lower(), delimiter)
    if len(sign) != 1 or sign in '"\r\n':
        raise BadTable(f"“{delimiter}” cannot part cells. Usual are comma, semicolon and tab.")
    return sign


def _found_sign(text: str) -> str:
    """What a line “sep=” names, or else the sign that makes most cells of the heading."""
    head = text.lstrip()
    if head[:4].lower() == "sep=" and head[4:5].strip("\r\n"):
        return head[4]
    return max(DELIMITERS, key=lambda sign: len(_heading(text, sign)))


def _heading(text: str, sign: str) -> list[str]:
    try:
        return next((line.cells for line in _lines(text, sign) if any(line.cells)), [])
    except BadTable:
        return []


def _lines(text: str, sign: str, *, is_quoted: bool = True) -> Iterator[_Line]:
    """The rows with the line in which each begins. Raises BadTable where one cannot be read."""
    reader = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=sign,
        strict=True,
        quoting=csv.QUOTE_MINIMAL if is_quoted else csv.QUOTE_NONE,
    )
    while True:
        number = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            reason = next((said for words, said in REASONS.items() if words in str(error)), BROKEN)
            raise BadTable(f"line {number}: {reason}") from error
        if cells is None:
            return
        yield _Line(number, [_plain(cell) for cell in cells])


def _plain(cell: str) -> str:
    """A cell without the apostrophe that keeps spreadsheets from taking it for a formula."""
    bare = cell.strip()
    return bare[1:] if bare.startswith("'") and bare[1:].startswith(FORMULA_STARTS) else bare


def _workbook_table(name: str, lines: list[_Line]) -> Table | None:
    """The table of a sheet, without titles above its heading; None if it has no two rows."""
    wide = [line for line in lines if sum(map(bool, line.cells)) > 1] or lines
    if not wide:
        return None
    first, rest = wide[0], wide[1:]
    if rest and _fills_gaps(rest[0], first) and all(_is_heading(cell) for cell in rest[0].cells):
        first, rest = _merged(first, rest[0]), rest[1:]
    below = [line for line in lines if line.number > first.number]
    return _table(first, below, f"sheet “{name}” of a workbook", name, short_rows=True)


def _fills_gaps(lower: _Line, upper: _Line) -> bool:
    """Whether something stands below an empty cell, as in a heading of two rows."""
    return any(below and not above for below, above in zip(lower.cells, upper.cells, strict=False))


def _is_heading(cell: str) -> bool:
    return not any(sign.isdigit() or sign == "@" for sign in cell)


def _merged(upper: _Line, lower: _Line) -> _Line:
    """A heading of two rows, whose cells reach over several columns or both rows."""
    width = max(len(upper.cells), len(lower.cells))
    above, below = (line.cells + [""] * (width - len(line.cells)) for line in (upper, lower))
    return _Line(lower.number, [under or over for over, under in zip(above, below, strict=True)])


def _table(heading: _Line, lines: Sequence[_Line], form: str, name: str = "", *, short_rows: bool) -> Table:
    columns = [cell.lower() for cell in _without_end(heading.cells)]
    twice = sorted({column for column in columns if column and columns.count(column) > 1})
    if twice:
        raise BadTable(f"line {heading.number}: the column “{twice[0]}” comes twice.")
    rows: list[TableRow] = []
    problems: list[str] = []
    for line in lines:
        cells = _fitted(line.cells, len(columns), short_rows=short_rows)
        if reason := _why_not(cells, columns):
            problems.append(f"{'row' if name else 'line'} {line.number}: {reason}")
        elif any(cells):
            rows.append(TableRow(line.number, dict(zip(columns, cells, strict=True))))
    return Table(columns=tuple(filter(None, columns)), rows=rows, problems=problems, form=form, name=name)


def _without_end(cells: Sequence[str]) -> list[str]:
    """The cells up to the last that is not empty."""
    end = max((place for place, cell in enumerate(cells, start=1) if cell), default=0)
    return list(cells[:end])


def _fitted(cells: list[str], width: int, *, short_rows: bool) -> list[str]:
    """A row without the empty cells past the heading, which spreadsheets like to add, or filled up."""
    fitted = cells[:width] if not any(cells[width:]) else cells
    return fitted + [""] * (width - len(fitted)) if short_rows else fitted


def _why_not(cells: Sequence[str], columns: Sequence[str]) -> str:
    if len(cells) != len(columns):
        return f"it has {len(cells)} cells, the first line has {len(columns)}."
    nameless = next((place for place, cell in enumerate(cells) if cell and not columns[place]), None)
    return "" if nameless is None else f"its cell {nameless + 1} stands in a column without a name."


def as_text(table: Table) -> str:
    """The table as text that `text_table` reads, for forms that show what they got."""
    rows = [[row.cells[column] for column in table.columns] for row in table.rows]
    return "".join(csv_lines(table.columns, rows, bom=False))
