"""How each app's rows pass from one account of a person to another."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterable, Mapping

from django.apps import apps
from django.db.models import Model, QuerySet

from effgenai.accounts.models import User
from effgenai.contributions import Contribution


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """A merge under way, inside one transaction: everything of `gone` becomes that of `kept`."""

    kept: User
    gone: User
    by: User
    at: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True)
class Objection:
    """Why two accounts cannot be merged: as the person may read it, and as anyone else may."""

    to_them: str
    to_others: str


Mover = Callable[[Merge, str], None]


def _nothing(kept: User, gone: User) -> Iterable[str]:
    return ()


def _no_objection(kept: User, gone: User) -> Iterable[Objection]:
    return ()


def _no_more(merge: Merge) -> None:
    """Nothing follows from the merge."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class MergePart(Contribution):
    """What an app knows of merging; rows of lower layers are moved first.

    `rows` says for each relation to an account, by its name `app.Model.field`, how its rows are moved.
    `objections` are read before; `preview` tells the person, and nobody else, what will happen to their
    things; `afterwards` runs once all rows of all apps have been moved.
    """

    rows: Mapping[str, Mover] = dataclasses.field(default_factory=dict)
    objections: Callable[[User, User], Iterable[Objection]] = _no_objection
    preview: Callable[[User, User], Iterable[str]] = _nothing
    afterwards: Callable[[Merge], None] = _no_more


def hand_over(merge: Merge, relation: str) -> None:
    """Name the kept account wherever the relation named the other one."""
    rows, field = _rows_of(relation, merge.gone)
    rows.update(**{field: merge.kept})


def leave(merge: Merge, relation: str) -> None:
    """Let rows name the account that is gone: they tell what happened, and may not change."""


def drop(merge: Merge, relation: str) -> None:
    """Delete the rows of the account that is gone: they were of use to nobody else."""
    rows, _ = _rows_of(relation, merge.gone)
    rows.delete()


def _rows_of(relation: str, user: User) -> tuple[QuerySet[Model], str]:
    label, _, field = relation.rpartition(".")
    rows = apps.get_model(label)._base_manager.all()  # noqa: SLF001 - Django's documented API
    return rows.filter(**{field: user}), field
