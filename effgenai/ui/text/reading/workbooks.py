"""Sheets of Excel workbooks, read in a process with limits of time and memory.

Workbooks of today are read by openpyxl. CMT still writes “XML Spreadsheet 2003” and calls it .xls.
"""

from __future__ import annotations

import datetime as dt
import io
import os
import zipfile
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from effgenai.resilience.limited.answers import Declined, WorkResult
from effgenai.resilience.limited.running import LimitMet, run_limited
from effgenai.ui.text.reading.decoding import BadTable

ZIP, OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
DAMAGED = "This is no Excel workbook, or it is damaged. Save it as .xlsx or as CSV again."
OLD = "This is an Excel file of the old kind (.xls), or protected by a password. Save it as .xlsx or as CSV."
TOO_MUCH = "This workbook takes too much time or memory to open. Save the sheet that matters as CSV."
SAVE_VALUES = "Open the workbook in Excel or LibreOffice and save it again."
MAX_PROBLEMS = 20
SPREADSHEET_2003 = "urn:schemas-microsoft-com:office:spreadsheet"
HEAD = 2048
MAX_COLUMNS = 16_384  # of Excel
Rows = list[tuple[int, list[str]]]


def is_workbook(content: bytes) -> bool:
    """Whether the bytes begin as those of an Excel file do, of any kind."""
    return content.startswith((ZIP, OLD_EXCEL)) or _is_xml(content)


def _is_xml(content: bytes) -> bool:
    head = content[:HEAD]
    return head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") and SPREADSHEET_2003.encode() in head


def sheets_of(content: bytes) -> list[tuple[str, Rows]]:
    """Each sheet with its rows, numbered as Excel shows them. Raises BadTable with a sentence."""
    if content.startswith(OLD_EXCEL):
        raise BadTable(OLD)
    task = "read_xml" if _is_xml(content) else "read_workbook"
    if task == "read_workbook" and not zipfile.is_zipfile(io.BytesIO(content)):
        raise BadTable(DAMAGED)
    try:
        facts = run_limited(f"{__name__}:{task}", content).facts
    except Declined as declined:
        raise BadTable(str(declined)) from declined
    except LimitMet as met:
        raise BadTable(TOO_MUCH) from met
    return [(name, [(number, cells) for number, cells in rows]) for name, rows in facts["sheets"]]


def read_workbook(content: bytes) -> WorkResult:
    """The rows of all sheets as text, formulas as the values they had; for a limited process.

    Raises Declined if it is no workbook, or if formulas have no value.
    """
    # openpyxl loads NumPy, whose threads take memory for each core of the machine.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        values = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        blank: set[str] = set()
        sheets = [(sheet.title, list(_rows(sheet, blank))) for sheet in values.worksheets]
        formulas = load_workbook(io.BytesIO(content), read_only=True)
        missing = [
            place
            for sheet, (_, rows) in zip(formulas.worksheets, sheets, strict=True)
            for place in _formulas(sheet, dict(rows))
            if place not in blank
        ]
    except (InvalidFileException, zipfile.BadZipFile, LookupError, ValueError, OSError, SyntaxError) as error:
        raise Declined(DAMAGED) from error
    if missing:
        raise Declined(_without_values(missing))
    return WorkResult({"sheets": sheets})


def read_xml(content: bytes) -> WorkResult:
    """The rows of all sheets of an XML Spreadsheet 2003; for a limited process.

    Raises Declined if it is damaged.
    """
    try:
        root = fromstring(content, forbid_dtd=True)
        sheets = [
            (sheet.get(_in_2003("Name"), ""), list(_rows_of_xml(sheet)))
            for sheet in root.iter(_in_2003("Worksheet"))
        ]
    except (DefusedXmlException, ParseError, ValueError) as error:
        raise Declined(DAMAGED) from error
    return WorkResult({"sheets": sheets})


def _in_2003(name: str) -> str:
    return f"{{{SPREADSHEET_2003}}}{name}"


def _rows_of_xml(sheet: Element) -> Iterator[tuple[int, list[str]]]:
    """Rows and cells that are empty are left out there; those after them say where they stand."""
    number = 0
    for row in sheet.iter(_in_2003("Row")):
        number = int(row.get(_in_2003("Index"), number + 1))
        cells: list[str] = []
        for cell in row.iter(_in_2003("Cell")):
            place = int(cell.get(_in_2003("Index"), len(cells) + 1))
            across = int(cell.get(_in_2003("MergeAcross"), 0))
            if place + across > MAX_COLUMNS:
                raise ValueError("more columns than Excel has")
            cells += [""] * (place - 1 - len(cells)) + [_text_of_xml(cell)] + [""] * across
        if any(cells):
            yield number, cells


def _text_of_xml(cell: Element) -> str:
    data = cell.find(_in_2003("Data"))
    if data is None:
        return ""
    text = "".join(data.itertext())
    return _text(float(text)) if data.get(_in_2003("Type")) == "Number" else text.strip()


def _rows(sheet: Any, blank: set[str]) -> Iterator[tuple[int, list[str]]]:
    """The rows that hold anything; adds to `blank` the places of formulas that come to an empty text."""
    sheet.reset_dimensions()  # some programs write down a smaller size than the sheet has
    for number, row in enumerate(sheet.iter_rows(), start=1):
        cells = [_text(cell.value) for cell in row]
        # openpyxl calls a text with letters "s", and an empty one as the file does.
        blank.update(_place(sheet, cell) for cell in row if cell.data_type == "str")
        if any(cells):
            yield number, cells


def _place(sheet: Any, cell: Any) -> str:
    return f"{sheet.title}!{cell.coordinate}"


def _formulas(sheet: Any, rows: dict[int, list[str]]) -> Iterator[str]:
    """The places of formulas that show nothing."""
    sheet.reset_dimensions()
    for row in sheet.iter_rows():
        for place, cell in enumerate(row):
            if cell.data_type == "f" and not (rows.get(cell.row) or [""] * (place + 1))[place]:
                yield _place(sheet, cell)


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
