"""A row of a file under our own names becomes a paper, or sentences that say why it cannot."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.utils.dateparse import parse_date, parse_datetime

from submissions.imports.authors import authors_of
from submissions.imports.imported import ImportedPaper
from submissions.imports.values import (
    BadValue,
    Row,
    line_of,
    list_of,
    score_of,
    shown,
    text_of,
    whole_of,
    word_of,
)
from submissions.imports.words import KNOWN, Says, plain

TICKS = ("withdrawn", "draft")
YES = {"yes", "true", "1", "✔", "✓"}
NO = {"no", "false", "0"}
NO_CONFLICT = ("none", "no", None)


def paper_of(place: str, row: Row, problems: list[str], *, points: int = 1) -> ImportedPaper | None:
    """The paper of a row; None, and every reason among the problems, if something in it is wrong.

    A score of one counts `points`.
    """
    is_draft = _is_draft(row)
    withheld = _is_withheld(row) and not is_draft
    readers: dict[str, Callable[[], Any]] = {
        "external_id": lambda: _external_id(row),
        "number": lambda: _number(row),
        "title": lambda: _title(row, withheld=withheld, needed=not is_draft),
        "abstract": lambda: text_of(row, "abstract", 20_000),
        "track": lambda: line_of(row, "track", 120),
        "topics": lambda: _topics(row),
        "authors": lambda: () if withheld else authors_of(row, needed=not is_draft),
        "ratings": lambda: _scores(row, "ratings", points),
        "confidences": lambda: _confidences(row),
        "status": lambda: _status(row),
        "decision": lambda: word_of(row, "decision", 60),
        "note": lambda: text_of(row, "note to the authors", 20_000),
        "conflicts": lambda: _conflicts(row),
        "submitted_at": lambda: _submitted_at(row),
    }
    values: Row = {"place": place}
    before = len(problems)
    for name, read in readers.items():
        try:
            values[name] = read()
        except BadValue as bad:
            problems.append(f"{place}: {bad}")
    return ImportedPaper(**values) if len(problems) == before else None


def _is_withheld(row: Row) -> bool:
    """Whether only scores or a decision are told of the paper: its words and people were taken out."""
    described = any(row.get(name) for name in ("title", "abstract", "authors", "keywords", "topics"))
    return not described and any(row.get(name) for name in ("ratings", "decision", "state"))


def _title(row: Row, *, withheld: bool, needed: bool) -> str:
    return f"Untitled paper {_external_id(row)}" if withheld else line_of(row, "title", 300, needed=needed)


def _status(row: Row) -> str:
    """The state of the paper as a word, also where the file ticks it."""
    ticked = [name for name in TICKS if str(row.get(name)).lower() in YES]
    if str(row.get("submitted")).lower() in NO:
        ticked.append("draft")
    return ticked[0] if ticked else word_of(row, "state", 60)


def _is_draft(row: Row) -> bool:
    try:
        outcome = KNOWN.get(plain(_status(row)))
    except BadValue:
        return False
    return outcome is not None and outcome.says is Says.DRAFT


def _external_id(row: Row) -> str:
    """The id, or else the number: 8, #8 and 8.0 are the same paper in the next file."""
    value = row.get("id") or row.get("number")
    if value is None or isinstance(value, bool | list | dict) or not str(value).strip():
        raise BadValue("it has neither an id nor a number.")
    number = None if row.get("id") else _whole_or_none(value)
    return word_of({"id": value if number is None else number}, "id", 120)


def _number(row: Row) -> int | None:
    """The number; an id that is a whole number is one, where the file has no other."""
    value = row.get("number")
    if value is None or value == "":
        number = _whole_or_none(row.get("id"))
        return number if number and 0 < number < 2**31 else None
    number = whole_of(value.strip().lstrip("#") if isinstance(value, str) else value, "number")
    if not 0 < number < 2**31:
        raise BadValue(f"number {number} is out of range.")
    return number


def _whole_or_none(value: Any) -> int | None:
    try:
        return whole_of(value.strip().lstrip("#") if isinstance(value, str) else value, "number")
    except BadValue:
        return None


def has_half_points(row: Row) -> bool:
    """Whether a rating of the row is not whole."""
    try:
        return any(not score_of(value, "ratings").is_integer() for value in _parts(row, "ratings"))
    except BadValue:
        return False


def _scores(row: Row, name: str, points: int) -> tuple[int, ...]:
    return tuple(_score(value, name, points) for value in _parts(row, name))


def _score(value: Any, name: str, points: int) -> int:
    score = score_of(value, name) * points
    if not score.is_integer():
        raise BadValue(f"{name}: “{shown(value)}” is neither a whole nor a half point.")
    return int(score)


def _confidences(row: Row) -> tuple[int, ...]:
    numbers = tuple(
        whole_of(score_of(value, "confidences"), "confidences") for value in _parts(row, "confidences")
    )
    if numbers and len(numbers) != len(_parts(row, "ratings")):
        raise BadValue("there are not as many confidences as ratings.")
    return numbers


def _parts(row: Row, name: str) -> list[Any]:
    value = row.get(name)
    if isinstance(value, dict) and name in {"topics", "keywords"}:  # HotCRP ticks topics by name
        return [topic for topic, is_ticked in value.items() if is_ticked]
    return list_of(row, name)


def _topics(row: Row) -> tuple[str, ...]:
    names: dict[str, str] = {}
    for column in ("keywords", "topics", "more topics"):
        for value in _parts(row, column):
            name = line_of({"a topic": value}, "a topic", 120, needed=True)
            names.setdefault(name.lower(), name)
    return tuple(names.values())


def _conflicts(row: Row) -> tuple[tuple[str, str], ...]:
    """Addresses with how the authors know each: HotCRP tells it, or only that there is a conflict."""
    value = row.get("conflicts") or {}
    if isinstance(value, list):
        value = dict.fromkeys(map(str, value), "")
    if not isinstance(value, dict):
        raise BadValue("pc_conflicts is neither a list of addresses nor tells something of each.")
    known = {
        text_of({"an address": email}, "an address", 200): relation if isinstance(relation, str) else ""
        for email, relation in value.items()
        if relation is not False and relation not in NO_CONFLICT
    }
    return tuple(
        (email, text_of({"a conflict": said}, "a conflict", 100)) for email, said in known.items() if email
    )


def _submitted_at(row: Row) -> dt.datetime | None:
    """When it was submitted, where the file tells: a time with its zone, or seconds since 1970."""
    return moment_of(row.get("submitted at") or row.get("submitted"))


def moment_of(value: Any) -> dt.datetime | None:
    """A time that a file tells, with its zone or else in UTC, or in seconds since 1970; None for others."""
    if isinstance(value, int | float) and not isinstance(value, bool) and 10**8 < value < 10**10:
        return dt.datetime.fromtimestamp(value, dt.UTC)
    if not isinstance(value, str) or value.lower() in YES:
        return None
    try:
        day, moment = parse_date(value), parse_datetime(value)
    except ValueError:
        return None
    if moment is None and day is not None:
        moment = dt.datetime.combine(day, dt.time())
    return moment if moment is None or moment.tzinfo else moment.replace(tzinfo=dt.UTC)
