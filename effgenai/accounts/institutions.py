"""When two people count as being of the same institution: pure comparison of names and mail domains."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

# Addresses there say nothing about where somebody works.
FREE_MAIL = frozenset([
    *("gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "yahoo.com", "icloud.com"),
    *("me.com", "proton.me", "protonmail.com", "gmx.net", "gmx.de", "gmx.at", "web.de", "mail.com"),
    *("mail.ru", "yandex.ru", "qq.com", "163.com", "126.com", "foxmail.com", "naver.com", "aol.com"),
])  # fmt: skip
# Below these, the third label names the institution (ox.ac.uk); elsewhere the second does (toronto.edu).
SECOND_LEVEL = frozenset(["ac", "co", "edu", "gov", "net", "org", "com", "gob", "gouv", "res"])


def institution_domain(email: str) -> str:
    """The domain that stands for an institution: cs.toronto.edu becomes toronto.edu; or ""."""
    domain = email.rpartition("@")[2].strip().lower()
    if domain in FREE_MAIL or domain.endswith(".invalid"):
        return ""
    labels = domain.split(".")
    country = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in SECOND_LEVEL
    return ".".join(labels[-3:] if country else labels[-2:])


def institution_name(name: str) -> str:
    """A name without accents, case, punctuation and small words, for comparing."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain)
    return " ".join(word for word in words if word not in {"the", "of", "at", "and", "for", "de", "la"})


def institution_marks(emails: Iterable[str], names: Iterable[str]) -> frozenset[str]:
    """Everything by which a person's institutions are recognised."""
    domains = {institution_domain(email) for email in emails}
    return frozenset((domains | {institution_name(name) for name in names}) - {""})
