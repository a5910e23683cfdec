from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from effgenai.ui.text.csv import BOM, csv_lines, csv_response, safe_cell


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1+cmd|' /C calc'!A0",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "\uff1d1+1",
        '=HYPERLINK("http://evil.example","click")',
    ],
)
def test_a_formula_is_disarmed(text):
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["Ada", "2-3 pages", "a=b", "", "é", "'quoted'"])
def test_ordinary_text_is_left_alone(text):
    assert safe_cell(text) == text


def test_numbers_stay_numbers_and_nothing_stays_empty():
    assert [safe_cell(-1), safe_cell(2.5), safe_cell(None)] == [-1, 2.5, ""]
    assert [safe_cell(True), safe_cell(False)] == ["yes", "no"]
    assert safe_cell(datetime(2026, 8, 22, tzinfo=UTC)) == "2026-08-22T00:00:00+00:00"


def test_what_is_written_can_be_read_again():
    rows: list[list[object]] = [["a,b", 'say "hi"', "two\nlines"], ["é", 3, None]]
    text = "".join(csv_lines(["one", "two", "three"], rows))
    assert text.startswith(BOM + "one,two,three")
    read = list(csv.reader(io.StringIO(text.removeprefix(BOM), newline="")))
    assert read[1:] == [["a,b", 'say "hi"', "two\nlines"], ["é", "3", ""]]


def test_the_mark_of_utf8_can_be_left_out():
    assert next(iter(csv_lines(["one"], [], bom=False))) == "one\r\n"


def test_the_response_streams_and_is_not_kept_by_caches():
    drawn: list[int] = []

    def rows() -> Iterator[list[int]]:
        for number in range(3):
            drawn.append(number)
            yield [number]

    response = csv_response('pa"pers\r\n.csv', ["number"], rows())
    assert drawn == []
    assert response["Cache-Control"] == "private, no-store"
    assert response["Content-Disposition"].startswith("attachment; ")
    assert b"".join(response) == (BOM + "number\r\n0\r\n1\r\n2\r\n").encode()
