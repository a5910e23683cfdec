"""Which form a file has, and who reads it."""

from __future__ import annotations

from effgenai.ui.text.reading.decoding import BadTable, decode
from effgenai.ui.text.reading.tables import as_text, read_tables
from effgenai.ui.text.reading.workbooks import is_workbook
from reviews.assignment_drafts.interchange.edges import from_json
from reviews.assignment_drafts.interchange.lines import (
    ALL,
    MAX_LINES,
    NOTHING,
    TOO_LONG,
    BadAssignmentFile,
    FileContent,
)
from reviews.assignment_drafts.interchange.tables import from_table, is_assignment
from reviews.assignment_drafts.interchange.xml import from_xml

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


def read_assignments(text: str) -> FileContent:
    """The assignments of a file in any of the forms. Raises `BadAssignmentFile`."""
    text = text.removeprefix("\ufeff")
    readers = {"<": from_xml, "[": from_json, "{": from_json}
    listed = readers.get(text.lstrip()[:1], from_table)(text.strip("\ufeff"))
    if not listed.lines and not listed.problems:
        raise BadAssignmentFile(NOTHING)
    of_all = sum(line.paper == ALL for line in listed.lines)
    if len(listed.lines) > MAX_LINES or of_all > MAX_OF_ALL:
        raise BadAssignmentFile(TOO_LONG)
    return listed
