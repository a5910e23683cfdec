"""A day of sessions drawn to scale: time from left to right, a row for each room. Pure: knows no database."""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
from collections.abc import Sequence

WIDTH, BETWEEN = 100, 0.3  # per cent of the strip, as wide as the screen makes it
HEAD, ROW, GAP = 20, 40, 4  # pixels
HOUR = 60
MAX_LABELS = 14


@dataclasses.dataclass(frozen=True, slots=True)
class Slot:
    """What stands in a strip: from when to when, in which room ("" for everywhere), as what."""

    starts_at: dt.datetime
    ends_at: dt.datetime
    room: str
    kind: str
    title: str


@dataclasses.dataclass(frozen=True, slots=True)
class StripBlock:
    """A slot as it is drawn: from left to right in per cent, from top to bottom in pixels."""

    x: float
    y: int
    width: float
    height: int
    kind: str
    title: str


@dataclasses.dataclass(frozen=True, slots=True)
class HourMark:
    """A full hour and where it stands, in per cent."""

    x: float
    label: str


@dataclasses.dataclass(frozen=True, slots=True)
class Strip:
    """A day, as high as it has rooms; `height` is in pixels."""

    height: int
    hours: list[HourMark]
    blocks: list[StripBlock]


@dataclasses.dataclass(frozen=True, slots=True)
class HourScale:
    """The full hours that a strip begins and ends with, counted from the midnight before its day."""

    first: int
    last: int

    def x(self, minutes: float) -> float:
        """Where a minute of the day stands, in per cent."""
        return round((minutes - self.first * HOUR) * WIDTH / ((self.last - self.first) * HOUR), 2)


def scale_of(days: Sequence[Sequence[Slot]]) -> HourScale:
    """One scale for all days, so that they can be compared."""
    minutes = [(_minutes(slot.starts_at, day), _minutes(slot.ends_at, day)) for day in days for slot in day]
    first = math.floor(min(start for start, _ in minutes) / HOUR)
    return HourScale(first, max(math.ceil(max(end for _, end in minutes) / HOUR), first + 1))


def strip_of(day: Sequence[Slot], rooms: Sequence[str], scale: HourScale) -> Strip:
    """The day with its rooms in their order; what happens everywhere is as high as all of them."""
    used = [room for room in rooms if any(slot.room == room for slot in day)]
    height = max(len(used), 1) * ROW
    blocks = []
    for slot in day:
        x = scale.x(_minutes(slot.starts_at, day))
        end = scale.x(_minutes(slot.ends_at, day))
        y, high = (used.index(slot.room) * ROW, ROW) if slot.room in used else (0, height)
        width = round(max(end - x - BETWEEN, BETWEEN), 2)
        blocks.append(StripBlock(x, HEAD + y, width, high - GAP, slot.kind, slot.title))
    return Strip(HEAD + height, _hours(scale), blocks)


def _hours(scale: HourScale) -> list[HourMark]:
    step = math.ceil((scale.last - scale.first) / MAX_LABELS)
    return [
        HourMark(scale.x(hour * HOUR), f"{hour % 24:02d}:00") for hour in range(scale.first, scale.last, step)
    ]


def _minutes(instant: dt.datetime, day: Sequence[Slot]) -> float:
    """Minutes since the midnight before the first slot, as clocks at the venue show them."""
    midnight = dt.datetime.combine(day[0].starts_at.date(), dt.time())
    return (instant.replace(tzinfo=None) - midnight).total_seconds() / 60
