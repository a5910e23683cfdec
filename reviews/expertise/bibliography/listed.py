from __future__ import annotations

import dataclasses
import html
import re
import unicodedata
from typing import Self

MAX_TITLE, MAX_ABSTRACT = 300, 6000
YEAR = re.compile(r"\b(19|20)\d\d\b")
TAG = re.compile(r"</?[a-zA-Z][^<>]{0,60}>")


class BadSource(Exception):  # noqa: N818 - it is an answer to the person who imports, not a fault
    """Nothing can be read from this; the text says why and what to do."""


@dataclasses.dataclass(frozen=True, slots=True)
class ListedPaper:
    """A paper someone wrote, as far as the list tells."""

    title: str
    abstract: str = ""
    year: int | None = None


@dataclasses.dataclass(slots=True)
class Reading:
    """What was understood of a source, and of what else nothing could be made, with the reasons."""

    papers: list[ListedPaper] = dataclasses.field(default_factory=list)
    problems: list[str] = dataclasses.field(default_factory=list)

    def __iadd__(self, other: Reading) -> Self:
        self.papers += other.papers
        self.problems += other.problems
        return self

    def once(self) -> Reading:
        """Each paper once; of several copies the first that has an abstract."""
        unique: dict[str, ListedPaper] = {}
        for paper in self.papers:
            known = unique.get(same_title(paper.title))
            if known is None or (paper.abstract and not known.abstract):
                unique[same_title(paper.title)] = paper
        return Reading(list(unique.values()), list(dict.fromkeys(self.problems)))


def same_title(title: str) -> str:
    """What titles of one paper have in common wherever they are listed: letters and digits."""
    plain = unicodedata.normalize("NFKD", title).casefold()
    return "".join(char for char in plain if char.isalnum()) or title.casefold()


def listed_paper(title: object, abstract: object = "", year: object = None) -> ListedPaper | None:
    """A paper from what an export says of it; None if it has no title."""
    plain = one_line(title).removesuffix(".")[:MAX_TITLE]
    if not any(char.isalpha() for char in plain):
        return None
    return ListedPaper(plain, one_line(abstract)[:MAX_ABSTRACT], year_in(year))


def one_line(value: object) -> str:
    """A text without markup, signs that nobody sees, and breaks."""
    text = html.unescape(TAG.sub("", value)) if isinstance(value, str) else ""
    return " ".join("".join(char for char in text if char.isprintable() or char.isspace()).split())


def year_in(value: object) -> int | None:
    """The year that a date names."""
    match = YEAR.search(str(value)) if isinstance(value, str | int) else None
    return int(match[0]) if match else None
