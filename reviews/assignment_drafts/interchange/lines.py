"""What a file says about an assignment, as plain values."""

from __future__ import annotations

import dataclasses

from effgenai.conferences.core.states import Role
from effgenai.ui.text.numbers import whole

HOTCRP, OPENREVIEW, CMT, TABLE = "HotCRP", "OpenReview", "CMT", "a table"
MAX_LINES = 20_000
TOO_LONG = f"This file has more than {MAX_LINES:,} lines. Leave out what stands already."
NOTHING = "No assignment was recognised. Tables begin with the columns paper and email; CMT’s files are XML."
ALL = "all"
MAX_ID = 120


class BadAssignmentFile(Exception):  # noqa: N818  what the file is; the message says why
    """The file is none that can be read; the message says why."""


@dataclasses.dataclass(frozen=True, slots=True)
class FileLine:
    """One word of a file: this person gets this paper, or loses it. `at` is its line, or its place in it.

    `paper` is a number, the id that another system has for the paper, or `ALL`. `email` is an address, or
    else a name or a profile of OpenReview; `ALL` are all who have the paper. `role` is None where the file
    does not tell it. `is_only` takes the paper from whoever else has it in that role.
    """

    at: int
    paper: int | str
    email: str
    takes_off: bool = False
    role: Role | None = None
    is_only: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class FileContent:
    """What a file says, and which of its lines were not understood; `unit` is what is counted in it."""

    form: str
    lines: list[FileLine]
    problems: list[str]
    unit: str = "Line"


def number_of(text: str) -> int | None:
    """The number of a paper, also as “#8”, and as spreadsheets write it: 8.0."""
    return whole(text.strip().removesuffix(".0").lstrip("#"))


def id_of(text: str) -> str | None:
    """What can be the id of a paper in another system: a word that is no number."""
    is_word = len(text) <= MAX_ID and bool(text.strip("#0123456789.-+"))
    return text if is_word else None
