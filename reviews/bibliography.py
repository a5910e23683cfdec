"""Lists of papers as people paste them: BibTeX, or one title a line."""

from __future__ import annotations

import dataclasses
import re

ENTRY = re.compile(r"@\s*(\w+)\s*[{(]\s*[^,\s]*\s*,")
FIELD = re.compile(r"(\w+)\s*=\s*")
NUMBERING = re.compile(r"^\s*(?:[-*•–]|\[?\d{1,3}[.)\]])\s+")
YEAR = re.compile(r"\b(19|20)\d\d\b")
NO_PAPER = {"comment", "string", "preamble"}
ACCENT = re.compile(r"""\\[`'^"~=.uvHtcdbrk]\s*\{?\s*([A-Za-z])\s*\}?""")
MOST = 500


@dataclasses.dataclass(frozen=True, slots=True)
class ListedPaper:
    """A paper someone wrote, as far as the list tells."""

    title: str
    abstract: str = ""
    year: int | None = None


def parse_papers(text: str) -> list[ListedPaper]:
    """The papers of a pasted list, each title once; entries of BibTeX without a title are passed over."""
    listed = _bibtex(text) if ENTRY.search(text) else _lines(text)
    unique: dict[str, ListedPaper] = {}
    for paper in listed:
        unique.setdefault(paper.title.lower(), paper)
    return list(unique.values())[:MOST]


def _lines(text: str) -> list[ListedPaper]:
    titles = (" ".join(NUMBERING.sub("", line).split()) for line in text.splitlines())
    return [ListedPaper(title[:300]) for title in titles if any(char.isalpha() for char in title)]


def _bibtex(text: str) -> list[ListedPaper]:
    starts = list(ENTRY.finditer(text))
    ends = [match.start() for match in starts[1:]] + [len(text)]
    papers = []
    for match, end in zip(starts, ends, strict=True):
        fields = _fields(text[match.end() : end])
        title = _plain(fields.get("title", ""))
        if title and match[1].lower() not in NO_PAPER:
            papers.append(ListedPaper(title[:300], _plain(fields.get("abstract", "")), _year(fields)))
    return papers


def _fields(body: str) -> dict[str, str]:
    found: dict[str, str] = {}
    place = 0
    while match := FIELD.search(body, place):
        value, place = _value(body, match.end())
        found.setdefault(match[1].lower(), value)
    return found


def _value(body: str, start: int) -> tuple[str, int]:
    """The value that begins here and where it ends: in braces, in quotation marks, or bare."""
    if start < len(body) and body[start] in '{"':
        return _delimited(body, start, "}" if body[start] == "{" else '"')
    end = re.compile(r"[,}\n]|$").search(body, start)
    stop = end.start() if end else len(body)
    return body[start:stop], stop


def _delimited(body: str, start: int, closing: str) -> tuple[str, int]:
    depth = 0
    for place in range(start + 1, len(body)):
        char = body[place]
        if char == closing and depth == 0:
            return body[start + 1 : place], place + 1
        depth += (char == "{") - (char == "}")
    return body[start + 1 :], len(body)


def _plain(value: str) -> str:
    """Text without the braces and commands of TeX; formulas between dollars stay as they are."""
    parts = re.split(r"(\$[^$]*\$)", value)
    plain = [part if part.startswith("$") else _without_tex(part) for part in parts]
    return " ".join("".join(plain).split())


def _without_tex(part: str) -> str:
    part = ACCENT.sub(r"\1", part)
    part = re.sub(r"\\([&%_#$])", r"\1", part)
    part = re.sub(r"\\[A-Za-z]+\s*", "", part)
    return part.replace("{", "").replace("}", "").replace("~", " ")


def _year(fields: dict[str, str]) -> int | None:
    match = YEAR.search(fields.get("year", "") or fields.get("date", ""))
    return int(match[0]) if match else None
