"""A new edition from an old one: each app copies its part of the set-up, nothing of papers or reviews."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable

from effgenai.accounts.models import User
from effgenai.conferences.models import Conference
from effgenai.ui.dates import zone


@dataclasses.dataclass(frozen=True, slots=True)
class Edition:
    """A copy in the making: from which conference to which, by how many days dates move, by whom and when."""

    old: Conference
    new: Conference
    days: int
    by: User
    at: dt.datetime

    def shifted(self, instant: dt.datetime, zone_name: str) -> dt.datetime:
        """The same time of day on the wall in its zone, so many days later, whatever clocks do in between."""
        wall = instant.astimezone(zone(zone_name))
        moved = (wall.replace(tzinfo=None) + dt.timedelta(days=self.days)).replace(tzinfo=wall.tzinfo)
        return moved.astimezone(dt.UTC)


Counter = Callable[[Conference], str]
Copier = Callable[[Edition], object]


@dataclasses.dataclass(frozen=True, slots=True)
class EditionPart:
    """A part that a chair may take along: `count` says in words what there is ("" if nothing)."""

    key: str
    label: str
    count: Counter
    copy: Copier
    is_usual: bool = True


_PARTS: dict[int, EditionPart] = {}


def register_edition_part(place: int, part: EditionPart) -> None:
    """Add a part at its place in the list; called from `AppConfig.ready`. Parts are copied in this order."""
    _PARTS[place] = part


def edition_parts() -> list[EditionPart]:
    """All parts, in their order."""
    return [_PARTS[place] for place in sorted(_PARTS)]


def days_between(old: Conference, first_day: dt.date, *, keep_weekdays: bool) -> int:
    """By how many days dates move: the distance of the first days, rounded to whole weeks if asked for.

    Without a first day of the old edition, a year of 52 weeks.
    """
    days = (first_day - old.starts_on).days if old.starts_on else 364
    return round(days / 7) * 7 if keep_weekdays else days
