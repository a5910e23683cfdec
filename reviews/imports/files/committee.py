"""Members of a committee as files name them: our own table, HotCRP's users, EasyChair's and CMT's lists."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.dateparse import parse_date

from effgenai.conferences.core.states import Role
from reviews.imports.files.rows import FileRow, FileRows, read_rows
from submissions.imports.authors import YES, name_of
from submissions.imports.keys import MEMBER, Understanding, key_of, knows
from submissions.imports.values import BadValue, Row, line_of, shown, whole_of

MAX_LOAD = 50
ROLES = {
    **dict.fromkeys(
        ("reviewer", "pc member", "programme committee member", "program committee member", "pc", "member"),
        Role.REVIEWER,
    ),
    **dict.fromkeys(("area chair", "senior pc member", "senior pc", "spc", "metareviewer"), Role.AREA_CHAIR),
    **dict.fromkeys(("meta reviewer", "senior programme committee member", "areachair"), Role.AREA_CHAIR),
    **dict.fromkeys(("chair", "program chair", "programme chair", "superchair"), Role.CHAIR),
}
NO_ROLE = {"none", "author", "sysadmin", "programme editor", "site editor", "volunteer"}
TOPIC = re.compile(r"topic: (.+)")
AWAY = re.compile(r"(\d{4}-\d{2}-\d{2}) to (\d{4}-\d{2}-\d{2})")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ImportedMember:
    """A member as the file names them; without an address `email` is empty. `load` is None if not told."""

    place: str
    name: str
    email: str
    affiliation: str = ""
    roles: tuple[Role, ...] = ()
    load: int | None = None
    topics: tuple[str, ...] = ()
    is_senior: bool = False
    takes_emergencies: bool = False
    away: tuple[dt.date, dt.date] | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class MemberFile:
    """The members of files, and how these were read; `problems` are rows that are left out."""

    members: list[ImportedMember]
    forms: tuple[str, ...]
    problems: list[str]
    left_out: Counter[str]
    taken: dict[str, str]


def read_members(*contents: bytes, **reading: Any) -> MemberFile:
    """The members that files name, each once. Raises BadImport where a file cannot be read."""
    rows = read_rows(*contents, wanted=_names_people, **reading)
    understanding = Understanding()
    understanding.left_out.update(rows.left_out)
    problems = list(rows.problems)
    topics = _topics_of_people(rows)
    found: dict[str, ImportedMember] = {}
    for row in rows.rows:
        if _is_topic_row(row):
            continue
        own, interests = _without_topic_columns(row)
        said = understanding.row(own, MEMBER)
        try:
            member = _member(row.place, said, [*interests, *topics.get(_known_as(said), [])])
        except BadValue as bad:
            problems.append(f"{row.place}: {bad}")
            continue
        if found.setdefault(member.email or f"{member.name} {row.place}", member) is not member:
            problems.append(f"{row.place}: {member.email} stands there before.")
    return MemberFile(list(found.values()), rows.forms, problems, understanding.left_out, understanding.taken)


def _names_people(columns: set[str]) -> bool:
    there = knows(columns, MEMBER)
    return "email" in there or bool(there & {"name", "given", "family"})


def _is_topic_row(row: FileRow) -> bool:
    """Whether it belongs to EasyChair's list that has a row for each member and topic."""
    keys = {key_of(str(column)) for column in row.cells}
    return "topic" in keys and "member name" in keys and not keys & {"email", "e mail"}


def _topics_of_people(rows: FileRows) -> dict[str, list[str]]:
    topics: dict[str, list[str]] = {}
    for row in filter(_is_topic_row, rows.rows):
        cells = {key_of(str(column)): cell for column, cell in row.cells.items()}
        topics.setdefault(key_of(str(cells["member name"])), []).append(str(cells["topic"]))
    return topics


def _known_as(said: Row) -> str:
    try:
        return key_of(name_of(said))
    except BadValue:
        return ""


def _without_topic_columns(row: FileRow) -> tuple[Mapping[str, Any], list[str]]:
    """The row without HotCRP's columns “topic: …”, and those of them that stand for an interest."""
    own, topics = {}, []
    for column, cell in row.cells.items():
        found = TOPIC.fullmatch(str(column))
        if found is None:
            own[column] = cell
        elif _is_interest(cell):
            topics.append(found[1][:1].upper() + found[1][1:])  # columns come in lower case
    return own, topics


def _is_interest(cell: Any) -> bool:
    text = str(cell).strip().lower()
    return text in {"high", "expert", "yes"} or (text.isascii() and text.isdigit() and int(text[:4]) > 0)


def _member(place: str, said: Row, more_topics: list[str]) -> ImportedMember:
    name, email = name_of(said), str(said.get("email") or "").strip().lower()
    if not name and not email:
        raise BadValue("it has neither a name nor an address.")
    if email:
        _check(email)
    return ImportedMember(
        place=place,
        name=name,
        email=email,
        affiliation=line_of(said, "affiliation", 200),
        roles=_roles(said.get("role")),
        load=_load(said.get("load")),
        topics=_topics(said.get("topics"), more_topics),
        is_senior=_is_ticked(said.get("senior")),
        takes_emergencies=_is_ticked(said.get("short notice")),
        away=_away(str(said.get("away") or "")),
    )


def _check(email: str) -> None:
    try:
        validate_email(email)
    except ValidationError as error:
        raise BadValue(f"“{shown(email)}” is no address.") from error


def _roles(said: Any) -> tuple[Role, ...]:
    """The roles of a cell, empty where it tells none. Raises BadValue for words that nobody knows."""
    words = said if isinstance(said, list) else re.split(r"[,;]", str(said or ""))
    roles: dict[Role, None] = {}
    for word in words:
        known = key_of(str(word))
        parts = [known] if known in ROLES else known.split()  # HotCRP: “pc chair” are two
        for part in filter(None, parts):
            if part not in ROLES and known not in NO_ROLE and part not in NO_ROLE:
                raise BadValue(f"the role “{shown(word)}” is not known.")
            if part in ROLES:
                roles[ROLES[part]] = None
    if words and any(map(str, words)) and not roles and str(said or "").strip():
        raise BadValue(f"“{shown(said)}” is no role on the committee.")
    return tuple(roles)


def _load(said: Any) -> int | None:
    if said in (None, ""):
        return None
    load = whole_of(said, "at most")
    if not 1 <= load <= MAX_LOAD:
        raise BadValue(f"at most: {load} is not between 1 and {MAX_LOAD}.")
    return load


def _topics(said: Any, more: list[str]) -> tuple[str, ...]:
    parts = said if isinstance(said, list) else re.split(r"[;\n]", str(said or ""))
    names: dict[str, str] = {}
    for part in [*parts, *more]:
        name = line_of({"a topic": str(part)}, "a topic", 120)
        if name:
            names.setdefault(name.lower(), name)
    return tuple(names.values())


def _is_ticked(said: Any) -> bool:
    return said is True or str(said or "").strip().lower() in YES


def _away(said: str) -> tuple[dt.date, dt.date] | None:
    found = AWAY.fullmatch(said.strip())
    try:
        first, last = (parse_date(day) for day in found.groups()) if found else (None, None)
    except ValueError:
        return None
    return (first, last) if first and last and first <= last else None
