from __future__ import annotations

import re

from reviews.bibliography.listed import ABSTRACT_MOST, TITLE_MOST, ListedPaper, Reading, year_in

ENTRY = re.compile(r"@\s*(\w+)\s*[{(]\s*([^,\s]*)\s*,")
FIELD = re.compile(r"(\w+)\s*=\s*")
NO_PAPER = {"comment", "string", "preamble"}
ACCENT = re.compile(r"""\\[`'^"~=.uvHtcdbrk]\s*\{?\s*([A-Za-z])\s*\}?""")


def read_bibtex(text: str) -> Reading:
    """The entries of BibTeX. One without a title is told, not taken."""
    starts = list(ENTRY.finditer(text))
    ends = [match.start() for match in starts[1:]] + [len(text)]
    reading = Reading()
    for match, end in zip(starts, ends, strict=True):
        if match[1].lower() in NO_PAPER:
            continue
        fields = _fields(text[match.end() : end])
        title = _plain(fields.get("title", ""))[:TITLE_MOST]
        if title:
            year = year_in(fields.get("year", "") or fields.get("date", ""))
            reading.papers.append(
                ListedPaper(title, _plain(fields.get("abstract", ""))[:ABSTRACT_MOST], year)
            )
        else:
            reading.problems.append(f"The entry “{match[2] or match[1]}” has no title.")
    return reading


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
