"""Names of editions counted up by one: "2nd workshop" after "1st workshop". Pure: knows no database."""

from __future__ import annotations

import itertools
import re

from django.contrib.humanize.templatetags.humanize import ordinal

_UP_TO_NINETEEN = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
]
_TENS = ("twent", "thirt", "fort", "fift", "sixt", "sevent", "eight", "ninet")
WORDS = [
    *_UP_TO_NINETEEN,
    *(
        f"{ten}ieth" if unit == 0 else f"{ten}y-{_UP_TO_NINETEEN[unit - 1]}"
        for ten in _TENS
        for unit in range(10)
    ),
]
_NEXT = dict(itertools.pairwise(WORDS))
_WORD = re.compile(rf"\b({'|'.join(sorted(_NEXT, key=len, reverse=True))})\b", re.IGNORECASE)
_FIGURES = re.compile(r"\b(\d{1,3})(st|nd|rd|th)\b", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_LAST_NUMBER = re.compile(r"(\d+)(?!.*\d)")


def next_words(text: str, years: int = 1) -> str:
    """The text with its ordinals counted up by one and its years by `years`; others stay as they are."""
    text = _FIGURES.sub(lambda match: str(ordinal(int(match[1]) + 1)), text)
    text = _WORD.sub(lambda match: _in_the_case_of(match[0], _NEXT[match[0].lower()]), text)
    return _YEAR.sub(lambda match: str(int(match[1]) + years), text)


def _in_the_case_of(model: str, word: str) -> str:
    if model.isupper():
        return word.upper()
    return word.capitalize() if model[0].isupper() else word


def next_slug(slug: str, taken: set[str], years: int = 1) -> str:
    """An address for the next edition that is free: the year or last number of this one counted up."""
    candidate = _YEAR.sub(lambda match: str(int(match[1]) + years), slug)
    while candidate == slug or candidate in taken:
        candidate = _counted_up(candidate)
    return candidate


def _counted_up(slug: str) -> str:
    counted = counted_up(slug)
    return f"{slug[:58]}-2" if counted == slug else counted


def counted_up(slug: str) -> str:
    """The name with its last number counted up by one; as it is if there is none."""
    number = _LAST_NUMBER.search(slug)
    if number is None:
        return slug
    return f"{slug[: number.start()]}{int(number[1]) + 1}{slug[number.end() :]}"
