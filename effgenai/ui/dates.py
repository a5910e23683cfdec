"""Instants in words. Nothing here asks the clock: `now` is always passed in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from effgenai.ui.text.numbers import counted

AOE_NAME = "AoE"
AOE = timezone(timedelta(hours=-12), AOE_NAME)

_MINUTE = timedelta(minutes=1)
_LASTING: ContextVar[bool] = ContextVar("lasting_words", default=False)

_UNITS = (
    (timedelta(days=730), timedelta(days=365), "year"),
    (timedelta(days=60), timedelta(days=30), "month"),
    (timedelta(days=1), timedelta(days=1), "day"),
    (timedelta(hours=1), timedelta(hours=1), "hour"),
    (timedelta(minutes=1), timedelta(minutes=1), "minute"),
)


@contextmanager
def lasting_words() -> Iterator[None]:
    """Inside, words are true whenever they are read: no "in 3 days", and every moment with its year."""
    token = _LASTING.set(True)
    try:
        yield
    finally:
        _LASTING.reset(token)


@dataclass(frozen=True)
class ZonedInstant:
    """An instant together with the name of the zone in which a person entered it."""

    instant: datetime
    zone: str


def zone(name: str) -> tzinfo:
    """Return the zone called `name`: AoE ("anywhere on Earth", UTC-12), UTC or an IANA name.

    Raises ValueError if there is none of that name.
    """
    if name == AOE_NAME:
        return AOE
    if name == "UTC":
        return UTC
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"There is no time zone called {name!r}.") from error


def zone_label(local: datetime) -> str:
    """Return the short name of the zone of `local`: AoE, UTC, CEST, or UTC+3 where it has only a number."""
    name = local.tzname() or ""
    if name.isalpha():
        return name
    offset = local.utcoffset() or timedelta()
    hours, minutes = divmod(int(abs(offset).total_seconds()) // 60, 60)
    sign = "-" if offset < timedelta() else "+"
    return f"UTC{sign}{hours}" + (f":{minutes:02d}" if minutes else "")


def day(instant: datetime, zone_name: str, *, year: bool = True) -> str:
    """Return "22 Aug 2026", the calendar day of `instant` in that zone."""
    local = instant.astimezone(zone(zone_name))
    return f"{local.day} {local:%b}" + (f" {local.year}" if year or _LASTING.get() else "")


def moment(instant: datetime, zone_name: str, now: datetime | None = None) -> str:
    """Return "Fri 22 Aug, 23:59 AoE"; with the year if it is not the year of `now`."""
    local = instant.astimezone(zone(zone_name))
    is_clear = not _LASTING.get() and (now is None or now.astimezone(local.tzinfo).year == local.year)
    return _moment(local, "" if is_clear else f" {local.year}")


def moment_with_year(instant: datetime, zone_name: str) -> str:
    """Return "Fri 22 Aug 2026, 23:59 AoE": for mails, which are read whenever people like."""
    local = instant.astimezone(zone(zone_name))
    return _moment(local, f" {local.year}")


def _moment(local: datetime, year: str) -> str:
    return f"{local:%a} {local.day} {local:%b}{year}, {local:%H:%M} {zone_label(local)}"


def _amount(span: timedelta) -> str:
    for threshold, unit, word in _UNITS:
        if span >= threshold:
            return counted(span // unit, word)
    return ""


def relative(instant: datetime, now: datetime) -> str:
    """Return "in 3 days", "2 hours ago" or "now"; rounded down: a deadline never seems farther than it is.

    Where words must last it is the day: "22 Aug 2026".
    """
    if _LASTING.get():
        return day(instant, "UTC")
    amount = _amount(abs(instant - now))
    if not amount:
        return "now"
    return f"in {amount}" if instant > now else f"{amount} ago"


def distance(start: datetime, end: datetime) -> str:
    """Return how far `end` is from `start`: "7 days later", "1 day 12 h earlier", "at the same time"."""
    left = countdown(start + abs(end - start), start)
    if not left:
        return "at the same time"
    return f"{left.removesuffix(' 0 h')} {'later' if end > start else 'earlier'}"


def countdown(instant: datetime, now: datetime) -> str:
    """Return what is left as "3 days 7 h", "7 h 12 min" or "12 min"; an empty text once it has passed.

    Where words must last it is always empty.
    """
    minutes = int((instant - now).total_seconds()) // 60
    days, rest = divmod(minutes, 24 * 60)
    hours, minutes = divmod(rest, 60)
    if instant <= now or _LASTING.get():
        return ""
    if days:
        return f"{counted(days, 'day')} {hours} h"
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min" if minutes else "less than a minute"


def countdown_turns(instant: datetime, now: datetime) -> datetime:
    """The next moment at which the first number of the countdown is another one; `instant` is still ahead."""
    left = instant - now
    unit = next((unit for unit in (timedelta(days=1), timedelta(hours=1)) if left >= unit), _MINUTE)
    return now + left % unit + timedelta.resolution


def to_the_minute(instant: datetime) -> datetime:
    """The minute of a moment, for stamps that everybody may read: seconds would tell more than needed."""
    return instant.replace(second=0, microsecond=0)


def last_instant(instant: datetime, zone_name: str) -> datetime:
    """Until when a date lasts that is given to the minute: "23:59" means the day, so it ends with its minute.

    Others end with the instant: what closes at 12:00 is closed a second later.
    """
    is_last_minute = instant.astimezone(zone(zone_name)).minute == 59
    return to_the_minute(instant) + _MINUTE - timedelta.resolution if is_last_minute else instant
