"""BibTeX of accepted papers: braces that balance, letters as they are written, keys that stay."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from urllib.parse import quote

from effgenai.ui.text.controls import without_controls
from submissions.authors.names import first_word, slug, split_name

# Braces would have to balance even behind a backslash, so they have names here.
_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "&%$#_"},
}
# What the page takes for a formula: no space inside the signs, no digit beside them.
_FORMULA = re.compile(r"(?<![\\\d$])\$(?![\s$])((?:\\.|[^$\\])+?)(?<!\s)\$(?![\d$])")
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
    """The entry as BibTeX, ending in a line break."""
    fields = [(name, value) for name, value in _fields(entry) if value]
    width = max(len(name) for name, _ in fields)
    lines = [f"  {name:<{width}} = {{{value}}}," for name, value in fields]
    return "\n".join([f"@inproceedings{{{entry.key},", *lines, "}", ""])


def _fields(entry: Entry) -> list[tuple[str, str]]:
    return [
        ("title", f"{{{escape_title(entry.title)}}}"),
        ("author", " and ".join(author(name) for name in entry.authors)),
        ("booktitle", escape(entry.booktitle)),
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
    family, given, suffix = (escape(part) for part in (parts.family, parts.given, parts.suffix))
    if (not given and not suffix) or re.search(r"\band\b", name, re.IGNORECASE):
        return f"{{{escape(' '.join(name.split()))}}}"
    return ", ".join(part for part in (family, suffix, given) if part)


def escape(text: str) -> str:
    """Text in which nothing means anything to LaTeX; letters of any script stay."""
    return "".join(_SPECIAL.get(sign, sign) for sign in " ".join(without_controls(text).split()))


def escape_title(title: str) -> str:
    """A title with its formulas kept; dollar signs that make none are escaped."""
    title = " ".join(without_controls(title).split())
    out, position = [], 0
    for formula in _FORMULA.finditer(title):
        if _may_stay(formula[1]):
            out += [_text(title[position : formula.start()]), formula[0]]
            position = formula.end()
    return "".join([*out, _text(title[position:])])


def _text(text: str) -> str:
    r"""Text of a title, in which `\$` is a dollar sign."""
    return "".join(_SPECIAL.get(sign, sign) for sign in text.replace(r"\$", "$"))


def _may_stay(formula: str) -> bool:
    """Whether the braces of a formula balance and nothing in it would end the line for LaTeX."""
    if re.search(r"(?<!\\)[%#]", formula):
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
