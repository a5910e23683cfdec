"""The columns that the chairs' list of papers can show, those of other apps included."""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from effgenai.conferences.core.viewer import Viewer
from effgenai.contributions import Contribution, contributed

# Texts, numbers and moments as they are; names, and numbers of several people, as tuples. None: nothing.
Value = str | float | dt.datetime | tuple[str, ...] | tuple[int, ...] | None
Values = Mapping[int, Value]


class Look(enum.Enum):
    """What the values of a column are, and so how they are written and compared."""

    TEXT = enum.auto()
    LONG = enum.auto()
    NUMBER = enum.auto()
    NUMBERS = enum.auto()
    SHARE = enum.auto()
    NAMES = enum.auto()
    DAY = enum.auto()
    STATE = enum.auto()


@dataclasses.dataclass(frozen=True, slots=True)
class PaperColumn:
    """A column: `key` names it in addresses, `label` on pages and in files, `part` where it is chosen.

    Values of the look SHARE are (done, of how many), those of LONG are shortened on pages. `groups`: papers
    can be grouped by it. `phone`: a phone shows it at once.
    """

    key: str
    label: str
    look: Look = Look.TEXT
    part: str = "The paper"
    groups: bool = False
    phone: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class PaperColumns(Contribution):
    """Columns of an app, read together.

    `read` makes one query for the values of the columns of these keys, by column and by the primary key of
    the paper, and tells only of papers that the viewer handles as a chair. Columns that depend on the
    conference come from `more`, which may make a query; their keys begin with `prefix`.
    """

    columns: Sequence[PaperColumn]
    read: Callable[[Viewer, Collection[str]], Mapping[str, Values]]
    prefix: str = ""
    more: Callable[[Viewer], Sequence[PaperColumn]] | None = None

    def among(self, viewer: Viewer, keys: Collection[str]) -> list[PaperColumn]:
        """The columns of these keys that there are; those of the conference are read if one is asked for."""
        is_asked = self.more is not None and any(key.startswith(self.prefix) for key in keys)
        every = [*self.columns, *(self.more(viewer) if self.more and is_asked else ())]
        return [column for column in every if column.key in keys]

    def every(self, viewer: Viewer) -> list[PaperColumn]:
        """All of them."""
        return [*self.columns, *(self.more(viewer) if self.more else ())]


def added_columns(viewer: Viewer, keys: Collection[str]) -> list[PaperColumn]:
    """The columns of other apps among these keys."""
    return [column for kind in contributed(PaperColumns) for column in kind.among(viewer, keys)]


def all_added_columns(viewer: Viewer) -> list[PaperColumn]:
    """All columns of other apps that this chair can choose."""
    return [column for kind in contributed(PaperColumns) for column in kind.every(viewer)]


def read_added(viewer: Viewer, columns: Collection[PaperColumn]) -> dict[str, Values]:
    """The values of these columns of other apps; one query for each app's kind of data."""
    found: dict[str, Values] = {}
    keys = {column.key for column in columns}
    for kind in contributed(PaperColumns):
        wanted = {key for key in keys if _is_of(kind, key)}
        if wanted:
            found |= kind.read(viewer, wanted)
    return found


def _is_of(kind: PaperColumns, key: str) -> bool:
    is_dynamic = kind.more is not None and key.startswith(kind.prefix)
    return is_dynamic or any(column.key == key for column in kind.columns)


def order_of(column: PaperColumn, value: Value) -> Any:
    """What a value is sorted by; None for what stands at the end whichever way it goes."""
    if value is None or value in ("", ()):
        return None
    if isinstance(value, str):
        return value.casefold()
    if isinstance(value, tuple) and column.look == Look.NAMES:
        return [str(name).casefold() for name in value]
    return value
