"""Conditions in the text of a search, such as `tag:word` and `-flag:"two words"`."""

from __future__ import annotations

import dataclasses
import functools
import re


@dataclasses.dataclass(frozen=True, slots=True)
class SearchTerm:
    """A condition: its word in small letters, and whether a minus stands in front."""

    word: str
    is_negated: bool


def split_terms(text: str, name: str) -> tuple[str, list[SearchTerm]]:
    """What is searched for beside the conditions `name:word`, and these."""
    pattern = _pattern(name)
    terms = [
        SearchTerm((match["quoted"] or match["plain"] or "").lower(), bool(match["minus"]))
        for match in pattern.finditer(text)
    ]
    return " ".join(pattern.sub(" ", text).split()) if terms else text, terms


@functools.cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(
        rf'(?<!\S)(?P<minus>-?){name}:(?:"(?P<quoted>[^"]+)"|(?P<plain>[^\s"]+))', re.IGNORECASE
    )
