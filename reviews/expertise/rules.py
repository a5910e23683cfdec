"""When a member of the committee can work, and whether they may be asked at short notice."""

from __future__ import annotations

import dataclasses
import datetime as dt

USUAL_LOAD = 4


@dataclasses.dataclass(frozen=True, slots=True)
class Availability:
    """The first and the last day away, both or none, and whether short notice is welcome."""

    takes_emergencies: bool = False
    away_from: dt.date | None = None
    away_until: dt.date | None = None


def why_not_away(first: dt.date | None, last: dt.date | None) -> str | None:
    """The reason why somebody cannot be away from the one day to the other; None if they can."""
    if (first is None) != (last is None):
        return "Say both days, or none."
    if first and last and last < first:
        return "The last day away comes before the first."
    return None


def is_away(day: dt.date, first: dt.date | None, last: dt.date | None) -> bool:
    """Whether somebody who is away from the one day to the other, or never, cannot work on this day."""
    return first is not None and last is not None and first <= day <= last
