"""How a PDF begins: its title and its abstract, told by their place and the size of their letters."""

from __future__ import annotations

import ctypes
import dataclasses
import math
import re
from collections.abc import Iterator
from itertools import dropwhile, takewhile

import pypdfium2
from pypdfium2 import raw

PAGES = 2
CHARS = 12_000  # of a page
ABSTRACT = re.compile(r"^[^\S\n]*(?:\d\.?\s*)?abstract(?:\s*[.:—–-]\s*|\s*$)", re.IGNORECASE | re.MULTILINE)
# What follows an abstract.
AFTER = re.compile(
    r"^[^\S\n]*(?:(?:[1I]\.?\s*)?introduction\b|key\s?words\b|index terms\b|ccs concepts\b|acm reference\b"
    r"|categories and subject|general terms\b)",
    re.IGNORECASE | re.MULTILINE,
)
MIN_CHARACTERS, MAX_CHARACTERS = 40, 4000
TITLE_LINES = 5
# Letters of a title may differ a little in size: small capitals.
NEARLY = 0.97


@dataclasses.dataclass(frozen=True, slots=True)
class TextLine:
    """A line of text and the size of its largest letters."""

    text: str
    size: float


def title_and_abstract(document: pypdfium2.PdfDocument) -> tuple[str, str]:
    """How a PDF begins, empty where nothing was found. Without the word “abstract” it is the first text."""
    pages = [list(_lines(document[number])) for number in range(min(PAGES, len(document)))]
    first = pages[0] if pages else []
    title = _title(first)
    abstract = _abstract([line for page in pages for line in page], title)
    return " ".join(line.text for line in title), abstract


def _lines(page: pypdfium2.PdfPage) -> Iterator[TextLine]:
    text = page.get_textpage()
    characters, size = "", 0.0
    for place in range(min(text.count_chars(), CHARS)):
        char = chr(raw.FPDFText_GetUnicode(text, place))
        if char in "\r\n":
            yield from _line(characters, size)
            characters, size = "", 0.0
        elif math.isclose(raw.FPDFText_GetCharAngle(text, place) % math.pi, 0, abs_tol=0.1):
            characters += char
            size = max(size, _size(text, place)) if char.isalpha() else size
    yield from _line(characters, size)


def _line(characters: str, size: float) -> Iterator[TextLine]:
    text = " ".join(characters.split())
    if text:
        yield TextLine(text, size)


def _size(text: pypdfium2.PdfTextPage, place: int) -> float:
    matrix = raw.FS_MATRIX()
    scale = 1.0
    if raw.FPDFText_GetMatrix(text, place, ctypes.byref(matrix)):
        scale = math.hypot(matrix.c, matrix.d)
    return float(raw.FPDFText_GetFontSize(text, place)) * scale


def _title(lines: list[TextLine]) -> list[TextLine]:
    """The first lines of the largest letters on the page; where all letters are alike, the first line."""
    words = [line for line in lines if sum(char.isalpha() for char in line.text) > 3]
    largest = max((line.size for line in words), default=0.0) * NEARLY
    first = list(dropwhile(lambda line: line.size < largest, words))
    found = list(takewhile(lambda line: line.size >= largest and not ABSTRACT.match(line.text), first))
    return found if len(found) <= TITLE_LINES else found[:1]


def _abstract(lines: list[TextLine], title: list[TextLine]) -> str:
    text = "\n".join(line.text for line in lines)
    begin = ABSTRACT.search(text)
    after_title = text.find(title[-1].text) + len(title[-1].text) if title else 0
    start = begin.end() if begin else after_title
    end = AFTER.search(text, start + MIN_CHARACTERS)
    return _joined(text[start : end.start() if end else len(text)][:MAX_CHARACTERS])


def _joined(text: str) -> str:
    """Lines as running text; words that were parted at the end of a line in one piece."""
    return " ".join(re.sub(r"(?<=\w)(?:-|\ufffe|\x02)\n?(?=[a-z])", _hyphen, text).split())


def _hyphen(found: re.Match[str]) -> str:
    return found[0] if found[0] == "-" else ""
