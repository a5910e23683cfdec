"""The small language of the search boxes above tables of papers.

    reviews:<3 topic:compression spread:>=2 -decision:none "diffusion steps"

A word alone is looked for in the title, and is the number of a paper where it says one ("12", "No. 12");
`key:value` compares a fact of the paper, a minus in front turns it round, and quotation marks hold words
together. Pure: rows tell their facts by name, nothing is asked of a database.
"""

from __future__ import annotations

import dataclasses
import operator
import re
from collections.abc import Callable, Collection
from typing import Protocol

from effgenai.ui.text.numbers import named_number, with_numbers

Fact = float | str | Collection[str] | None


class Searchable(Protocol):
    """A row, by what can be searched for; a mapping is one."""

    def get(self, key: str, /) -> Fact:
        """The fact of this name."""


WORD = re.compile(
    r'(?P<minus>-?)(?:(?P<key>[a-z]+):)?(?:"(?P<quoted>[^"]*)"|(?P<plain>[^\s"]*))', re.IGNORECASE
)
NUMBER = re.compile(r"(?P<sign><=|>=|<|>|=|)(?P<value>\d+(?:\.\d+)?)")
SIGNS: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "": operator.eq,
}
TITLE = "title"
NONE = "none"


class SearchError(ValueError):
    """The search cannot be understood; the message says which part and what would be."""


@dataclasses.dataclass(frozen=True, slots=True)
class Term:
    """One condition. `sign` is empty for texts; a word alone may name the `paper` by its number."""

    key: str
    value: str
    sign: str = ""
    number: float | None = None
    negated: bool = False
    paper: int | None = None

    def matches(self, facts: Searchable) -> bool:
        """True if the facts of a row fulfil the condition."""
        is_named = self.paper is not None and facts.get("number") == self.paper
        return (is_named or self._holds(facts.get(self.key))) != self.negated

    def _holds(self, fact: Fact) -> bool:
        if self.value == NONE and not isinstance(fact, str):
            return not fact
        if isinstance(fact, int | float):
            return self.number is not None and SIGNS[self.sign](fact, self.number)
        if fact is None:
            return False
        texts = [fact] if isinstance(fact, str) else fact
        return any(self.value in text.lower() for text in texts)


@dataclasses.dataclass(frozen=True, slots=True)
class Search:
    """All conditions of a search; a row has to fulfil each."""

    terms: tuple[Term, ...] = ()

    def matches(self, facts: Searchable) -> bool:
        """True if the facts of a row fulfil every condition."""
        for term in self.terms:  # noqa: SIM110 - a generator would double the time, and chips ask of each row
            if not term.matches(facts):
                return False
        return True


def parse_search(text: str, *, numbers: Collection[str], texts: Collection[str]) -> Search:
    """The conditions in `text`. `numbers` and `texts` are the facts that can be asked for.

    Raises SearchError, with a sentence for whoever typed it, where it cannot be understood.
    """
    if text.count('"') % 2:
        raise SearchError("A quotation mark is opened and not closed.")
    found = [match for match in WORD.finditer(_numbered(text)) if match[0].strip()]
    return Search(tuple(_term(match, numbers=numbers, texts=texts) for match in found))


def _numbered(text: str) -> str:
    """The search with "No. 12" as one word, but for what stands in quotation marks."""
    parts = text.split('"')
    return '"'.join(part if quoted % 2 else with_numbers(part) for quoted, part in enumerate(parts))


def _term(match: re.Match[str], *, numbers: Collection[str], texts: Collection[str]) -> Term:
    key = (match["key"] or "").lower()
    value = (match["quoted"] if match["quoted"] is not None else match["plain"]).strip().lower()
    if not key:
        named = None if match["quoted"] is not None else named_number(value)
        return Term(TITLE, value, negated=bool(match["minus"]), paper=named)
    if key not in numbers and key not in texts:
        known = ", ".join(sorted({*numbers, *texts}))
        raise SearchError(f"“{key}:” is not known. You can ask for {known}.")
    if not value:
        raise SearchError(f"Say what to look for after “{key}:”.")
    negated = bool(match["minus"])
    if key in texts or value == NONE:
        return Term(key, value, negated=negated)
    return _number(key, value, negated=negated)


def _number(key: str, value: str, *, negated: bool) -> Term:
    match = NUMBER.fullmatch(value)
    if match is None:
        raise SearchError(f"“{key}:{value}” needs a number, such as {key}:3, {key}:<3 or {key}:>=2.")
    return Term(key, value, match["sign"], float(match["value"]), negated=negated)
