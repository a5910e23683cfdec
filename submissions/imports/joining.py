"""Tables of one conference put together: papers, their authors and their reviews, each in its own file."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from effgenai.ui.text.reading.tables import Table
from submissions.imports.authors import each_author
from submissions.imports.imported import BadImport
from submissions.imports.keys import (
    AUTHOR,
    PAPER,
    PERSON,
    REVIEW,
    REVIEWER,
    Names,
    Understanding,
    key_of,
    knows,
)
from submissions.imports.systems import CMT, EASYCHAIR, HOTCRP, OPENREVIEW
from submissions.imports.values import Row, shown
from submissions.imports.words import plain

TOPICS = ("keywords", "topics", "more topics")
SPLIT = (*TOPICS, "ratings", "confidences")
CONTACTS_ALONE = {"contact_only", "nonauthor"}  # at HotCRP
NUMBERS = re.compile(r"[-0-9.,;\s]+")
# What only the tables of one system have.
MARKS = {
    OPENREVIEW: {"forum"},
    EASYCHAIR: {"submission #", "form fields"},
    CMT: {
        "author names",
        "author emails",
        "paper title",
        "primary contact author name",
        "primary subject area",
    },
    HOTCRP: {"iscontact", "reviewername", "first", "pid"},
}


@dataclasses.dataclass(frozen=True, slots=True)
class Placed:
    """A row under our names, and where it stands."""

    place: str
    row: Row

    @property
    def paper(self) -> str:
        """The paper it is about."""
        number = str(self.row.get("number") or self.row.get("id") or "").strip().lstrip("#")
        return number.removesuffix(".0")


def system_of(tables: Iterable[Table]) -> str:
    """Whose tables they seem to be; empty for people's own."""
    columns = {key_of(column) for table in tables for column in table.columns}
    if "#" in columns and {"title", "authors"} <= columns:
        return EASYCHAIR
    return next((system for system, marks in MARKS.items() if columns & marks), "")


def joined(
    listed: Sequence[Placed], tables: Sequence[tuple[str, Table]], understanding: Understanding
) -> list[Placed]:
    """The papers that are listed, or else those of the tables, with what the other tables say of them.

    The tables come with what to call them. Raises BadImport if none is of papers, or with every row that is
    about a paper that none tells of.
    """
    kinds: dict[str, list[tuple[str, Table]]] = defaultdict(list)
    for name, table in tables:
        kinds[_kind(table)].append((name, table))
    for name, _ in kinds["other"]:
        understanding.left_out[f"{name or 'the table'}, which tells nothing of papers"] += 1
    bases = sorted(kinds["papers"], key=lambda named: "authors" not in knows(set(named[1].columns), PAPER))
    people = [row for named in kinds["authors"] for row in _rows(*named, AUTHOR, understanding)]
    authors = [row for row in people if row.row.get("contact") not in CONTACTS_ALONE]
    if len(authors) < len(people):
        understanding.left_out["contacts who are no authors"] += len(people) - len(authors)
    papers = [list(listed)] if listed else []
    papers += [_rows(*named, PAPER, understanding) for named in bases]
    papers = papers or [_from_authors(authors)]
    if not listed:
        _check_columns(bases, _seen(tables), has_authors=bool(authors))
    found: dict[str, Placed] = {}
    twice = [one for one in papers[0] if found.setdefault(one.paper or one.place, one) is not one]
    problems = _completed(found, [row for more in papers[1:] for row in more])
    problems += _with_authors(found, authors)
    reviews = [row for named in kinds["reviews"] for row in _rows(*named, REVIEW, understanding)]
    scored = [review for review in reviews if review.row.get("rating")]
    if len(scored) < len(reviews):
        understanding.left_out["reviews without a score"] += len(reviews) - len(scored)
    problems += _with_reviews(found, scored)
    if problems:
        raise BadImport(problems)
    return [*found.values(), *twice]


def _kind(table: Table) -> str:
    """What the rows of a table are: papers, authors, reviews, or something other."""
    columns = set(table.columns)
    about, author = knows(columns, PAPER), knows(columns, AUTHOR)
    if {key_of(column) for column in columns} & REVIEWER and "number" in author:
        return "reviews"
    if author & PERSON and "authors" not in about:
        return "authors" if "number" in author else "other"
    return "papers" if about & {"number", "id", "title"} else "other"


