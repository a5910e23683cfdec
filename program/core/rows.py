"""The draft as plain rows, for its history: what a step changed, and how rows are written back."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import F, Field, Model, QuerySet

from effgenai.conferences.core.models import Conference
from program.core.models import Room, Session, SessionPerson, Talk, Unavailability

# Rows stand after those that they refer to: written in this order, removed in the other.
TRACKED: tuple[tuple[type[Model], str], ...] = (
    (Room, "conference"),
    (Unavailability, "conference"),
    (Session, "conference"),
    (SessionPerson, "session__conference"),
    (Talk, "session__conference"),
)
MODELS = {model.__name__: model for model, _ in TRACKED}
# A version only ever grows: a form that was opened before an undo must not pass for a fresh one.
UNTRACKED = "version"

Values = dict[str, Any]
RowKey = tuple[str, int]
Rows = dict[RowKey, Values]


@dataclasses.dataclass(frozen=True, slots=True)
class RowChange:
    """What one step did to one row: None where there was none, or none is left.

    Of a row that was there before and after, only the fields that changed.
    """

    model: str
    pk: int
    before: Values | None
    after: Values | None

    @property
    def key(self) -> RowKey:
        """Which row it is."""
        return self.model, self.pk

    def reversed(self) -> RowChange:
        """The change that takes this one back."""
        return RowChange(self.model, self.pk, self.after, self.before)

    def as_json(self) -> list[Any]:
        """Plain data for the history."""
        return [self.model, self.pk, self.before, self.after]


def rows_of(conference: Conference) -> Rows:
    """Every row of the draft by its table and number, as JSON can hold it; a query for each table."""
    return {
        (model.__name__, values.pop("id")): {name: _plain(value) for name, value in values.items()}
        for model, path in TRACKED
        for values in _values(model, path, conference)
    }


def _values(model: type[Model], path: str, conference: Conference) -> Iterable[Values]:
    names = [field.attname for field in _fields(model) if field.attname != UNTRACKED]
    values: Iterable[Values] = _rows(model).filter(**{path: conference}).order_by().values(*names)
    return values


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.datetime) else value


def differences(before: Rows, after: Rows) -> list[RowChange]:
    """How to come from the one to the other."""
    return [
        change
        for key in sorted(before.keys() | after.keys())
        if (change := _difference(key, before.get(key), after.get(key)))
    ]


def _difference(key: RowKey, before: Values | None, after: Values | None) -> RowChange | None:
    if before is None or after is None:
        return RowChange(*key, before, after)
    changed = [name for name in after if before[name] != after[name]]
    if not changed:
        return None
    return RowChange(*key, {name: before[name] for name in changed}, {name: after[name] for name in changed})


def write(changes: list[RowChange]) -> None:
    """Make the rows what the changes say they are afterwards; a constant number of queries.

    Raises IntegrityError where the database does not allow it.
    """
    for model, _ in reversed(TRACKED):
        gone = [one.pk for one in changes if one.model == model.__name__ and one.after is None]
        _rows(model).filter(pk__in=gone).delete()
    for model, _ in TRACKED:
        mine = [one for one in changes if one.model == model.__name__ and one.after is not None]
        _create(model, [one for one in mine if one.before is None])
        _update(model, {one.pk: one.after or {} for one in mine if one.before is not None})


def _fields(model: type[Model]) -> Iterable[Field[Any, Any]]:
    return model._meta.concrete_fields  # noqa: SLF001 - Django documents it as public


def _rows(model: type[Model]) -> QuerySet[Any]:
    return QuerySet(model=model)


def _create(model: type[Model], changes: list[RowChange]) -> None:
    _rows(model).bulk_create(model(id=one.pk, **_typed(model, one.after or {})) for one in changes)


def _update(model: type[Model], wanted: Mapping[int, Values]) -> None:
    rows = list(_rows(model).filter(pk__in=wanted))
    for row in rows:
        for name, value in _typed(model, wanted[row.pk]).items():
            setattr(row, name, value)
    if names := sorted({name for values in wanted.values() for name in values}):
        _rows(model).bulk_update(rows, [name.removesuffix("_id") for name in names])
    if model is Session and rows:
        Session.objects.filter(pk__in=wanted).update(version=F("version") + 1)


def _typed(model: type[Model], values: Values) -> Values:
    fields = {field.attname: field for field in _fields(model)}
    return {name: fields[name].to_python(value) for name, value in values.items()}
