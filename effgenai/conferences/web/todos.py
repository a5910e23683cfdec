"""What needs a person now, across all their roles: each app adds its own kind."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterable

from effgenai.accounts.models import User
from effgenai.conferences.core.viewer import Viewer
from effgenai.contributions import Contribution, contributed


@dataclasses.dataclass(frozen=True, slots=True)
class Todo:
    """One thing to do: what, where, by when (None: no date), and whether it is already done.

    `awaits` says of what is done what it waits for now: "waits for the chairs".
    What is `is_minor` comes after all the rest, whatever its date.
    """

    title: str
    url: str
    action: str
    note: str = ""
    due: dt.datetime | None = None
    zone: str = "AoE"
    done: bool = False
    awaits: str = ""
    is_minor: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Todos(Contribution):
    """What an app knows of that needs a person; `find` makes a constant number of queries."""

    find: Callable[[Viewer], Iterable[Todo]]


@dataclasses.dataclass(frozen=True, slots=True)
class Participation(Contribution):
    """Where people take part without a role; `find` gives the keys of these conferences, in one query."""

    find: Callable[[User], Iterable[int]]


def conferences_with(user: User) -> set[int]:
    """The keys of all conferences in which the person has a role or takes part otherwise."""
    keys = set(user.memberships.values_list("conference", flat=True))
    return keys.union(*(kind.find(user) for kind in contributed(Participation)))


def todos_of(viewer: Viewer) -> list[Todo]:
    """Everything that needs the viewer, open before done, the nearest date first."""
    todos = [todo for kind in contributed(Todos) for todo in kind.find(viewer)]
    latest = dt.datetime.max.replace(tzinfo=dt.UTC)
    return sorted(todos, key=lambda todo: (todo.done, todo.is_minor, todo.due or latest, todo.title))
