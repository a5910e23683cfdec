"""What may be a tag."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence

from submissions.core.terms import SearchTerm

MAX_LENGTH = 30
MAX_AT_ONCE = 20
# What a search asks for when it wants papers without any tag.
NONE = "none"
SIGNS = frozenset("-_.+&/")
BETWEEN = re.compile(r"[\s,;]+")


def read_tags(text: str) -> list[str]:
    """The words of a text with spaces or commas between them, each once and in small letters."""
    words = BETWEEN.split(unicodedata.normalize("NFC", text))
    return list(dict.fromkeys(word.removeprefix("#").lower() for word in words if word.strip("#")))


def why_not_tags(words: Sequence[str]) -> str | None:
    """The reason why these words cannot be tags; None if they can."""
    if not words:
        return "Type a word, or several with spaces between them."
    if len(words) > MAX_AT_ONCE:
        return f"At most {MAX_AT_ONCE} tags at once; these are {len(words)}."
    return next((why_not for why_not in map(_why_not, words) if why_not), None)


def _why_not(word: str) -> str | None:
    if len(word) > MAX_LENGTH:
        return f"“{word[:MAX_LENGTH]}…” is too long: a tag has at most {MAX_LENGTH} characters."
    if word == NONE:
        return f"“{NONE}” cannot be a tag: tag:{NONE} finds papers without one."
    wrong = [sign for sign in word if not _is_known(sign)]
    if wrong or not any(unicodedata.category(sign)[0] in "LN" for sign in word):
        return f"“{word}” cannot be a tag: letters, digits and {' '.join(sorted(SIGNS))} make one."
    if word.startswith("-"):
        return f"“{word}” cannot be a tag: a tag begins with a letter or a digit."
    return None


def _is_known(sign: str) -> bool:
    return sign in SIGNS or unicodedata.category(sign)[0] in "LMN"


def has_tags(words: Collection[str], term: SearchTerm) -> bool:
    """Whether a paper with these tags fulfils `tag:WORD`, `tag:none`, or either with a minus in front."""
    found = not words if term.word == NONE else unicodedata.normalize("NFC", term.word) in words
    return found != term.is_negated
