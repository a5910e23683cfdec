"""How the dates of an edition move to the next one. Pure: knows no database.

What lies before the workshop moves together, by whole weeks or by as many days as the first day does; its
own days move with it. A clock on the wall shows the same before and after, whatever summer time does.
"""

from __future__ import annotations

import dataclasses
import datetime as dt

from effgenai.conferences.dates.states import MilestoneKind
from effgenai.ui.dates import zone

WEEK = 7


@dataclasses.dataclass(frozen=True, slots=True)
class Days:
    """The first and last day of an edition."""

    first: dt.date
    last: dt.date


@dataclasses.dataclass(frozen=True, slots=True)
class Shift:
    """From the days of one edition to those of another; `weekdays` keeps the weekday of what comes before."""

    old: Days
    new: Days
    weekdays: bool = True

    @property
    def days(self) -> int:
        """By how many days the first day moves."""
        return (self.new.first - self.old.first).days

    @property
    def ahead(self) -> int:
        """By how many days everything else moves."""
        return whole_weeks(self.days) if self.weekdays else self.days

    def instant(self, instant: dt.datetime, zone_name: str, kind: str = MilestoneKind.OTHER) -> dt.datetime:
        """The moment in the new edition, at the same time of day in the zone of the date.

        A time that the zone skips on the new day (the clocks are put forward) is the one right after the gap.
        """
        here = zone(zone_name)
        local = instant.astimezone(here)
        moved = dt.datetime.combine(local.date() + self._distance(local.date(), kind), local.timetz())
        return moved.astimezone(dt.UTC)

    def _distance(self, day: dt.date, kind: str) -> dt.timedelta:
        if kind == MilestoneKind.ENDS:
            return self.new.last - self.old.last
        is_on_site = kind == MilestoneKind.STARTS or self.old.first <= day <= self.old.last
        return dt.timedelta(days=self.days if is_on_site else self.ahead)

    def keeps_clock(self, instant: dt.datetime, zone_name: str, kind: str = MilestoneKind.OTHER) -> bool:
        """False if the zone has no such time on the new day."""
        here = zone(zone_name)
        moved = self.instant(instant, zone_name, kind).astimezone(here)
        return moved.time() == instant.astimezone(here).time()


def whole_weeks(days: int) -> int:
    """The nearest whole number of weeks, in days."""
    return (days + WEEK // 2) // WEEK * WEEK
