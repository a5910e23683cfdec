"""How rows are locked. Each lock lasts until the transaction around it ends.

Others go on reading a locked row, and writing rows that refer to it: `FOR UPDATE` would stop whoever writes
anything with a foreign key to a conference, a paper or a person. Only a row that is about to go (`to_delete`)
is locked against them, too.

Wherever several rows are locked, papers come before what hangs on them and rows of one table in the order of
their numbers: otherwise two of us could wait for each other for ever.
"""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)


def lock(row: Row, *related: str, to_delete: bool = False) -> Row:
    """The row as it stands now, locked, with its `related` rows read beside it and left free.

    Raises DoesNotExist if it is gone.
    """
    return _locking(row, *related, to_delete=to_delete).get()


def lock_if_there(row: Row, *related: str, to_delete: bool = False) -> Row | None:
    """The same; None if somebody has removed the row meanwhile."""
    return _locking(row, *related, to_delete=to_delete).first()


def lock_all(rows: QuerySet[Row], *, to_delete: bool = False) -> list[Row]:
    """These rows as they stand now, locked in the order of their numbers."""
    return list(rows.select_for_update(of=("self",), no_key=not to_delete).order_by("pk"))


def _locking(row: Row, *related: str, to_delete: bool) -> QuerySet[Row]:
    # Not type(row): the user of a request is an object that pretends to be one.
    rows: QuerySet[Row] = QuerySet(model=row.__class__).filter(pk=row.pk)
    locking = rows.select_for_update(of=("self",), no_key=not to_delete)
    return locking.select_related(*related) if related else locking
