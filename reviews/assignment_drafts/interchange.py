"""Assignments as files of other systems: HotCRP's and OpenReview's tables, CMT's XML. No database.

HotCRP's bulk assignment has the columns paper, action, email (its help page "Bulk assignments"). The edges of
OpenReview have head (the paper), tail (the person) and weight (its documentation, "Edges"). CMT imports
`<assignments>` with a `<submission submissionId>` for each paper and in it a `<user email>` for each person
(its help page "Import Assignments").
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Sequence
from xml.etree.ElementTree import Element, ParseError, SubElement, indent, tostring

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from effgenai.ui.text.controls import without_controls
from effgenai.ui.text.numbers import whole
from effgenai.ui.text.reading.decoding import BadTable
from effgenai.ui.text.reading.tables import TableRow, text_table

HOTCRP, OPENREVIEW, CMT, TABLE = "HotCRP", "OpenReview", "CMT", "a table"
FORMS = (HOTCRP, OPENREVIEW, CMT)
MAX_LINES = 20_000
TOO_LONG = f"This file has more than {MAX_LINES:,} lines. Leave out what stands already."
MAX_CHARACTERS = 200_000
PAPER = ("paper", "pid", "paper id", "paper_id", "submission", "number", "head", "id")
PERSON = ("email", "e-mail", "user", "reviewer", "reviewer email", "tail", "mail")
PUTS = {"review", "primary", "primaryreview", "secondary", "secondaryreview", "pcreview", "optionalreview"}
PUTS |= {"metareview", "externalreview", "lead", ""}
TAKES = {"clear", "clearreview", "noreview", "clearlead", "nolead"}
NOTHING = "No assignment was recognised. Tables begin with the columns paper and email; CMT’s files are XML."


class BadAssignmentFile(Exception):  # noqa: N818  what the file is; the message says why
    """The file is none that can be read; the message says why."""


@dataclasses.dataclass(frozen=True, slots=True)
class FileLine:
    """One word of a file: this person gets this paper, or loses it. `at` is its line, or its place in XML."""

    at: int
    paper: int
    email: str
    takes_off: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class FileContent:
    """What a file says, and which of its lines were not understood."""

    form: str
    lines: list[FileLine]
    problems: list[str]


@dataclasses.dataclass(frozen=True, slots=True)
class Pair:
    """A pair to be written."""

    paper: int
    email: str
    is_area_chair: bool = False
    score: float | None = None


def read_assignments(text: str) -> FileContent:
    """The assignments of a file in any of the forms. Raises `BadAssignmentFile`."""
    text = text.removeprefix("\ufeff")
    listed = _from_xml(text.strip()) if text.lstrip().startswith("<") else _from_table(text)
    if not listed.lines and not listed.problems:
        raise BadAssignmentFile(NOTHING)
    return listed


def _from_xml(text: str) -> FileContent:
    if text.count("<") > MAX_CHARACTERS:
        raise BadAssignmentFile("This XML has more entries than any conference has assignments.")
    try:
        root: Element = fromstring(text, forbid_dtd=True)
    except DefusedXmlException as error:
        raise BadAssignmentFile(
            "This is a web page, or XML of another kind: CMT’s files have no document type."
        ) from error
    except (ParseError, ValueError) as error:
        raise BadAssignmentFile("This XML is damaged, so nothing of it was read. Export it again.") from error
    lines: list[FileLine] = []
    problems: list[str] = []
    for place, submission in enumerate(root.iter("submission"), 1):
        paper = _number(submission.get("submissionId", ""))
        for user in submission.iter("user"):
            email = user.get("email", "").strip()
            if paper is None or not email:
                problems.append(f"Submission {place}: no number or no address.")
            else:
                lines.append(FileLine(place, paper, email.lower()))
    if len(lines) > MAX_LINES:
        raise BadAssignmentFile(TOO_LONG)
    return FileContent(CMT, lines, problems)


def _from_table(text: str) -> FileContent:
    try:
        table = text_table(text, short_rows=True)
    except BadTable as error:
        raise BadAssignmentFile(str(error)) from error
    paper, person = _column(table.columns, PAPER), _column(table.columns, PERSON)
    if paper is None or person is None:
        raise BadAssignmentFile(NOTHING)
    if len(table.rows) > MAX_LINES:
        raise BadAssignmentFile(TOO_LONG)
    form = HOTCRP if "action" in table.columns else OPENREVIEW if "tail" in table.columns else TABLE
    found = [_line(row, paper, person) for row in table.rows]
    problems = [problem.capitalize() for problem in table.problems]
    problems += [one for one in found if isinstance(one, str)]
    return FileContent(form, [one for one in found if isinstance(one, FileLine)], problems)


def _line(row: TableRow, paper: str, person: str) -> FileLine | str:
    number, email = _number(row.cells[paper]), row.cells[person].lower()
    does = row.cells.get("action", "").lower()
    if number is None:
        return f"Line {row.line}: “{row.cells[paper][:40]}” is no number of a paper."
    if not email:
        return f"Line {row.line}: no address of a person."
    if does not in PUTS | TAKES:
        return f"Line {row.line}: the action “{does[:40]}” is not about who reviews."
    return FileLine(row.line, number, email, takes_off=does in TAKES)


def _column(columns: Sequence[str], names: Iterable[str]) -> str | None:
    return next((name for name in names if name in columns), None)


def _number(text: str) -> int | None:
    """The number of a paper, also as “#8”, and as spreadsheets write it: 8.0."""
    return whole(text.removesuffix(".0").lstrip("#"))


# --- Writing -------------------------------------------------------------------------------------------


def hotcrp_table(pairs: Iterable[Pair]) -> tuple[list[str], list[list[object]]]:
    """Heading and rows of HotCRP's bulk assignment."""
    rows = [[pair.paper, "lead" if pair.is_area_chair else "review", pair.email] for pair in pairs]
    return ["paper", "action", "email"], [list(row) for row in rows]


def openreview_table(pairs: Iterable[Pair]) -> tuple[list[str], list[list[object]]]:
    """Heading and rows as edges: paper, person, and the fit as weight (1 where it is not known)."""
    rows: list[list[object]] = [
        [pair.paper, pair.email, 1 if pair.score is None else round(pair.score, 4)] for pair in pairs
    ]
    return ["head", "tail", "weight"], rows


def cmt_xml(pairs: Iterable[Pair]) -> str:
    """The file of CMT's bulk import."""
    of_paper: dict[int, list[str]] = defaultdict(list)
    for pair in pairs:
        of_paper[pair.paper].append(without_controls(pair.email))
    root = Element("assignments")
    for paper, people in sorted(of_paper.items()):
        submission = SubElement(root, "submission", submissionId=str(paper))
        for email in people:
            SubElement(submission, "user", email=email)
    indent(root)
    return tostring(root, encoding="unicode", xml_declaration=True) + "\n"
