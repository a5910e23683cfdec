"""Single values of a row, checked."""

from __future__ import annotations

import re
from typing import Any

from effgenai.ui.text.controls import without_controls

Row = dict[str, Any]
SURROGATE = re.compile("[\ud800-\udfff]")
WHOLE = re.compile(r"(-?\d{1,12})(?:[.,]0+)?", re.ASCII)
NUMBER = re.compile(r"(-?[0-9]{1,4}(?:[.,][0-9]{1,4})?)(?:\s*[:.)\u2013-]?\s*\(?[^\W\d].*)?", re.DOTALL)


class BadValue(Exception):  # noqa: N818 - it becomes a sentence with the place of its row
    """One value of a row cannot be taken."""


def shown(value: Any, limit: int = 60) -> str:
    """A value as it can stand in a sentence."""
    text = " ".join(without_controls(str(value)).split())
    return text if len(text) <= limit else f"{text[:limit]}…"


def text_of(row: Row, name: str, limit: int, *, needed: bool = False) -> str:
    """The text of a value, without white space around it. Raises BadValue if it is none, or too long."""
    value = row.get(name)
    if not isinstance(value, str | None):
        raise BadValue(f"{name} is not a text.")
    if value and SURROGATE.search(value):
        raise BadValue(f"{name} holds half of a sign (a lone surrogate). Write it again.")
    text = without_controls(value or "").strip()
    if needed and not text:
        raise BadValue(f"{name} is missing.")
    if len(text) > limit:
        raise BadValue(f"{name} has {len(text)} characters; at most {limit} are taken.")
    return text


def line_of(row: Row, name: str, limit: int, *, needed: bool = False) -> str:
    """A text of one line, with single spaces: titles and names go into heads of mails."""
    value = row.get(name)
    return text_of(
        {name: " ".join(value.split()) if isinstance(value, str) else value}, name, limit, needed=needed
    )


def word_of(row: Row, name: str, limit: int) -> str:
    """The same, also of a number: ids and words may be written as one."""
    value = row.get(name)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    return text_of({name: value}, name, limit)


def whole_of(value: Any, name: str) -> int:
    """A whole number, 8.0 and 8,0 as spreadsheets write it among them. Raises BadValue."""
    if isinstance(value, str) and (found := WHOLE.fullmatch(value.strip())):
        return int(found[1])
    if isinstance(value, float) and value.is_integer() and abs(value) < 10**12:
        return int(value)
    if not isinstance(value, int) or isinstance(value, bool):
        raise BadValue(f"{name}: “{shown(value)}” is not a whole number.")
    return value


def score_of(value: Any, name: str) -> float:
    """A number, also before words: “8: accept, good paper”, “2.5”. Raises BadValue."""
    found = NUMBER.fullmatch(value.strip()) if isinstance(value, str) else None
    number = float(found[1].replace(",", ".")) if found else value
    if not isinstance(number, int | float) or isinstance(number, bool) or abs(number) > 100:
        raise BadValue(f"{name}: “{shown(value)}” is not a number from -100 to 100.")
    return float(number)


def is_score(value: Any) -> bool:
    """Whether `score_of` takes it."""
    try:
        score_of(value, "")
    except BadValue:
        return False
    return True


def list_of(row: Row, name: str) -> list[Any]:
    """A list; empty if there is no such value. Raises BadValue if it is something else."""
    value = row.get(name)
    if value is None:
        return []
    if not isinstance(value, list):
        raise BadValue(f"{name} is not a list.")
    return value
