"""What columns and keys are called here, at HotCRP, OpenReview, CMT and EasyChair, and in people's sheets."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

from submissions.imports.values import shown

Row = dict[str, Any]
Names = Mapping[str, tuple[str, ...]]
# Spelled as `key_of` does. Of several that a row has, the first that says anything is taken.
NUMBER = ("number", "pid", "paper", "paper id", "paper number", "submission #", "submission number")
PAPER: Names = {
    "id": ("id", "forum"),
    "number": (*NUMBER, "submission id", "submission", "#", "no"),
    "title": ("title", "paper title", "submission title"),
    "abstract": ("abstract",),
    "track": ("track", "track name"),
    "keywords": ("keywords", "keyword"),
    "topics": ("topics", "topic", "subject areas", "primary subject area"),
    "more topics": ("secondary subject areas",),
    "authors": ("authors", "author names", "author list"),
    "emails": ("emails", "author emails"),
    "affiliations": ("affiliations", "author affiliations"),
    "ratings": ("ratings", "scores"),
    "confidences": ("confidences",),
    "decision": ("decision",),
    # In full, since a sheet's "note" is mostly the chairs' own and authors would read it.
    "note to the authors": ("note to the authors",),
    "state": ("state", "status", "paper status"),
    "withdrawn": ("withdrawn", "deleted"),
    "draft": ("draft",),
    "submitted": ("submitted",),
    "submitted at": ("submitted at",),
    "conflicts": ("pc conflicts",),
}
AUTHOR: Names = {
    "number": (*NUMBER, "submission"),
    "title": ("title", "paper title"),
    "name": ("name", "full name", "author", "author name"),
    "given": ("given name", "given names", "given", "first name", "first names", "first", "forename"),
    "middle": ("middle name", "middle", "middle initial"),
    "family": ("family name", "family", "last name", "last", "surname"),
    "email": ("email", "e mail", "mail", "email address", "author email"),
    "affiliation": (
        "affiliation",
        "affiliations",
        "institution",
        "organization",
        "organisation",
        "university",
    ),
    "contact": (
        "contact",
        "is contact",
        "iscontact",
        "corresponding",
        "corresponding author",
        "contact author",
    ),
    "person": ("person",),
    "domain": ("domain",),
}
REVIEW: Names = {
    "number": ("submission #", *NUMBER, "submission"),
    "rating": (
        *("overall", "overall merit", "overall recommendation", "overall evaluation", "overall rating"),
        *("overall score", "total score", "rating", "recommendation", "score", "ovemer", "ove mer"),
    ),
    "confidence": (
        *("confidence", "reviewer confidence", "reviewers confidence", "reviewer s confidence"),
        *("reviewer expertise", "expertise", "revexp", "rev exp", "revcon", "rev con"),
    ),
}
MEMBER: Names = {
    **{name: AUTHOR[name] for name in ("given", "middle", "family")},
    "number": ("#", "number", "member #", "person #", "id"),
    "name": ("name", "full name", "member name", "person", "member", "fullname"),
    "email": ("email", "e mail", "mail", "email address", "e mail address", "member email", "user"),
    "affiliation": (*AUTHOR["affiliation"], "company", "employer"),
    "role": ("roles", "role", "user type", "user role", "type"),
    "load": ("at most", "load", "quota", "max papers", "max load", "maximum", "max reviews"),
    "topics": ("topics", "topic", "subject areas", "keywords", "areas of expertise", "expertise"),
    "senior": ("senior", "is senior"),
    "short notice": ("short notice",),
    "away": ("away",),
}
REVIEWER = {
    "reviewer",
    "reviewername",
    "reviewer name",
    "review",
    "known as",
    "member name",
    "reviewer number",
}
PERSON = {"given", "family", "name", "email"}


@functools.lru_cache(maxsize=1024)
def key_of(name: str) -> str:
    """A name for comparing: “firstName”, “First_Name” and “first-name:” are “first name”."""
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name)
    return " ".join(re.sub(r"[\s_\-.:?*'’]+", " ", apart).casefold().split())


def says_anything(value: Any) -> bool:
    """Whether a value is more than an empty one."""
    return value is False or value == 0 or bool(value)


class Understanding:
    """Gives rows our own names: as what each key was taken, and how often those came that were not."""

    def __init__(self) -> None:
        self.left_out: Counter[str] = Counter()
        self.taken: dict[str, str] = {}

    def row(self, raw: Mapping[str, Any], names: Names, of: str = "") -> Row:
        """The row under our names. Unknown keys that say something are counted, with `of` before them."""
        keys: dict[str, str] = {}
        for key in raw:
            keys.setdefault(key_of(str(key)), key)
        row: Row = {}
        taken = []
        for name, spellings in names.items():
            there = [keys[spelling] for spelling in spellings if spelling in keys]
            chosen = next((key for key in there if says_anything(raw[key])), there[0] if there else None)
            if chosen is not None:
                row[name] = raw[chosen]
                self.taken.setdefault(f"{of}{shown(chosen)}", name)
                taken += [key for key in there if key == chosen or raw[key] == raw[chosen]]
        rest = [str(key) for key in raw if key not in taken and says_anything(raw[key])]
        self.left_out.update(f"{of}{shown(key)}" for key in rest)
        return row


def knows(columns: set[str], names: Names) -> set[str]:
    """Those of our names for which there is a column."""
    spelled = {key_of(column) for column in columns}
    return {name for name, spellings in names.items() if spelled & set(spellings)}
