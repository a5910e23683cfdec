"""Rows go from one state to the next along the arrows of the table that their model names, and no others."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Mapping, Sequence
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
    return _that_lead_to(rows, to).update(**{rows.model.STATE: to}, **companions)


class Given(models.Expression):
    """A value of a prepared change that is given each time it is made."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, compiler: object, connection: object) -> tuple[str, tuple[Any, ...]]:
        """A placeholder, whose value is still this."""
        return "%s", (self,)


@dataclasses.dataclass(frozen=True, slots=True)
class Prepared:
    """The SQL of a change that is made again and again, so that it is put together once."""

    text: str
    values: Sequence[Any]

    def values_with(self, given: Mapping[str, Any]) -> list[Any]:
        """The values of its placeholders; KeyError if one is not given."""
        return [given[value.name] if isinstance(value, Given) else value for value in self.values]


def prepare_all(rows: models.QuerySet[Row], to: str, **companions: Any) -> Prepared:
    """What `transition_all` does, prepared. Conditions and values may hold `Given` ones."""
    query = cast("sql.UpdateQuery", _that_lead_to(rows, to).query.chain(sql.UpdateQuery))
    query.add_update_values({rows.model.STATE: to, **companions})
    return Prepared(*query.get_compiler(connection=connection).as_sql())


def prepare_first(rows: models.QuerySet[Row], to: str, /, *, after: Prepared, **companions: Any) -> Prepared:
    """The same for the first of the rows, in their order, that nobody has locked: for workers of one queue.

    It makes the change `after` in the same statement, and its answer is what `take` wants.
    """
    every: models.QuerySet[Row] = models.QuerySet(model=rows.model)
    first = _that_lead_to(rows, to).values("pk")[:1]
    free = models.Subquery(first, template="(%(subquery)s FOR NO KEY UPDATE SKIP LOCKED)")
    change = prepare_all(every.filter(pk=free), to, **companions)
    columns = ", ".join(f'"{field.column}"' for field in _fields(rows.model))
    text = f"WITH done AS ({after.text}) {change.text} RETURNING {columns}"
    return Prepared(text, [*after.values, *change.values])


def make(change: Prepared, **given: Any) -> int:
    """Make a prepared change; return how many rows it concerned."""
    with connection.cursor() as cursor:
        cursor.execute(change.text, change.values_with(given))
        return int(cursor.rowcount)


def take(model: type[Row], step: Prepared, **given: Any) -> Row | None:
    """Make a change of `prepare_first`; the row as it stands now, None if there is none.

    What is kept of pages does not notice it (`effgenai/resilience/database/writes.py`), as a worker takes
    thousands: its last change is another.
    """
    with connection.cursor() as cursor:
        cursor.execute(step.text, step.values_with(given))
        found = cursor.fetchone()
    names = [field.attname for field in _fields(model)]
    return model.from_db(connection.alias, names, found) if found else None


def _fields(model: type[Stateful]) -> Sequence[Any]:
    return model._meta.concrete_fields  # noqa: SLF001 - Django's documented API


def _that_lead_to(rows: models.QuerySet[Row], to: str) -> models.QuerySet[Row]:
    before = [state for state, after in rows.model.TRANSITIONS.items() if to in after]
    return rows.filter(**{f"{rows.model.STATE}__in": before})
