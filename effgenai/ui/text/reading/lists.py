"""Lists that people paste: a line a row, cells between tabs, bars or semicolons. Pure: knows no database."""

from __future__ import annotations

import re
from collections.abc import Sequence

MAX_ROWS = 300
# A line of a list may begin with a sign or a number that is no part of what it says.
_BULLET = re.compile(r"^\s*(?:[-*•–]\s+|\d{1,3}[.)]\s+)")
_SIGNS = ("\t", "|", ";")
_IN_BRACKETS = re.compile(r"^(?P<name>[^()]+?)\s*\((?P<rest>[^()]+)\)\s*$")


def read_list(text: str, columns: Sequence[str], *, commas: bool = False) -> list[dict[str, str]]:
    """Each line as its cells by column; cells that are not there are empty, and what is over ends the last.

    With `commas`, as for names, the first comma or a pair of brackets parts a line without any other sign.
    A heading that names the columns is no row. Raises ValueError if there are more than MAX_ROWS rows.
    """
    lines = [_BULLET.sub("", line).strip() for line in text.splitlines()]
    rows = [_cells(line, columns, commas=commas) for line in lines if line]
    if rows and _is_heading(rows[0], columns):
        rows = rows[1:]
    if len(rows) > MAX_ROWS:
        raise ValueError(f"These are {len(rows)} lines. Paste {MAX_ROWS} at most, then the others.")
    return rows


def _cells(line: str, columns: Sequence[str], *, commas: bool) -> dict[str, str]:
    sign = next((sign for sign in _SIGNS if sign in line), "," if commas and "," in line else "")
    bracketed = _IN_BRACKETS.match(line) if commas and not sign else None
    if bracketed:
        parts = [bracketed["name"], bracketed["rest"]]
    else:
        most = 1 if sign == "," else len(columns) - 1
        parts = line.split(sign, most) if sign else [line]
    cells = [part.strip().strip('"').strip() for part in parts]
    return dict(zip(columns, [*cells, *[""] * len(columns)], strict=False))


def _is_heading(row: dict[str, str], columns: Sequence[str]) -> bool:
    names = {name.replace("_", " ") for name in columns}
    filled = [cell.lower() for cell in row.values() if cell]
    return all(cell in names for cell in filled) and (len(filled) > 1 or len(columns) == 1)
