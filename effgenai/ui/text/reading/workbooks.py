"""Sheets of Excel workbooks, read by openpyxl in a process with limits of time and memory."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Iterator
from typing import Any

from effgenai.resilience.limited.answers import Declined, WorkResult
from effgenai.resilience.limited.running import LimitMet, run_limited
from effgenai.ui.text.reading.decoding import BadTable

ZIP, OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
DAMAGED = "This is no Excel workbook, or it is damaged. Save it as .xlsx or as CSV again."
OLD = "This is an Excel file of the old kind (.xls), or protected by a password. Save it as .xlsx or as CSV."
TOO_MUCH = "This workbook takes too much time or memory to open. Save the sheet that matters as CSV."
SAVE_VALUES = "Open the workbook in Excel or LibreOffice and save it again."
MAX_PROBLEMS = 20
Rows = list[tuple[int, list[str]]]


def is_workbook(content: bytes) -> bool:
    """Whether the bytes begin as those of an Excel file do, of the new or the old kind."""
    return content.startswith((ZIP, OLD_EXCEL))


def sheets_of(content: bytes) -> list[tuple[str, Rows]]:
    """Each sheet with its rows, numbered as Excel shows them. Raises BadTable with a sentence."""
    if content.startswith(OLD_EXCEL):
        raise BadTable(OLD)
    if not zipfile.is_zipfile(io.BytesIO(content)):
        raise BadTable(DAMAGED)
    try:
        facts = run_limited(f"{__name__}:read_workbook", content).facts
    except Declined as declined:
        raise BadTable(str(declined)) from declined
    except LimitMet as met:
        raise BadTable(TOO_MUCH) from met
    return [(name, [(number, cells) for number, cells in rows]) for name, rows in facts["sheets"]]


def read_workbook(content: bytes) -> WorkResult:
    """The rows of all sheets as text, formulas as the values they had; for a limited process.

    Raises Declined if it is no workbook, or if formulas have no value.
    """
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        values = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheets = [(sheet.title, list(_rows(sheet))) for sheet in values.worksheets]
        formulas = load_workbook(io.BytesIO(content), read_only=True)
        missing = [
            f"{sheet.title}!{cell.coordinate}"
            for sheet, (_, rows) in zip(formulas.worksheets, sheets, strict=True)
            for cell in _formulas(sheet, dict(rows))
        ]
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError, SyntaxError) as error:
        raise Declined(DAMAGED) from error
    if missing:
        raise Declined(_without_values(missing))
    return WorkResult({"sheets": sheets})


def _rows(sheet: Any) -> Iterator[tuple[int, list[str]]]:
    sheet.reset_dimensions()  # some programs write down a smaller size than the sheet has
    for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
        cells = [_text(value) for value in row]
        if any(cells):
            yield number, cells


def _formulas(sheet: Any, rows: dict[int, list[str]]) -> Iterator[Any]:
    """The formulas whose value is not in the file."""
    sheet.reset_dimensions()
    for row in sheet.iter_rows():
        for place, cell in enumerate(row):
            if cell.data_type == "f" and not (rows.get(cell.row) or [""] * (place + 1))[place]:
                yield cell


def _text(value: Any) -> str:
    """A value as people would type it: 8 for 8.0, yes and no, days as 2026-08-01."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date().isoformat()
    return (value.isoformat() if isinstance(value, dt.date) else str(value)).strip()


def _without_values(cells: list[str]) -> str:
    listed = ", ".join(cells[:MAX_PROBLEMS])
    more = f" and {len(cells) - MAX_PROBLEMS} more" if len(cells) > MAX_PROBLEMS else ""
    return f"Formulas without a value: {listed}{more}. {SAVE_VALUES}"
