"""Numbers that people and programs write into addresses and forms, and numbers in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

# The largest that every column of numbers can hold has ten digits.
MAX_DIGITS = 9
MAX_IN_RANGES = 20_000
_NAMED = re.compile(r"(?<![^\s-])(?:(?:paper|no\.|nr\.|№)\s*#?|#)\s*([0-9]+)(?!\S)", re.IGNORECASE)


def whole(text: str) -> int | None:
    """The whole number that the text says; None for anything else and for more than rows have."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MAX_DIGITS else None


def with_numbers(text: str) -> str:
    """A search in which "No. 12", "paper 12" and "# 12" are one word each, "#12"."""
    return _NAMED.sub(r"#\1", text)


def named_number(word: str) -> int | None:
    """The number that a search names: "12", "#12", "No. 12", "paper 12"; None for anything else."""
    return whole(with_numbers(word.strip()).removeprefix("#"))


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun: "1 paper", "1,200 papers"; `many` where it is not the noun with an s."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def listed(words: Sequence[str], most: int) -> str:
    """The first `most` of the words with commas between them, and how many more there are."""
    more = len(words) - most
    return ", ".join(words[:most]) + (f" and {more} more" if more > 0 else "")


def whole_numbers(texts: Iterable[str]) -> list[int]:
    """The numbers among the texts, such as the values of ticked boxes."""
    return [number for number in map(whole, texts) if number is not None]


def as_ranges(numbers: Iterable[int]) -> str:
    """The numbers in one short value that `read_ranges` reads: `1-20,25`."""
    ranges: list[list[int]] = []
    for number in sorted(set(numbers)):
        if ranges and ranges[-1][1] == number - 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    return ",".join(str(low) if low == high else f"{low}-{high}" for low, high in ranges)


def read_ranges(text: str) -> frozenset[int]:
    """The numbers that `1-20,25` names, at most `MAX_IN_RANGES` of them; what is no number is left out."""
    found: set[int] = set()
    for part in text.split(","):
        first, _, last = part.partition("-")
        low = whole(first.strip())
        high = whole(last.strip()) if last else low
        if low is not None and high is not None:
            found.update(range(low, min(high, low + MAX_IN_RANGES) + 1))
        if len(found) > MAX_IN_RANGES:
            break
    return frozenset(sorted(found)[:MAX_IN_RANGES])
