"""The columns of a table, declared beside the query that reads its rows."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """A column as its heading says it; the cells stand in the page's template.

    `order` is the value of `?sort=` that puts the rows in the order of this column, `look` the class of its
    heading: `num` for figures, set to the right. A hidden name is read out but not seen.
    `phone` says whether a phone shows the column at once; the others come with a tick at "All columns".
    `is_unique`: no two rows have the same value, so that there is nothing to sort by besides.
    """

    name: str
    order: str = ""
    look: str = ""
    is_hidden: bool = False
    phone: bool = True
    is_unique: bool = False
