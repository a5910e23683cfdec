"""How rows are locked. Each lock lasts until the transaction around it ends.

Wherever several rows are locked, papers come before what hangs on them and rows of one table in the order of
their numbers: otherwise two of us could wait for each other for ever.
"""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)


def lock(row: Row, *related: str) -> Row:
    """The row as it stands now, locked, with its `related` rows read beside it and left free.

    Raises DoesNotExist if it is gone.
    """
    return _locking(row, *related).get()


def lock_if_there(row: Row, *related: str) -> Row | None:
    """The same; None if somebody has removed the row meanwhile."""
    return _locking(row, *related).first()


def lock_all(rows: QuerySet[Row]) -> list[Row]:
    """These rows as they stand now, locked in the order of their numbers."""
    return list(rows.select_for_update(of=("self",)).order_by("pk"))


def _locking(row: Row, *related: str) -> QuerySet[Row]:
    # Not type(row): the user of a request is an object that pretends to be one.
    rows: QuerySet[Row] = QuerySet(model=row.__class__).select_for_update(of=("self",)).filter(pk=row.pk)
    return rows.select_related(*related) if related else rows
