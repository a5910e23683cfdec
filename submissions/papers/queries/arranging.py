"""Which columns the list of papers shows, and in what order and groups its rows stand."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from effgenai.conferences.core.viewer import Viewer
from submissions.papers.columns import (
    Look,
    PaperColumn,
    Value,
    added_columns,
    all_added_columns,
    order_of,
)
from submissions.papers.queries.cells import plain
from submissions.papers.queries.rows import (
    AUTHORS,
    OF_AUTHORS,
    OF_EVERY_ROW,
    OWN,
    STATE,
    SUBMITTED,
    TRACK,
    Lists,
    PaperOnList,
)

NUMBER = PaperColumn("number", "No.", Look.NUMBER)
TITLE = PaperColumn("title", "Paper")
LEADING = (NUMBER, TITLE)
MAX_COLUMNS, MAX_SORTS = 24, 3
MINUS = "-"


@dataclasses.dataclass(frozen=True, slots=True)
class Arrangement:
    """The columns after number and title, by what rows are sorted (True: from the end), and grouped."""

    columns: list[PaperColumn]
    sorts: list[tuple[PaperColumn, bool]]
    group: PaperColumn | None

    @property
    def used(self) -> list[PaperColumn]:
        """All columns whose values are needed, each once."""
        sorted_by = [column for column, _ in self.sorts]
        every = [*self.columns, *sorted_by, *([self.group] if self.group else [])]
        return [column for column in dict.fromkeys(every) if column not in LEADING]

    @property
    def sort(self) -> str:
        """The order as addresses have it."""
        return ",".join(f"{MINUS if is_down else ''}{column.key}" for column, is_down in self.sorts)

    @property
    def cols(self) -> str:
        """The columns as addresses have them."""
        return ",".join(column.key for column in self.columns)


def split_keys(text: str) -> list[str]:
    """The keys in a text of an address, each once."""
    return [key for key in dict.fromkeys(part.strip() for part in text.split(",")) if key]


def usual_columns(lists: Lists, *, with_authors: bool) -> list[str]:
    """The keys of the columns of who has chosen none; tracks stand there where there are several."""
    return [
        *([AUTHORS] if with_authors else []),
        *([TRACK] if len(lists.tracks) > 1 else []),
        STATE,
        SUBMITTED,
    ]


def arrangement(
    viewer: Viewer, *, cols: Sequence[str], sort: str, group: str, with_authors: bool
) -> Arrangement:
    """What the keys of an address mean for this chair; those that nobody knows are left out."""
    sorts = split_keys(sort)
    keys = {*cols, *(key.removeprefix(MINUS) for key in sorts), group}
    own = own_columns(with_authors=with_authors)
    added = added_columns(viewer, keys - {column.key for column in own})
    known = {column.key: column for column in (*LEADING, *own, *added)}
    asked = [(known.get(key.removeprefix(MINUS)), key.startswith(MINUS)) for key in sorts]
    by = known.get(group)
    return Arrangement(
        [known[key] for key in cols if key in known and known[key] not in LEADING][:MAX_COLUMNS],
        [(column, is_down) for column, is_down in asked if column][:MAX_SORTS] or [(NUMBER, False)],
        by if by and by.groups else None,
    )


def own_columns(*, with_authors: bool) -> list[PaperColumn]:
    """The columns of this app, without those of authors where the chair may not know any."""
    return [column for column, _ in OWN.values() if with_authors or column.part != OF_AUTHORS]


def offered_columns(viewer: Viewer, *, with_authors: bool) -> list[PaperColumn]:
    """All columns that a chair can choose."""
    return [*own_columns(with_authors=with_authors), *all_added_columns(viewer)]


ValueOf = Callable[[PaperColumn], Callable[[PaperOnList], Any]]


def values_by(found: Mapping[str, Mapping[int, Value]]) -> ValueOf:
    """What reads the values of a column off rows, out of `found` if another app has it."""

    def reader(column: PaperColumn) -> Callable[[PaperOnList], Any]:
        key = column.key
        if key in OF_EVERY_ROW:
            return OF_EVERY_ROW[key]
        if key in OWN:
            return lambda row: row.values[key]
        of_paper = found.get(key, {})
        return lambda row: of_paper.get(row.pk)

    return reader


def in_order(rows: Iterable[PaperOnList], arranged: Arrangement, value_of: ValueOf) -> list[PaperOnList]:
    """The rows by group and by all that they are sorted by; those without a value come last either way."""
    ordered = list(rows)
    for column, is_down in reversed(_sorts(arranged)):
        value = value_of(column)
        keyed = [(order_of(column, value(row)), row) for row in ordered]
        known = [pair for pair in keyed if pair[0] is not None]
        known.sort(key=lambda pair: pair[0], reverse=is_down)
        ordered = [row for _, row in known] + [row for key, row in keyed if key is None]
    return ordered


def _sorts(arranged: Arrangement) -> list[tuple[PaperColumn, bool]]:
    """What rows are sorted by, the group first: from the end if it is sorted by that way."""
    if arranged.group is None:
        return arranged.sorts
    way = dict(arranged.sorts).get(arranged.group, False)
    return [(arranged.group, way), *(pair for pair in arranged.sorts if pair[0] != arranged.group)]


@dataclasses.dataclass(frozen=True, slots=True)
class PaperGroup:
    """Rows that have one value in common, with its words; without words the only one."""

    words: str
    rows: list[PaperOnList]


def in_groups(rows: Sequence[PaperOnList], arranged: Arrangement, value_of: ValueOf) -> Iterator[PaperGroup]:
    """The ordered rows by what they are grouped by; all in one where they are not."""
    group = arranged.group
    if group is None:
        yield PaperGroup("", list(rows))
        return
    value = value_of(group)
    for words, found in itertools.groupby(rows, lambda row: plain(group, value(row))):
        yield PaperGroup(words or f"{group.label}: none", list(found))
