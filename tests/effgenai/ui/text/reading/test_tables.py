"""Tables as people's programs write them: every encoding, delimiter and end of line, and what is damaged."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from effgenai.ui.text.csv import csv_lines
from effgenai.ui.text.reading import tables
from effgenai.ui.text.reading.decoding import BadTable
from effgenai.ui.text.reading.tables import TOO_LARGE, Table, read_tables

ROWS = [
    ["number", "title", "names"],
    ["1", "Über Größe, und „mehr“; so", "Zoë"],
    ["2", "Zwei\nZeilen", "Renée O’Neil"],
]
WIDE = [["编号", "标题"], ["1", "高效的生成模型"], ["2", "كفاءة النماذج"], ["3", "Эффективность"]]

NO_TEXT = "The file is not text in UTF-8, UTF-16 or Windows-1252."


def text_of(rows: list[list[str]], sign: str = ",", end: str = "\n") -> str:
    quoted = [[f'"{cell}"' if set(cell) & {",", ";", "\t", "\n"} else cell for cell in row] for row in rows]
    return "".join(sign.join(row) + end for row in quoted)


def table_of(content: bytes, **options: str) -> Table:
    (table,) = read_tables(content, **options)
    return table


def cells_of(table: Table) -> list[list[str]]:
    assert not table.problems
    return [list(table.columns), *(list(row.cells.values()) for row in table.rows)]


def problem_of(content: bytes, **options: str) -> str:
    with pytest.raises(BadTable) as bad:
        read_tables(content, **options)
    return str(bad.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("sign", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encodings_delimiters_and_ends_of_lines_are_found(encoding, sign, end) -> None:
    table = table_of(text_of(ROWS, sign, end).encode(encoding))
    assert cells_of(table) == ROWS
    assert [row.line for row in table.rows] == [2, 3]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
def test_every_script_is_read(encoding) -> None:
    given_encoding = encoding if encoding == "gb18030" else ""
    assert cells_of(table_of(text_of(WIDE).encode(encoding), encoding=given_encoding)) == WIDE


@pytest.mark.parametrize(
    ("content", "form"),
    [
        ("a;b\nü;2\n".encode(), "UTF-8, cells between semicolons"),
        ("a\tb\nü\t2\n".encode("utf-16"), "UTF-16, cells between tabs"),
        ("a,b\nü,2\n".encode("cp1252"), "Windows-1252, cells between commas"),
    ],
)
def test_what_was_found_is_told(content, form) -> None:
    assert table_of(content).form == form


@pytest.mark.parametrize("line", ["sep=;", "SEP=;", "sep=;\r"])
def test_a_line_that_names_the_delimiter_is_no_heading(line) -> None:
    table = table_of(f"{line}\na,b;c\n1;2\n".encode())
    assert cells_of(table) == [["a,b", "c"], ["1", "2"]]
    assert table.rows[0].line == 3


@pytest.mark.parametrize("delimiter", ["semicolon", ";"])
def test_a_delimiter_that_is_given_counts(delimiter) -> None:
    assert cells_of(table_of(b"a,b,c;d\n1;2\n", delimiter=delimiter)) == [["a,b,c", "d"], ["1", "2"]]


def test_an_encoding_that_is_given_counts() -> None:
    assert cells_of(table_of("a,b\nж,1\n".encode("cp1251"), encoding="windows-1251")) == [
        ["a", "b"],
        ["ж", "1"],
    ]


def test_lines_are_those_of_an_editor() -> None:
    content = '\n\r\na,b\r\n\n1,"two\r\nlines"\r2,x\n\n3,y\n'
    assert [row.line for row in table_of(content.encode()).rows] == [5, 7, 9]


def test_empty_columns_and_cells_at_the_end_count_for_nothing() -> None:
    assert cells_of(table_of(b"a,b,,\n1,2,,\n3,,,\n4,5\n,,,\n")) == [
        *(["a", "b"], ["1", "2"], ["3", ""], ["4", "5"]),
    ]


def test_what_was_written_for_spreadsheets_is_read_back() -> None:
    rows = [["=1+1", "-x"], ["'tis", "@home"], ["+", "\uff1d2"]]
    written = "".join(csv_lines(["a", "b"], rows)).encode()
    assert cells_of(table_of(written))[1:] == rows


def test_rows_that_do_not_fit_are_named_and_the_others_read() -> None:
    table = table_of(b"a,,c\n1,,2\n1\n1,,2,3\n1,x,3\n")
    assert [row.line for row in table.rows] == [2]
    assert table.problems == [
        "line 3: it has 1 cells, the first line has 3.",
        "line 4: it has 4 cells, the first line has 3.",
        "line 5: its cell 2 stands in a column without a name.",
    ]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "The file is empty."),
        (b"\xef\xbb\xbf\n \n", "The file is empty."),
        (b"sep=;\n", "The file is empty."),
        (b"a,b\n1,\0\n", "Line 2 holds a NUL character, which no text has."),
        (b"a,b\r1,2\r3,\0\r", "Line 3 holds a NUL character, which no text has."),
        (b'a,b\n1,2\n3,"open\n4,5\n', "line 3: a quotation mark opens a cell here and never closes it."),
        (b'a,b\n1,"x"y\n', "line 2: something follows a closing quotation mark."),
        (b"a,b\n1," + b"x" * 131_073, "line 2: a cell has more than 131,072 characters;"),
        (b"a,A\n1,2\n", "line 1: the column “a” comes twice."),
        ("a,b\nü,1\nö,2\n".encode() + b"\xc3,3\n", "Line 4 is not text in UTF-8."),
        (b"a,b\n1,\xed\xa0\x80\n", "Line 2 holds half of a sign (a lone surrogate)."),
        ("a,b\n1,2\n".encode("utf-16") + b"\x00\xd8", "Line 3 holds half of a sign (a lone surrogate)."),
        ("编号,标题\n1,高效的生成模型\n".encode("gbk"), NO_TEXT),
        ("номер,название\n1,Привет\n".encode("cp1251"), NO_TEXT),
        (bytes(range(128, 256)), NO_TEXT),
    ],
)  # fmt: skip
def test_what_is_damaged_is_a_sentence_with_its_line(content, problem) -> None:
    assert problem_of(content).startswith(problem)


def test_encodings_and_delimiters_that_do_not_exist_are_named() -> None:
    assert problem_of(b"a,b", encoding="klingon").startswith("There is no encoding “klingon”.")
    for name in ("rot13", "undefined", "idna"):
        assert problem_of(b"a,b", encoding=name).startswith(f"There is no encoding “{name}”.")
    assert problem_of(b"a,b", delimiter="--").startswith("“--” cannot part cells.")
    assert problem_of("ü".encode("cp1252"), encoding="utf-8").startswith("Line 1 is not text in UTF-8.")


@pytest.mark.parametrize(("limit", "number"), [("MAX_ROWS", 3), ("MAX_CELLS", 6)])
@pytest.mark.parametrize("sign", [",", "\t"])
def test_more_than_a_server_can_hold_is_refused(limit, number, sign, monkeypatch) -> None:
    content = text_of([["a", "b"], ["1", "2"], ["3", "4"]], sign).encode()
    monkeypatch.setattr(tables, limit, number)
    assert len(table_of(content).rows) == 2
    monkeypatch.setattr(tables, limit, number - 1)
    assert problem_of(content) == TOO_LARGE


@given(st.binary(max_size=300), st.sampled_from(["", "utf-8", "utf-16", "cp1252", "latin-1"]))
def test_no_bytes_whatsoever_make_more_than_a_sentence(content, encoding) -> None:
    try:
        outcome = read_tables(content, encoding=encoding)[0].form
    except BadTable as bad:
        outcome = str(bad)
    assert outcome.encode().strip()


SIGNS = st.characters(
    codec="utf-8", exclude_characters="\0\r\n'\ufeff", exclude_categories=["Zs", "Cc", "Zl", "Zp"]
)


@given(
    st.lists(st.lists(st.text(SIGNS, min_size=1, max_size=6), min_size=2, max_size=2), min_size=1, max_size=5)
)
def test_what_is_written_is_read(rows) -> None:
    written = "".join(csv_lines(["first", "second"], rows)).encode()
    assert cells_of(table_of(written))[1:] == rows


@pytest.mark.parametrize(("size", "sign"), [(1, ","), (1000, ";"), (1000, "\t")])
def test_no_row_is_lost_whatever_the_size(size, sign) -> None:
    rows = [["n", "t"], *([str(n), f"Title {n}"] for n in range(size))]
    assert cells_of(table_of(text_of(rows, sign, "\r").encode("utf-16"))) == rows
