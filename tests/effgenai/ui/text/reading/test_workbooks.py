"""Excel workbooks: what stands in their cells, and what makes more than a sentence of none."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from typing import Any

import pytest
from openpyxl import Workbook

from effgenai.ui.text.reading import tables, workbooks
from effgenai.ui.text.reading.decoding import BadTable
from effgenai.ui.text.reading.tables import read_tables


def workbook(*sheets: list[list[Any]], change: tuple[bytes, bytes] | None = None) -> bytes:
    """A workbook of these sheets; `change` replaces bytes in its first sheet."""
    book = Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets, start=1):
        sheet = book.create_sheet(f"Sheet {number}")
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue() if change is None else changed(out.getvalue(), *change)


def changed(content: bytes, pattern: bytes, by: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, re.sub(pattern, by, part) if name == "xl/worksheets/sheet1.xml" else part)
    return out.getvalue()


def problem_of(content: bytes) -> str:
    with pytest.raises(BadTable) as bad:
        read_tables(content)
    return str(bad.value)


def test_cells_of_all_sheets_are_read_as_people_type_them() -> None:
    day = dt.datetime(2026, 8, 1)  # noqa: DTZ001 - workbooks know no zones
    first, second = read_tables(
        workbook(
            [["Number", "Title", "Fits"], [8.0, " Über Größe ", True], [None], ["9", "高效", 0.5]],
            [["paper", "day"], [8, day]],
        )
    )
    assert first.columns == ("number", "title", "fits")
    assert [list(row.cells.values()) for row in first.rows] == [
        ["8", "Über Größe", "yes"],
        ["9", "高效", "0.5"],
    ]
    assert [row.line for row in first.rows] == [2, 4]
    assert second.rows[0].cells == {"paper": "8", "day": "2026-08-01"}
    assert (first.form, second.name) == ("sheet “Sheet 1” of a workbook", "Sheet 2")


def test_titles_above_the_heading_and_headings_of_two_rows_are_understood() -> None:
    rows = [
        ["Submissions of the workshop", None, None, None],
        [],
        ["ID", "Paper", None, "Status"],
        [None, "Title", "Abstract", None],
        [1, "A", "Words 1", "Accept"],
    ]
    (table,) = read_tables(workbook(rows))
    assert table.columns == ("id", "title", "abstract", "status")
    assert [(row.line, row.cells["title"]) for row in table.rows] == [(5, "A")]


def test_formulas_are_the_values_they_had() -> None:
    value = (rb"<f>1\+1</f><v\s*/>|<f>1\+1</f><v></v>", b"<f>1+1</f><v>2</v>")
    (table,) = read_tables(workbook([["a", "b"], ["x", "=1+1"]], change=value))
    assert table.rows[0].cells == {"a": "x", "b": "2"}


def test_formulas_without_a_value_are_named() -> None:
    assert problem_of(workbook([["a", "b"], ["x", "=1+1"]])).startswith(
        "Formulas without a value: Sheet 1!B2."
    )


def test_formulas_that_come_to_an_empty_text_are_empty_cells() -> None:
    rows = [["n", "decision"], [1, '=IF(A2>1,"Accept","")']]
    (table,) = read_tables(workbook(rows, change=(rb'<c r="B2">', rb'<c r="B2" t="str">')))
    assert table.rows[0].cells == {"n": "1", "decision": ""}


def test_a_first_row_of_words_is_no_second_heading() -> None:
    (table,) = read_tables(workbook([["id", "decision", None, "note"], ["alpha", "Accept", None, "new"]]))
    assert [list(row.cells.values()) for row in table.rows] == [["alpha", "Accept", "", "new"]]


def test_more_rows_than_a_server_can_hold_are_refused(monkeypatch) -> None:
    monkeypatch.setattr(tables, "MAX_ROWS", 2)
    assert problem_of(workbook([["n"], [1], [2]])) == tables.TOO_LARGE


def test_a_sheet_that_says_it_is_smaller_loses_nothing() -> None:
    small = (rb'<dimension ref="[^"]*"\s*/>', b'<dimension ref="A1"/>')
    (table,) = read_tables(workbook([["a", "b"], ["1", "2"], ["3", "4"]], change=small))
    assert len(table.rows) == 2


def test_a_row_past_the_heading_is_named() -> None:
    (table,) = read_tables(workbook([["a", "b"], ["1", "2", "3"], ["4"]]))
    assert table.problems == ["row 2: it has 3 cells, the first line has 2."]
    assert table.rows[0].cells == {"a": "4", "b": ""}


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"PK\x03\x04 and no more", workbooks.DAMAGED),
        (workbook([["a"]])[:900], workbooks.DAMAGED),
        (workbook([["a", "b"]], change=(rb"</row>", b"")), workbooks.DAMAGED),
        (workbooks.OLD_EXCEL + b"\0" * 600, workbooks.OLD),
        (
            workbook([["a", "b"]], change=(rb"(?s).*", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')),
            workbooks.DAMAGED,
        ),
    ],
)
def test_what_is_no_workbook_is_a_sentence(content, problem) -> None:
    assert problem_of(content) == problem


def test_a_workbook_that_swells_is_ended() -> None:
    row = b'<row r="1"><c r="A1" t="inlineStr"><is><t>' + b"x" * 600_000_000 + b"</t></is></c></row>"
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook([["a"]]))) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            part = old.read(name)
            new.writestr(
                name, part.replace(b"<sheetData>", b"<sheetData>" + row) if "sheet1" in name else part
            )
    assert problem_of(out.getvalue()) in {workbooks.TOO_MUCH, workbooks.DAMAGED}


def spreadsheet_2003(rows: str) -> bytes:
    space = workbooks.SPREADSHEET_2003
    return (
        f'<?xml version="1.0"?>\n<Workbook xmlns="{space}" xmlns:ss="{space}"><Worksheet ss:Name="Papers">'
        f"<Table>{rows}</Table></Worksheet></Workbook>"
    ).encode()


ROWS_2003 = (
    '<Row><Cell ss:MergeAcross="2"><Data ss:Type="String">Submissions</Data></Cell></Row>'
    '<Row ss:Index="3"><Cell><Data ss:Type="String">Paper ID</Data></Cell><Cell><Data ss:Type="String">Title'
    '</Data></Cell><Cell><Data ss:Type="String">Status</Data></Cell></Row>'
    '<Row><Cell><Data ss:Type="Number">8</Data></Cell><Cell ss:Index="3"><Data ss:Type="String">Größe &amp;'
    " so</Data></Cell></Row>"
)


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_spreadsheets_of_2003_are_read(mark) -> None:
    (table,) = read_tables(mark + spreadsheet_2003(ROWS_2003))
    assert [(row.line, list(row.cells.values())) for row in table.rows] == [(4, ["8", "", "Größe & so"])]


@pytest.mark.parametrize(
    "rows",
    [
        "<Row>",
        '<Row ss:Index="x"><Cell/></Row>',
        '<Row><Cell ss:Index="999999999"/></Row>',
        '<Row><Cell><Data ss:Type="Number">eight</Data></Cell></Row>',
    ],
)
def test_damaged_spreadsheets_of_2003_are_a_sentence(rows) -> None:
    assert problem_of(spreadsheet_2003(rows)) == workbooks.DAMAGED
