"""Who is in conflict with which paper: HotCRP's and EasyChair's lists, CMT's XML, edges of OpenReview."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from effgenai.ui.text.reading.workbooks import is_workbook
from reviews.assignment_drafts.interchange.lines import BadAssignmentFile
from reviews.assignment_drafts.interchange.reading import file_text
from reviews.assignment_drafts.interchange.xml import from_xml
from reviews.imports.files.rows import FileRow, Forms, listed, read_rows
from submissions.imports.authors import name_of
from submissions.imports.hotcrp import is_site, number_of_paper
from submissions.imports.imported import BadImport
from submissions.imports.keys import NUMBER, Names, Understanding, knows
from submissions.imports.values import BadValue, Row, line_of, shown

ROW: Names = {
    "number": (*NUMBER, "submission", "submission id", "head"),
    "forum": ("forum",),
    "title": ("title", "paper title", "submission title"),
    "email": ("email", "e mail", "user", "member email", "reviewer email", "tail"),
    "name": ("name", "member name", "reviewer name", "reviewer", "member"),
    "given": ("first", "first name", "given name"),
    "family": ("last", "last name", "family name"),
    "kind": ("conflict", "conflicttype", "conflict type", "reason", "relationship", "label"),
    "standing": ("standing",),
    "action": ("action",),
    "invitation": ("invitation",),
}
NONE = {"none", "no", "false", "0"}
ACTIONS = {"", "conflict"}
# Of our own overview: what does not bind there does not bind here.
NOT_BINDING = {"potential", "dismissed"}


@dataclasses.dataclass(frozen=True, slots=True)
class ImportedConflict:
    """A conflict as the file names it: a number or id, an address, a profile or a name, and why."""

    place: str
    paper: str
    person: str
    reason: str


@dataclasses.dataclass(frozen=True, slots=True)
class ConflictFile:
    """The conflicts of files, and how these were read; `problems` are rows that are left out."""

    conflicts: list[ImportedConflict]
    forms: tuple[str, ...]
    problems: list[str]
    left_out: Counter[str]
    taken: dict[str, str]


def read_conflicts(*contents: bytes, **reading: Any) -> ConflictFile:
    """The conflicts that files name. Raises BadImport where a file cannot be read."""
    if (
        len(contents) == 1
        and contents[0].lstrip(b"\xef\xbb\xbf \r\n")[:1] == b"<"
        and not is_workbook(contents[0])
    ):
        return _of_xml(contents[0])
    forms = Forms(listed=lambda content: listed(content["papers"] if is_site(content) else content))
    rows = read_rows(*contents, wanted=_names_pairs, forms=forms, **reading)
    understanding = Understanding()
    understanding.left_out.update(rows.left_out)
    problems = list(rows.problems)
    found: list[ImportedConflict] = []
    for row in (each for one in rows.rows for each in _pairs_in(one)):
        try:
            found += _conflict(row.place, understanding.row(row.cells, ROW))
        except BadValue as bad:
            problems.append(f"{row.place}: {bad}")
    return ConflictFile(found, rows.forms, problems, understanding.left_out, understanding.taken)


def _is_xml(content: bytes) -> bool:
    return content.lstrip(b"\xef\xbb\xbf \r\n").startswith(b"<") and not is_workbook(content)


def _of_xml(content: bytes) -> ConflictFile:
    try:
        listed = from_xml(file_text(content))
    except BadAssignmentFile as bad:
        raise BadImport([str(bad)]) from bad
    found = [
        ImportedConflict(f"submission {line.at}", str(line.paper), line.email, "") for line in listed.lines
    ]
    if not found:
        raise BadImport(["No submission in this XML names a user."])
    return ConflictFile(found, ("XML of CMT",), listed.problems, Counter(), {})


def _names_pairs(columns: set[str]) -> bool:
    there = knows(columns, ROW)
    return bool(there & {"number", "forum"}) and bool(there & {"email", "name", "given", "family"})


def _pairs_in(row: FileRow) -> Iterator[FileRow]:
    """The row, or a row for each whom a paper of HotCRP's JSON names as its `pc_conflicts`."""
    named = row.cells.get("pc_conflicts")
    if named is None:
        if not isinstance(row.cells.get("authors"), list | dict):  # a paper without conflicts names none
            yield row
        return
    pairs = named.items() if isinstance(named, Mapping) else [(one, "") for one in _list(named)]
    for email, kind in pairs:
        yield FileRow(row.place, {"paper": number_of_paper(row.cells), "email": email, "conflict": kind})


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _conflict(place: str, said: Row) -> list[ImportedConflict]:
    """The conflict of a row; none where the row says that there is none. Raises BadValue."""
    kind = said.get("kind")
    standing = str(said.get("standing") or "").strip().lower()
    if standing in NOT_BINDING or (kind is not None and str(kind).strip().lower() in NONE):
        return []
    action, invitation = str(said.get("action") or "").lower(), str(said.get("invitation") or "")
    if action not in ACTIONS:
        raise BadValue(f"the action “{shown(action, 40)}” names no conflict.")
    if invitation and not invitation.lower().endswith("conflict"):
        raise BadValue(f"“{shown(invitation)}” is no conflict.")
    paper = str(said.get("number") or said.get("forum") or "").strip().lstrip("#").removesuffix(".0")
    person = str(said.get("email") or "").strip() or name_of(said)
    if not paper or not person:
        raise BadValue("it lacks a paper or a person.")
    reason = "" if kind in (None, True) else line_of({"reason": str(kind)}, "reason", 100)
    return [ImportedConflict(place, paper, person, reason)]
