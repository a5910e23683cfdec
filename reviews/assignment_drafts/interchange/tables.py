"""Tables of assignments: HotCRP's bulk assignment, edges of OpenReview, and sheets of people's own."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Sequence

from effgenai.conferences.core.states import Role
from effgenai.ui.text.reading.decoding import BadTable
from effgenai.ui.text.reading.tables import Table, TableRow, text_table
from reviews.assignment_drafts.interchange.edges import OtherEdge, role_of
from reviews.assignment_drafts.interchange.lines import (
    ALL,
    HOTCRP,
    MAX_LINES,
    NOTHING,
    OPENREVIEW,
    TABLE,
    TOO_LONG,
    BadAssignmentFile,
    FileContent,
    FileLine,
    id_of,
    number_of,
)
from submissions.imports.keys import NUMBER, key_of
from submissions.imports.values import shown

# Spelled as `key_of` does. Of several that a row has, the first that says anything is taken.
PAPER = (*NUMBER, "submission", "submission id", "head", "id", "forum", "#")
PERSON = (
    *(
        "email",
        "e mail",
        "email address",
        "reviewer email",
        "member email",
        "user",
        "tail",
        "mail",
        "user id",
    ),
    *("reviewer", "name", "member name", "reviewer name", "area chair email", "area chair", "meta reviewer"),
)
AREA_CHAIRS = ("lead", "area chair", "area chairs", "area chair email", "meta reviewer", "metareviewer", "ac")
SEVERAL = re.compile(r"(reviewer|area chair)s?(?: email)?(?: \d+)?|lead")
PLAIN_ROLES = {
    **dict.fromkeys(("reviewer", "reviewers", "pc member"), Role.REVIEWER),
    **dict.fromkeys((*AREA_CHAIRS, "areachair", "metareviewers", "meta reviewers"), Role.AREA_CHAIR),
}


@dataclasses.dataclass(frozen=True, slots=True)
class _Does:
    """What an action of HotCRP does."""

    takes_off: bool = False
    role: Role | None = None
    is_only: bool = False


GIVES = ("review", "assign", "assignreview", "pri", "primary", "primaryreview", "sec", "secondary", "pc", "")
GIVES_TOO = ("secondaryreview", "opt", "optional", "optionalreview", "pcreview", "ext", "external")
TAKES = ("clear", "clearreview", "noreview", "unassign", "unassignreview", "deletereview", "none")
ACTIONS = {
    **dict.fromkeys((*GIVES, *GIVES_TOO, "externalreview"), _Does()),
    **dict.fromkeys(TAKES, _Does(takes_off=True)),
    **dict.fromkeys(("meta", "metareview"), _Does(role=Role.AREA_CHAIR)),
    "lead": _Does(role=Role.AREA_CHAIR, is_only=True),
    **dict.fromkeys(("clearlead", "nolead", "unlead"), _Does(takes_off=True, role=Role.AREA_CHAIR)),
}
LEAVE_OPEN = ("review", "assign", "clearreview", "")  # where a type of review may say more
EVERYBODY = {"all", "any", "#pc", "pc", "#any", "#all", "all pc"}
NOBODY = {"none", "#none"}
RANGE = re.compile(r"#?(\d{1,9})\s*[-–]\s*#?(\d{1,9})", re.ASCII)
MAX_RANGE = 1000


class _BadLine(Exception):  # noqa: N818  what is wrong with a line, for people
    """The line says nothing that can be done."""


def from_table(text: str) -> FileContent:
    """What each row says. Raises `BadAssignmentFile`."""
    try:
        table = text_table(text, short_rows=True)
    except BadTable as error:
        raise BadAssignmentFile(str(error)) from error
    if not is_assignment(table):
        raise BadAssignmentFile(NOTHING)
    keys = [key_of(column) for column in table.columns]
    people = _people_columns(keys)
    if len(table.rows) > MAX_LINES:
        raise BadAssignmentFile(TOO_LONG)
    form = HOTCRP if "action" in keys else OPENREVIEW if "tail" in keys else TABLE
    lines: list[FileLine] = []
    problems = [problem.capitalize() for problem in table.problems]
    for row in table.rows:
        try:
            lines += _lines(row.line, _by_key(row), people)
        except (_BadLine, OtherEdge) as bad:
            problems.append(f"Line {row.line}: {bad}")
        if len(lines) > MAX_LINES:
            raise BadAssignmentFile(TOO_LONG)
    return FileContent(form, lines, problems)


def is_assignment(table: Table) -> bool:
    """Whether its columns name papers and people."""
    keys = {key_of(column) for column in table.columns}
    return bool(keys & set(PAPER)) and bool(_people_columns(sorted(keys)))


def _by_key(row: TableRow) -> dict[str, str]:
    cells: dict[str, str] = {}
    for column, cell in row.cells.items():
        cells.setdefault(key_of(column), cell)
    return cells


def _people_columns(keys: Sequence[str]) -> list[tuple[str, ...]]:
    """The columns that name people: several side by side, each of somebody else, or ways to say who it is."""
    aside = [key for key in keys if SEVERAL.fullmatch(key)]
    one = tuple(key for key in PERSON if key in keys)
    if len(aside) > 1 and not set(one) - set(aside):
        return [(key,) for key in aside]
    return [one] if one else [(key,) for key in aside]


def _lines(at: int, cells: dict[str, str], people: Sequence[tuple[str, ...]]) -> Iterator[FileLine]:
    """The lines of a row, one for each paper and person. Raises _BadLine and OtherEdge."""
    does = _does(cells)
    papers = _papers(next((cells[key] for key in PAPER if cells.get(key)), ""), is_strict="action" in cells)
    named = [(key, cells[key]) for keys in people for key in [_first(cells, keys)] if key]
    if cells.get("first") or cells.get("last"):
        named = named or [("name", f"{cells.get('first', '')} {cells.get('last', '')}".strip())]
    if not named and does.takes_off:
        named = [("", ALL)]  # HotCRP leaves the person out of clearlead
    if not named:
        raise _BadLine("no address of a person.")
    for key, text in named:
        person, takes_off = _person(text, does)
        role = does.role or (Role.AREA_CHAIR if key.rstrip(" 0123456789") in AREA_CHAIRS else None)
        for paper in papers:
            yield FileLine(at, paper, person, takes_off, role, does.is_only and not takes_off)


def _first(cells: dict[str, str], keys: Sequence[str]) -> str:
    return next((key for key in keys if cells.get(key)), "")


def _does(cells: dict[str, str]) -> _Does:
    action = cells.get("action", "").lower()
    does = ACTIONS.get(re.sub(r"[\s_-]", "", action))
    if does is None:
        raise _BadLine(f"the action “{shown(action, 40)}” is not about who reviews.")
    kind = cells.get("reviewtype") or cells.get("review type") or ""
    if kind and action in LEAVE_OPEN and not does.takes_off:
        does = ACTIONS.get(re.sub(r"[\s_-]", "", kind.lower()))
    if does is None:
        raise _BadLine(f"the type of review “{shown(kind, 40)}” is not known.")
    if "declined" in cells.get("state", "").lower():
        raise _BadLine("it was declined, so that nobody has the paper by it.")
    return does if does.role else dataclasses.replace(does, role=_role(cells))


def _role(cells: dict[str, str]) -> Role | None:
    said = cells.get("role", "")
    if not said:
        return role_of(cells.get("invitation", ""))
    if key_of(said) not in PLAIN_ROLES:
        raise _BadLine(f"“{shown(said, 40)}” is neither a reviewer nor an area chair.")
    return PLAIN_ROLES[key_of(said)]


def _papers(text: str, *, is_strict: bool) -> list[int | str]:
    """The papers of a cell: a number, several, a range, or all; an id where the file is not HotCRP's."""
    number = number_of(text)
    if number is not None:
        return [number]
    if text.lower() == ALL:
        return [ALL]
    if found := RANGE.fullmatch(text):
        first, last = int(found[1]), int(found[2])
        if first <= last < first + MAX_RANGE:
            return list(range(first, last + 1))
    parts = [number_of(part) for part in re.split(r"[\s,]+", text)]
    if len(parts) > 1 and all(part is not None for part in parts):
        return [part for part in parts if part is not None]
    word = None if is_strict else id_of(text)
    if word is None:
        raise _BadLine(f"“{shown(text, 40)}” is no number of a paper.")
    return [word]


def _person(text: str, does: _Does) -> tuple[str, bool]:
    """Who it is, and whether they lose the paper: HotCRP gives a paper to “none” to take it from all."""
    person = text.strip().lower()
    if person in NOBODY:
        return ALL, True
    if person in EVERYBODY:
        if not does.takes_off:
            raise _BadLine("a paper is not given to everybody at once.")
        return ALL, True
    if person.startswith(("#", "pc:")):
        raise _BadLine(f"“{shown(text, 40)}” is a tag of HotCRP; nobody here has it.")
    return person, does.takes_off
