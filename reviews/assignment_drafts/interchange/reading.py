"""Which form a file has, and who reads it."""

from __future__ import annotations

from effgenai.ui.text.reading.decoding import BadTable, decode
from effgenai.ui.text.reading.tables import as_text, read_tables
from effgenai.ui.text.reading.workbooks import is_workbook
from reviews.assignment_drafts.interchange.edges import from_json
from reviews.assignment_drafts.interchange.lines import (
    ALL,
    HOTCRP,
    MAX_LINES,
    NOTHING,
    TOO_LONG,
    BadAssignmentFile,
    FileContent,
)
from reviews.assignment_drafts.interchange.tables import from_table, is_assignment
from reviews.assignment_drafts.interchange.xml import from_xml
from submissions.imports.hotcrp import is_site, site_assignments
from submissions.imports.imported import BadImport
from submissions.imports.systems import loaded_json

MAX_OF_ALL = 100  # each stands for as many lines as there are papers


def file_text(content: bytes) -> str:
    """The text of a file; of a workbook the first sheet that names papers and people.

    Raises `BadAssignmentFile` with why it cannot be read.
    """
    try:
        if not is_workbook(content):
            return decode(content).text
        sheets = read_tables(content)
    except BadTable as error:
        raise BadAssignmentFile(str(error)) from error
    return as_text(next(filter(is_assignment, sheets), sheets[0])) if sheets else ""


def _from_object(text: str) -> FileContent:
    """The tables that the JSON of a whole HotCRP site holds, or edges of OpenReview."""
    try:
        content = loaded_json(text)
    except BadImport as bad:
        raise BadAssignmentFile(str(bad)) from bad
    if not is_site(content):
        return from_json(text)
    tables = [from_table(table) for table in site_assignments(content)]
    lines = [line for table in tables for line in table.lines]
    return FileContent(HOTCRP, lines, [problem for table in tables for problem in table.problems])


def read_assignments(text: str) -> FileContent:
    """The assignments of a file in any of the forms. Raises `BadAssignmentFile`."""
    text = text.removeprefix("\ufeff")
    readers = {"<": from_xml, "[": from_json, "{": _from_object}
    listed = readers.get(text.lstrip()[:1], from_table)(text.strip("\ufeff"))
    if not listed.lines and not listed.problems:
        raise BadAssignmentFile(NOTHING)
    of_all = sum(line.paper == ALL for line in listed.lines)
    if len(listed.lines) > MAX_LINES or of_all > MAX_OF_ALL:
        raise BadAssignmentFile(TOO_LONG)
    return listed
