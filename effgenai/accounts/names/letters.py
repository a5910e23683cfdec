"""Letters of the Latin script that do not fall apart into a plain one and an accent, and their folding."""

from __future__ import annotations

import unicodedata

LETTERS = str.maketrans(
    {
        "ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "ø": "o", "Ø": "O",
        "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "ł": "l", "Ł": "L", "ı": "i",
        "ŋ": "n", "Ŋ": "N", "ħ": "h", "Ħ": "H", "’": "'", "ʼ": "'", "–": "-", "—": "-", "‐": "-", "‑": "-",
    }
)  # fmt: skip


def folded(text: str) -> str:
    """The text as a search compares it: without accents, small; letters of other scripts stay."""
    spread = unicodedata.normalize("NFKD", text.translate(LETTERS))
    return "".join(sign for sign in spread if not unicodedata.combining(sign)).casefold()
