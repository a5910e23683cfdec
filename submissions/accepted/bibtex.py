"""BibTeX of accepted papers: names and titles as BibTeX reads them, keys that stay."""

from __future__ import annotations

import dataclasses
import itertools
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from urllib.parse import quote

from effgenai.ui.text.controls import without_controls
from effgenai.ui.text.markdown import formula_html
from submissions.accepted.latex import escape, escape_name, in_braces, symbols_as_commands
from submissions.authors.names import first_word, slug, split_name

# What the page takes for a formula: no space inside the signs, no digit beside them.
_FORMULA = re.compile(r"(?<![\\\d$])\$(?![\s$])((?:\\.|[^$\\])+?)(?<!\s)\$(?![\d$])")
# Ends a line for LaTeX, or writes a sign by its number.
_BREAKS_OUT = re.compile(r"(?<!\\)[%#]|\^\^")
# Bodies that write papers; a name with "and" in it would be two.
_IS_CORPORATE = re.compile(
    r"\band\b|\b(?:association|centre|center|collaboration|committee|consortium|corporation|council|foundation|group"
    r"|inc|institute?|laborator(?:y|ies)|labs?|ltd|organi[sz]ation|project|research|society|team|university)\b",
    re.IGNORECASE,
)
_DOI = re.compile(r"https://(?:dx\.)?doi\.org/(10\..+)")
_ARXIV = re.compile(r"https://arxiv\.org/abs/(\d{4}\.\d{4,5})(?:v\d+)?")


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """What a reference to a paper says. `preprint` is the address of a DOI or preprint."""

    key: str
    title: str
    authors: Sequence[str]
    booktitle: str
    year: int
    url: str
    pdf: str = ""
    preprint: str = ""
    place: str = ""


def key_of(family: str, year: int, title: str) -> str:
    """Family name, year and first word: nwosu2026skipping."""
    return f"{slug(family).replace('-', '') or 'paper'}{year}{first_word(title)}"


def keys_of(papers: Iterable[tuple[int, str, str]], year: int) -> dict[int, str]:
    """The key of each paper (number, first author, title); those that would share one get their number.

    A key depends on nothing but the paper and its namesakes, so it stays when others come or go.
    """
    plain_keys = {number: key_of(split_name(author).family, year, title) for number, author, title in papers}
    often = Counter(plain_keys.values())
    return {number: key if often[key] == 1 else f"{key}-{number}" for number, key in plain_keys.items()}


def bibtex(entry: Entry) -> str:
    """The entry as BibTeX, ending in a line break; `preamble_for` what a file of them begins with."""
    fields = [(name, value) for name, value in _fields(entry) if value]
    width = max(len(name) for name, _ in fields)
    lines = [f"  {name:<{width}} = {{{value}}}," for name, value in fields]
    return "\n".join([f"@inproceedings{{{entry.key},", *lines, "}", ""])


def _fields(entry: Entry) -> list[tuple[str, str]]:
    return [
        ("title", f"{{{escape_title(entry.title)}}}"),
        ("author", " and ".join(author(name) for name in entry.authors)),
        ("booktitle", escape_title(entry.booktitle)),
        ("year", str(entry.year)),
        ("address", escape(entry.place)),
        *_identifiers(entry.preprint),
        ("url", address(entry.url)),
        ("pdf", address(entry.pdf)),
    ]


def _identifiers(preprint: str) -> list[tuple[str, str]]:
    doi, arxiv = _DOI.fullmatch(preprint), _ARXIV.fullmatch(preprint)
    if doi:
        return [("doi", address(doi[1]))]
    return [("eprint", arxiv[1]), ("archiveprefix", "arXiv")] if arxiv else []


def author(name: str) -> str:
    """A name as BibTeX reads it: "Family, Given". What it would misread stands in braces."""
    parts = split_name(name)
    whole = " ".join(name.split())
    if (not parts.given and not parts.suffix) or _IS_CORPORATE.search(whole):
        return in_braces(whole)
    given, suffix = escape_name(parts.given), escape_name(parts.suffix)
    return ", ".join(part for part in (_family(parts.family), suffix, given) if part)


def _family(family: str) -> str:
    """A family name; "e" or "y" inside one would make all before it a particle for BibTeX."""
    words = family.split()
    particles = list(itertools.takewhile(lambda word: word[0].islower(), words[:-1]))
    rest = words[len(particles) :]
    is_split = any(word[0].islower() for word in rest[:-1])
    written = in_braces(" ".join(rest)) if is_split else escape_name(" ".join(rest))
    return " ".join([*map(escape_name, particles), written])


def escape_title(title: str) -> str:
    """A title with its formulas kept; dollar signs that make none are escaped."""
    title = " ".join(without_controls(title).split())
    out, position = [], 0
    for formula in _FORMULA.finditer(title):
        written = symbols_as_commands(formula[0])
        if written.isascii() and _may_stay(formula[1]):
            out += [_between(title[position : formula.start()]), written]
            position = formula.end()
    return "".join([*out, _between(title[position:])])


def _between(text: str) -> str:
    r"""Text between formulas, with the spaces at its ends; `\$` is a dollar sign in it."""
    start, end = (" " * text[::step].startswith(" ") for step in (1, -1))
    return start + escape(text.replace(r"\$", "$")) + (end if text.strip() else "")


def _may_stay(formula: str) -> bool:
    """Whether LaTeX reads a formula without harm: one that the page can show, whose braces balance.

    A command that the page does not know could read a file of whoever cites the paper, or run for ever.
    """
    shown = formula_html(formula)
    if _BREAKS_OUT.search(formula) or "\\" in shown or "math-error" in shown:
        return False
    depth = 0
    for sign in formula:
        depth += (sign == "{") - (sign == "}")
        if depth < 0:
            return False
    return depth == 0


def address(url: str) -> str:
    """An address as the package url takes it: nothing escaped but what would unbalance the entry."""
    return quote(url, safe="%/:?#[]@!$&'()*+,;=~-._")
