"""The tables of docs/imports.md name for each line the tests that hold it."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
TEST = re.compile(r"`(test_\w+)`")


def rows() -> list[str]:
    """The lines of all tables whose last column is of tests."""
    text = (ROOT / "docs" / "imports.md").read_text(encoding="utf-8")
    tables = [block.splitlines() for block in text.split("\n\n") if block.startswith("|")]
    return [line for lines in tables if lines[0].endswith("| test |") for line in lines[2:]]


def test_each_line_has_its_test() -> None:
    tests = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_import*.py"))
    others = ("submissions/imports/test_systems.py", "submissions/conflicts/test_overview.py")
    tests += "\n".join((ROOT / "tests" / other).read_text(encoding="utf-8") for other in others)
    known = set(re.findall(r"^def (test_\w+)\(", tests, re.MULTILINE))
    assert len(rows()) > 20
    assert [row for row in rows() if not TEST.search(row)] == []
    assert {name for row in rows() for name in TEST.findall(row)} - known == set()
