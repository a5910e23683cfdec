from __future__ import annotations

from xml.etree import ElementTree as ET

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from reviews.expertise.bibliography.listed import BadSource, Reading, listed_paper

MAX_CHARACTERS = 200_000
NOT_YOURS = "This is a web page or a whole database. Export your own list of papers."
KINDS = frozenset(
    ["article", "inproceedings", "proceedings", "book", "incollection", "phdthesis", "mastersthesis", "data"]
)
# Volumes that a person edited say little of what they know.
NOT_WRITTEN = frozenset(["proceedings"])


def read_dblp(text: str) -> Reading:
    """The papers of a person's page of DBLP in XML. Raises BadSource if it is something else."""
    root = _root(text)
    entries = [entry for entry in root.iter() if entry.tag in KINDS]
    if not entries:
        raise BadSource(
            "This is XML, but no list of papers of DBLP. On your page there choose “export”: XML or BibTeX."
        )
    reading = Reading()
    for entry in entries:
        title = entry.find("title")
        words = "".join(title.itertext()) if title is not None else ""
        paper = listed_paper(words, "", entry.findtext("year"))
        if paper is None:
            reading.problems.append(f"“{entry.get('key', 'An entry')}” has no title.")
        elif entry.tag not in NOT_WRITTEN:
            reading.papers.append(paper)
    return reading


def _root(text: str) -> ET.Element:
    if text.count("<") > MAX_CHARACTERS:
        raise BadSource(NOT_YOURS)
    try:
        root: ET.Element = fromstring(text, forbid_dtd=True)
    except DefusedXmlException as error:
        raise BadSource(NOT_YOURS) from error
    except (ET.ParseError, ValueError) as error:
        raise BadSource(
            f"This begins like XML, but breaks off or is damaged ({error}). Export it again."
        ) from error
    return root
