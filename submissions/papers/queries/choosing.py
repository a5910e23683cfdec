"""The page on which a chair chooses the columns, the order and the groups of the list of papers."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from django.http import QueryDict

from effgenai.conferences.core.viewer import Viewer
from effgenai.ui.tables import Column
from effgenai.ui.text.numbers import whole
from submissions.papers.columns import PaperColumn
from submissions.papers.queries.arranging import (
    LEADING,
    MAX_SORTS,
    MINUS,
    Arrangement,
    offered_columns,
    split_keys,
)
from submissions.papers.queries.rows import read_lists
from submissions.papers.queries.table import Filters, arranged_for, may_list_authors

HEADINGS = (Column("Column"), Column("About", phone=False), Column("Place", look="num"))
LAST = 10**9


@dataclasses.dataclass(frozen=True, slots=True)
class OfferedColumn:
    """A column with its place in the list, from 1; None: it is not shown."""

    column: PaperColumn
    place: int | None


@dataclasses.dataclass(frozen=True, slots=True)
class ColumnsPage:
    """All columns, the shown ones first in their order; by what one can sort, and group."""

    columns: list[OfferedColumn]
    arranged: Arrangement
    sortable: list[tuple[str, str]]

    @property
    def groupable(self) -> list[PaperColumn]:
        """The columns by which papers can be grouped."""
        return [offered.column for offered in self.columns if offered.column.groups]

    @property
    def sorts(self) -> list[str]:
        """What is sorted by, first to last, with empty places for more."""
        keys = split_keys(self.arranged.sort)
        return [*keys, *[""] * (MAX_SORTS - len(keys))]


def columns_page(viewer: Viewer, filters: Filters) -> ColumnsPage:
    """What this chair can choose, as the address has it now; a constant number of queries."""
    arranged = arranged_for(viewer, filters, read_lists(viewer.conference))
    offered = offered_columns(viewer, with_authors=may_list_authors(viewer))
    shown = [OfferedColumn(column, place) for place, column in enumerate(arranged.columns, start=1)]
    others = [OfferedColumn(column, None) for column in offered if column not in arranged.columns]
    return ColumnsPage([*shown, *others], arranged, list(_sortable([*LEADING, *offered])))


def _sortable(columns: Sequence[PaperColumn]) -> Sequence[tuple[str, str]]:
    ways = (("", ""), (MINUS, ", from the end"))
    return [(f"{sign}{column.key}", f"{column.label}{way}") for column in columns for sign, way in ways]


def chosen_query(asked: QueryDict) -> QueryDict:
    """The address of the list for what was ticked on the page; other parts of the address stay."""
    query = asked.copy()
    shown = query.pop("show", [])
    places = {key: whole(query.get(f"at-{key}", "").strip()) or LAST for key in shown}
    sorts = split_keys(",".join(query.pop("by", [])))
    for key in [key for key in query if key.startswith("at-")] + ["apply", "page"]:
        query.pop(key, None)
    query["cols"] = ",".join(sorted(places, key=lambda key: places[key]))
    query["sort"] = ",".join(sorts)
    return query
