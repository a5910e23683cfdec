"""BibTeX, as people export or write it. The parser takes entries apart; what values say is worked out here.

Every step looks at each letter a bounded number of times: strings that name strings cannot grow without end.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping

from bibtexparser.entrypoint import parse_string
from bibtexparser.library import Library
from bibtexparser.model import Block, Entry, ParsingFailedBlock

from reviews.expertise.bibliography.listed import MAX_ABSTRACT, MAX_TITLE, ListedPaper, Reading, year_in
from reviews.expertise.bibliography.tex import plain_tex

_BEGINNING = re.compile(r"@[ \t]*\w+\s*[{(]")
_LINE_OF_BIBTEX = re.compile(rf"^[ \t]*{_BEGINNING.pattern}", re.MULTILINE)
_JOIN = re.compile(r"\s*#\s*")
_NAME = re.compile(r"[^\s#,{}\"]+")
_CLOSED_BY = {"{": "}", '"': '"'}
_READ = ("title", "abstract", "year", "date", "crossref")
MAX_ENTRIES = 2_000
MAX_STRINGS = 500
# The longest value is an abstract; commands of TeX take more letters than they make.
LONGEST = 3 * MAX_ABSTRACT

# What it cannot read, it tells line by line in the log; we tell the person who asked.
logging.getLogger("bibtexparser").setLevel(logging.ERROR)


def is_bibtex(text: str) -> bool:
    """Whether a line of the text begins an entry."""
    return _LINE_OF_BIBTEX.search(text) is not None


def read_bibtex(text: str) -> Reading:
    """The entries of BibTeX. One that breaks off or is without a title is told, not taken.

    What others refer to by `crossref`, their proceedings or book, lends them its fields and is no paper.
    """
    reading = Reading()
    library = parse_string(_first_entries(text, reading), parse_stack=[])
    strings = _strings(library)
    lent = _lent_fields(library, strings)
    for block in library.blocks:
        entry = _entry(block)
        if entry is not None:
            if entry.key.lower() not in lent:
                _read_entry(entry, lent, strings, reading)
        elif isinstance(block, ParsingFailedBlock) and _BEGINNING.match(block.raw or ""):
            beginning = " ".join((block.raw or "")[:40].split())
            reading.problems.append(f"The entry “{beginning}…” breaks off: one of its braces is not closed.")
    return reading


def _first_entries(text: str, reading: Reading) -> str:
    """As much of the text as holds the entries that are read, and a word about the rest."""
    for number, beginning in enumerate(_BEGINNING.finditer(text)):
        if number == MAX_ENTRIES:
            reading.problems.append(
                f"Only the first {MAX_ENTRIES:,} entries were read. Choose a file of your own papers alone."
            )
            return text[: beginning.start()]
    return text


def _entry(block: Block) -> Entry | None:
    """The entry that the block is; one whose key came before is an entry all the same."""
    inner = block.ignore_error_block if isinstance(block, ParsingFailedBlock) else block
    return inner if isinstance(inner, Entry) else None


def _lent_fields(library: Library, strings: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """The fields of each entry that others refer to, by its key."""
    entries = [entry for entry in map(_entry, library.blocks) if entry is not None]
    fields = {entry.key.lower(): _said(entry, strings) for entry in reversed(entries)}
    wanted = {said["crossref"].strip().lower() for said in fields.values() if "crossref" in said}
    return {key: said for key, said in fields.items() if key in wanted}


def _said(entry: Entry, strings: Mapping[str, str]) -> dict[str, str]:
    """What the fields say that are read; of two with one name the first."""
    written: dict[str, str] = {}
    for field in entry.fields:
        written.setdefault(field.key.lower(), str(field.value))
    return {name: _value(written[name], strings) for name in _READ if name in written}


def _read_entry(
    entry: Entry, lent: Mapping[str, Mapping[str, str]], strings: Mapping[str, str], reading: Reading
) -> None:
    own = _said(entry, strings)
    said = {**lent.get(own.get("crossref", "").strip().lower(), {}), **own}
    title = plain_tex(said.get("title", ""))[:MAX_TITLE]
    if not title:
        reading.problems.append(f"The entry “{entry.key or entry.entry_type}” has no title.")
        return
    abstract = plain_tex(said.get("abstract", ""))[:MAX_ABSTRACT]
    year = year_in(said.get("year", "")) or year_in(said.get("date", ""))
    reading.papers.append(ListedPaper(title, abstract, year))


def _strings(library: Library) -> dict[str, str]:
    """What each @string stands for; it may name those before it."""
    known: dict[str, str] = {}
    for string in library.strings[:MAX_STRINGS]:
        known[string.key.lower()] = _value(str(string.value), known)
    return known


def _value(written: str, strings: Mapping[str, str]) -> str:
    """What a value says: `"a" # {b} # name` is its parts, one after the other."""
    said = ""
    for part in _parts(written[:LONGEST]):
        said += part[1:-1] if part[:1] in _CLOSED_BY else strings.get(part.lower(), part)
        if len(said) >= LONGEST:
            break
    return said[:LONGEST]


def _parts(written: str) -> Iterator[str]:
    """The parts of a value with their braces or quotation marks; what is not joined to them is left out."""
    place = 0
    while True:
        end = _end_of_part(written, place)
        yield written[place:end]
        sign = _JOIN.match(written, end)
        if sign is None:
            return
        place = sign.end()


def _end_of_part(written: str, start: int) -> int:
    closing, depth = _CLOSED_BY.get(written[start : start + 1]), 0
    if closing is None:
        name = _NAME.match(written, start)
        return name.end() if name else start
    for place in range(start + 1, len(written)):
        sign = written[place]
        if sign == closing and depth == 0:
            return place + 1
        depth += (sign == "{") - (sign == "}")
    return len(written)