def _rows(name: str, table: Table, names: Names, understanding: Understanding) -> list[Placed]:
    called = "row" if table.name else "line"
    before = f"{name}, " if name else ""
    return [
        Placed(f"{before}{called} {row.line}", _split(understanding.row(row.cells, names)))
        for row in table.rows
    ]


def _split(row: Row) -> Row:
    """The row with the parts of its cells as lists; numbers alone may stand between spaces, too."""
    for name in SPLIT:
        if isinstance(row.get(name), str):
            between = r"[;\s]+" if NUMBERS.fullmatch(row[name]) else r"[;\n]"
            row[name] = [part.strip() for part in re.split(between, row[name]) if part.strip()]
    if isinstance(row.get("authors"), str) and not row.get("emails") and not row.get("affiliations"):
        row["authors"] = each_author(row["authors"])
    return row


def _check_columns(bases: Sequence[tuple[str, Table]], seen: str, *, has_authors: bool) -> None:
    if not bases and not has_authors:
        raise BadImport([f"There is no table of papers: none has columns for a number and a title. {seen}"])
    there = {name for _, table in bases for name in knows(set(table.columns), PAPER)}
    needed = [name for name in ("title", "authors") if bases and name not in there]
    missing = [name for name in needed if name != "authors" or not has_authors]
    if missing:
        raise BadImport([f"line 1: there is no column “{name}”." for name in missing])


def _seen(tables: Sequence[tuple[str, Table]]) -> str:
    columns = dict.fromkeys(column for _, table in tables for column in table.columns)
    return f"The columns are: {shown(', '.join(columns), 400)}."


def _from_authors(authors: Sequence[Placed]) -> list[Placed]:
    """The papers that a table of authors names."""
    first: dict[str, Placed] = {}
    for author in authors:
        about = {"number": author.row.get("number"), "title": author.row.get("title")}
        first.setdefault(author.paper, Placed(author.place, about))
    return list(first.values())


def _completed(found: dict[str, Placed], more: Sequence[Placed]) -> list[str]:
    """Add what another table says of the papers, such as their decisions; sentences for what cannot be."""
    problems = []
    for placed in more:
        if placed.paper in found:
            problems += _contradictions(found[placed.paper], placed)
            _complete(found[placed.paper].row, placed.row)
    return [*problems, *_strange(found, more)]


def _complete(row: Row, more: Row) -> None:
    for name, value in more.items():
        if name in TOPICS and isinstance(value, list):
            row[name] = [*(row.get(name) or []), *value]
        elif value and not row.get(name):
            row[name] = value


def _contradictions(first: Placed, second: Placed) -> list[str]:
    """Where two tables decide differently on a paper."""
    return [
        f"{second.place}: the {name} of paper “{first.paper}” is “{second.row[name]}” here, "
        f"but “{first.row[name]}” at {first.place}."
        for name in ("decision", "state")
        if first.row.get(name) and second.row.get(name) and _differ(first.row[name], second.row[name])
    ]


def _differ(one: Any, other: Any) -> bool:
    return plain(str(one)) != plain(str(other))


def _with_authors(found: dict[str, Placed], authors: Sequence[Placed]) -> list[str]:
    listed: dict[str, list[Row]] = defaultdict(list)
    for author in authors:
        listed[author.paper].append(
            {name: author.row[name] for name in author.row if name not in {"number", "title"}}
        )
    for paper, rows in listed.items():
        if paper in found:
            for column in ("emails", "affiliations"):
                found[paper].row.pop(column, None)
            found[paper].row["authors"] = rows
    return _strange(found, authors)


def _with_reviews(found: dict[str, Placed], reviews: Sequence[Placed]) -> list[str]:
    scored: dict[str, list[Row]] = defaultdict(list)
    for placed in reviews:
        scored[placed.paper].append(placed.row)
    for paper, rows in scored.items():
        if paper in found:
            confidences = [row.get("confidence") for row in rows]
            found[paper].row["ratings"] = [row["rating"] for row in rows]
            found[paper].row["confidences"] = confidences if all(confidences) else []
    return _strange(found, reviews)


def _strange(found: dict[str, Placed], rows: Sequence[Placed]) -> list[str]:
    strange = [placed for placed in rows if placed.paper not in found]
    counted = Counter(placed.paper for placed in strange)
    first = {placed.paper: placed.place for placed in reversed(strange)}
    return [f"{first[paper]}: no table of papers has paper “{paper}”." for paper in counted]
