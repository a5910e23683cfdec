"""CMT's XML: a `submission` for each paper, in it a `user` for each person, in any namespace."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from reviews.assignment_drafts.interchange.lines import (
    CMT,
    BadAssignmentFile,
    FileContent,
    FileLine,
    number_of,
)

MAX_ENTRIES = 200_000
PAPER = ("submissionid", "paperid", "id")
PERSON = ("email", "useremail")
TOO_MANY = "This XML has more entries than any conference has assignments."
OTHER_KIND = "This is a web page, or XML of another kind: CMT’s files have no document type."
DAMAGED = "This XML is damaged, so nothing of it was read. Export it again."


def from_xml(text: str) -> FileContent:
    """The people of each paper. Raises `BadAssignmentFile`."""
    if text.count("<") > MAX_ENTRIES:
        raise BadAssignmentFile(TOO_MANY)
    try:
        root: Element = fromstring(text.strip(), forbid_dtd=True)
    except DefusedXmlException as error:
        raise BadAssignmentFile(OTHER_KIND) from error
    except (ParseError, ValueError) as error:
        raise BadAssignmentFile(DAMAGED) from error
    lines: list[FileLine] = []
    problems: list[str] = []
    for place, submission in enumerate(_named(root, "submission"), 1):
        paper = number_of(_said(submission, PAPER))
        for user in _named(submission, "user"):
            email = _said(user, PERSON) or (user.text or "").strip()
            if paper is None or not email:
                problems.append(f"Submission {place}: no number or no address.")
            else:
                lines.append(FileLine(place, paper, email.lower()))
    return FileContent(CMT, lines, problems, "Submission")


def _named(element: Element, name: str) -> Iterator[Element]:
    """The elements of this name, whatever their namespace."""
    return (one for one in element.iter() if isinstance(one.tag, str) and _plain(one.tag) == name)


def _said(element: Element, names: tuple[str, ...]) -> str:
    said = {_plain(name): value.strip() for name, value in element.attrib.items()}
    return next((said[name] for name in names if said.get(name)), "")


def _plain(name: str) -> str:
    return name.rpartition("}")[2].lower()
