"""What a pasted text or an uploaded file is, told by its content and never by its name."""

from __future__ import annotations

import re

from effgenai.files.pdf import BadUpload, opening_of
from effgenai.ui.text.controls import without_controls
from reviews.expertise.bibliography.bibtex import is_bibtex, read_bibtex
from reviews.expertise.bibliography.dblp import read_dblp
from reviews.expertise.bibliography.exports import read_json
from reviews.expertise.bibliography.lines import read_lines
from reviews.expertise.bibliography.listed import BadSource, ListedPaper, Reading, listed_paper

MAX_PAPERS = 500
SOURCES = "PDFs; exports of ORCID, DBLP or OpenReview; BibTeX; or one title a line"
JSON = re.compile(r"\{\s*[\"}]|\[\s*[\[{\]]")


def parse_papers(text: str) -> list[ListedPaper]:
    """The papers of a pasted list, each title once; what cannot be understood is passed over."""
    try:
        return read_text(text).papers
    except BadSource:
        return []


def read_text(text: str) -> Reading:
    """The papers of a text in any of the forms known here. Raises BadSource where nothing can be read."""
    reading = _read(text).once()
    if len(reading.papers) > MAX_PAPERS:
        reading.problems.append(f"Only the first {MAX_PAPERS} of {len(reading.papers)} papers were taken.")
        reading.papers = reading.papers[:MAX_PAPERS]
    return reading


def read_file(content: bytes) -> Reading:
    """The same for a file. A PDF is one paper.

    Raises BadSource, with what to do instead, for a file that cannot be read.
    """
    if not content.strip():
        raise BadSource("The file is empty.")
    if b"%PDF-" in content[:1024]:
        return Reading([_paper_of_pdf(content)])
    return read_text(_text_of(content))


def _read(text: str) -> Reading:
    start = without_controls(text).lstrip("\ufeff \t\r\n")
    if JSON.match(start):
        return read_json(start)
    if start.startswith("<"):
        return read_dblp(start)
    return read_bibtex(start) if is_bibtex(start) else read_lines(start)


def _text_of(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    if b"\0" in content[:4096] or content.startswith((b"PK", b"\x1f\x8b")):
        raise BadSource("This is neither a text nor a PDF. Unpack archives; save documents as PDF.")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _paper_of_pdf(content: bytes) -> ListedPaper:
    try:
        opening = opening_of(content)
    except BadUpload as error:
        raise BadSource(str(error)) from error
    paper = listed_paper(opening.title, opening.abstract)
    if paper is None:
        raise BadSource("This PDF has pictures of pages, but no text. Add the paper by hand.")
    return paper
