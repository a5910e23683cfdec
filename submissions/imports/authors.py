"""Authors of a paper as files write them: objects, “Name <address> (Affiliation)”, columns side by side."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Container
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from effgenai.accounts.names.made_up import made_up_address
from submissions.imports.imported import ImportedAuthor
from submissions.imports.values import BadValue, Row, line_of, list_of, shown, text_of

AUTHOR_TEXT = re.compile(
    r"(?P<name>[^<>]+)<(?P<email>[^<>\s]+)>\s*(?:\((?P<affiliation>.*)\))?(?P<contact>\*?)", re.DOTALL
)
# CMT writes “Ada Nwosu (Uni)*”, the star for the contact author, and addresses in a column of their own.
BESIDE = re.compile(r"(?P<name>[^()]+?)\s*(?:\((?P<affiliation>.*)\))?\s*(?P<contact>\*?)", re.DOTALL)
YES = {"yes", "true", "1", "x", "✔", "✓"}


def authors_of(row: Row, *, needed: bool) -> tuple[ImportedAuthor, ...]:
    """The authors of a paper in order; raises BadValue for what cannot be read, and where one comes twice."""
    said = _beside(row) if row.get("emails") or row.get("affiliations") else list_of(row, "authors")
    authors: dict[str, ImportedAuthor] = {}
    for value in said:
        author = _author(value, taken=authors)
        if author.email.lower() in authors:
            raise BadValue(f"the address {author.email} stands twice among its authors.")
        authors[author.email.lower()] = author
    if needed and not authors:
        raise BadValue("it has no authors.")
    return tuple(authors.values())


def each_author(text: str) -> list[str]:
    """The authors of a cell: between semicolons, ends of lines, and commas behind an address or affiliation.

    What stands in brackets is held together.
    """
    parts, end, is_held = [], len(text), False
    for place in range(len(text) - 1, -1, -1):
        if text[place] in "()":
            is_held = text[place] == ")"
        elif not is_held and _parts_authors(text, place):
            parts.append(text[place + 1 : end])
            end = place
    return [part.strip() for part in (text[:end], *reversed(parts)) if part.strip()]


def _parts_authors(text: str, place: int) -> bool:
    return text[place] in ";\n" or (
        text[place] == "," and text[max(place - 2, 0) : place].rstrip()[-1:] in {">", ")"}
    )


def _beside(row: Row) -> list[Row]:
    """Authors whose names, addresses and affiliations stand in columns side by side."""
    names = each_author(text_of(row, "authors", 60_000))
    said = [found.groupdict() if (found := BESIDE.fullmatch(name)) else {"name": name} for name in names]
    for column, key in (("emails", "email"), ("affiliations", "affiliation")):
        parts = [part.strip() for part in text_of(row, column, 60_000).split(";")] if row.get(column) else []
        if parts and len(parts) != len(said):
            raise BadValue(f"it has {len(said)} authors, but {len(parts)} {column}.")
        for author, part in zip(said, parts, strict=False):
            author[key] = part.rstrip("*").strip()
            author["contact"] = author.get("contact") or ("*" if part.endswith("*") else "")
    return said


def _author(value: Any, *, taken: Container[str]) -> ImportedAuthor:
    said = _of_text(value) if isinstance(value, str) else value
    if not isinstance(said, dict):
        raise BadValue(f"the author “{shown(value)}” is not written as “Name <address> (Affiliation)”.")
    if "person" in said:
        said = _person(said)
    name = name_of(said)
    lacks_address = "person" in said or (not said.get("email") and bool(name))
    email = _made_up_address(said, name, taken) if lacks_address else text_of(said, "email", 254)
    try:
        validate_email(email)
    except ValidationError as error:
        raise BadValue(
            f"the author {name or 'without a name'} has no valid address: “{shown(email)}”."
        ) from error
    return ImportedAuthor(
        name or email,
        email,
        line_of(said, "affiliation", 200),
        is_contact=_is_ticked(said.get("contact")),
    )


def _is_ticked(value: Any) -> bool:
    return value is True or value == "*" or str(value).strip().lower() in YES


def _of_text(text: str) -> Row | None:
    match = AUTHOR_TEXT.fullmatch(text.strip())
    return match.groupdict() if match else None


def name_of(said: Row) -> str:
    """The name in one piece, from its parts where the file has no whole one."""
    whole = line_of(said, "name", 200)
    parts = [line_of(said, part, 200) for part in ("given", "middle", "family")]
    return whole or line_of({"name": " ".join(part for part in parts if part)}, "name", 200)


def _person(said: Row) -> Row:
    """Someone known by an id and a mail domain only: person-0007 becomes Person 0007."""
    person = text_of(said, "person", 64, needed=True)
    return {"name": person.replace("-", " ").capitalize()} | said


def _made_up_address(said: Row, name: str, taken: Container[str]) -> str:
    """The same address for the same person and domain, whatever the script of the name.

    Namesakes on one paper of whom nothing else is known are numbered.
    """
    person, domain = text_of(said, "person", 64), text_of(said, "domain", 170)
    local = person or address_name(name)
    if person or domain:
        return made_up_address(local, domain)
    each = itertools.chain([local], (f"{local}.{number}" for number in itertools.count(2)))
    return next(address for one in each if (address := made_up_address(one, "")) not in taken)


def address_name(name: str) -> str:
    """What stands for a name in an address, whatever its script."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    if sum(map(str.isalnum, plain)) * 2 < sum(map(str.isalnum, name)):
        plain = name.encode("punycode").decode()
    return ".".join(re.findall(r"[a-z0-9]+", plain.lower()))[:60].strip(".") or "someone"
