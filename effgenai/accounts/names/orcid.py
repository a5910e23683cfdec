"""ORCID iDs: sixteen digits, of which the last is a checksum (ISO 7064, mod 11-2)."""

from __future__ import annotations

import re

_ADDRESS = re.compile(r"^(?:https?://)?(?:www\.)?orcid\.org/", re.IGNORECASE)


def normalise_orcid(text: str) -> str:
    """The iD as 0000-0002-1825-0097, however it was pasted; other text comes back as it was."""
    bare = _ADDRESS.sub("", text.strip()).rstrip("/")
    digits = bare.replace("-", "").replace(" ", "").upper()
    if not re.fullmatch(r"[0-9]{15}[0-9X]", digits):
        return bare
    return "-".join(digits[start : start + 4] for start in range(0, 16, 4))


def is_orcid(text: str) -> bool:
    """True if the text has the form of an iD and its checksum is right."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{4}-[0-9]{4}-[0-9]{3}[0-9X]", text):
        return False
    total = 0
    for digit in text.replace("-", "")[:-1]:
        total = (total + int(digit)) * 2
    check = (12 - total % 11) % 11
    return text[-1] == ("X" if check == 10 else str(check))
