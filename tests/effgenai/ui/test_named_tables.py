"""Every table says what it is, and each of its rows which cell names it: screen readers read both aloud."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TEMPLATES = Path("templates")
OF_OTHERS = ("ui/examples", "ui/styleguide", "allauth")
TABLE = re.compile(r"{% table [^%]*%}")
ROW = re.compile(r"<tr\b.*?</tr>", re.DOTALL)


def _pages() -> list[Path]:
    found = (path for path in TEMPLATES.rglob("*.html"))
    return [path for path in found if not str(path.relative_to(TEMPLATES)).startswith(OF_OTHERS)]


def test_there_are_tables_to_look_at() -> None:
    assert sum(len(TABLE.findall(path.read_text())) for path in _pages()) > 40


@pytest.mark.parametrize("path", _pages(), ids=str)
def test_tables_have_a_name_and_rows_a_header(path: Path) -> None:
    text = path.read_text()
    unnamed = [tag for tag in TABLE.findall(text) if not re.search(r"\b(caption|label)=", tag)]
    assert unnamed == []
    rows = [row for row in ROW.findall(text) if '<th scope="' not in row]
    assert rows == []
