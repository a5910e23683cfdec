"""Rows go from one state to the next along the arrows of the table that their model names, and no others."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any, ClassVar, TypeVar, cast

from django.db import connection, models
from django.db.models import sql


class NoSuchTransition(Exception):  # noqa: N818 - it names what was asked for
    """The table has no such arrow. Rules refuse such a wish before; so this is a fault of ours."""


class Stateful(models.Model):
    """A model whose rows have a state, with the table of where each state leads."""

    TRANSITIONS: ClassVar[Mapping[str, Collection[str]]]
    STATE: ClassVar[str] = "state"

    class Meta:
        abstract = True


Row = TypeVar("Row", bound=Stateful)


def transition(row: Stateful, to: str, line: Callable[[], object], /, **companions: Any) -> None:
    """Bring a row, which the caller has locked, into a state, save it, and have the record tell of it.

    `companions` are columns and their new values; `line` writes the line of the record. Raises
    NoSuchTransition if its state does not lead there; where it is there already the columns alone change.
    """
    transition_unrecorded(row, to, **companions)
    line()


def transition_unrecorded(row: Stateful, to: str, /, **companions: Any) -> None:
    """The same without a line: for the few callers whose reason tests/project/test_transitions.py names."""
    set_state(row, to)
    for column, value in companions.items():
        setattr(row, column, value)
    row.save(update_fields=[row.STATE, *companions])


def set_state(row: Stateful, to: str) -> None:
    """Bring a row into a state without saving it: for callers that save all of the row.

    Raises NoSuchTransition if its state does not lead there.
    """
    before = getattr(row, row.STATE)
    if to != before and to not in row.TRANSITIONS[before]:
        raise NoSuchTransition(f"{type(row).__name__} does not go from {before} to {to}")
    setattr(row, row.STATE, to)


def transition_all(rows: models.QuerySet[Row], to: str, **companions: Any) -> int:
    """The same for those of the rows whose state leads there, in one query; return how many did.

    The values of `companions` may be expressions.
    """
    model = rows.model
    before = [state for state, after in model.TRANSITIONS.items() if to in after]
    return rows.filter(**{f"{model.STATE}__in": before}).update(**{model.STATE: to}, **companions)


def transition_first(rows: models.QuerySet[Row], to: str, **companions: Any) -> Row | None:
    """The same for the first of the rows, in their order, that nobody has locked: in one statement.

    For workers that share a queue. Return the row as it stands now; None if there is none.
    """
    every: models.QuerySet[Row] = models.QuerySet(model=rows.model)
    before = [state for state, after in rows.model.TRANSITIONS.items() if to in after]
    first = rows.filter(**{f"{rows.model.STATE}__in": before}).values("pk")[:1]
    free = models.Subquery(first, template="(%(subquery)s FOR NO KEY UPDATE SKIP LOCKED)")
    query = cast("sql.UpdateQuery", every.filter(pk=free).query.chain(sql.UpdateQuery))
    query.add_update_values({rows.model.STATE: to, **companions})
    text, values = query.get_compiler(connection=connection).as_sql()
    return next(iter(every.raw(f"{text} RETURNING *", values)), None)
