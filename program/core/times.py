"""Times of the venue: what an editor types and what a page shows, in the conference's own zone."""

from __future__ import annotations

import datetime as dt

from effgenai.conferences.core.models import Conference
from effgenai.ui.dates import zone
from effgenai.ui.text.numbers import counted

# Whoever types an end before the beginning means the next morning, or mistyped: so long a night is a mistake.
LONGEST_NIGHT = dt.timedelta(hours=12)
# Tutorials and dinners of the days around a conference belong to it.
AROUND = dt.timedelta(days=3)
MONTH = 30
LONG = 60
ONE_DAY = dt.timedelta(days=1)
# A party that goes on after midnight belongs to the day on which it began.
NIGHT = dt.timedelta(hours=5)


def at_venue(conference: Conference, instant: dt.datetime) -> dt.datetime:
    """The instant as a clock at the venue shows it."""
    return instant.astimezone(zone(conference.time_zone))


def from_venue(conference: Conference, day: dt.date, clock: dt.time) -> dt.datetime:
    """The instant at which a clock at the venue shows that time.

    Raises ValueError where the clock skips it: the hour that is lost when daylight saving begins.
    """
    local = dt.datetime.combine(day, clock, tzinfo=zone(conference.time_zone))
    instant = local.astimezone(dt.UTC)
    if at_venue(conference, instant).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise ValueError(f"On that day the clocks in {conference.time_zone} skip {clock:%H:%M}.")
    return instant


def later(conference: Conference, instant: dt.datetime, by: dt.timedelta) -> dt.datetime:
    """The instant at which clocks at the venue show that much more (or less, if negative).

    Raises ValueError where the clocks skip it.
    """
    local = at_venue(conference, instant).replace(tzinfo=None) + by
    return from_venue(conference, local.date(), local.time())


def conference_day(conference: Conference, instant: dt.datetime) -> dt.date:
    """The day to which an instant belongs for those who are there: a night ends at five in the morning."""
    return (at_venue(conference, instant).replace(tzinfo=None) - NIGHT).date()


def last_day(day: dt.date, begins: dt.time, ends: dt.time) -> dt.date:
    """The day on which a session ends that begins on `day`: the next one if it goes to or over midnight.

    Raises ValueError if it would take longer than a night: the times were mistyped.
    """
    if begins < ends:
        return day
    length = dt.datetime.combine(day + ONE_DAY, ends) - dt.datetime.combine(day, begins)
    if length > LONGEST_NIGHT:
        raise ValueError("A session must end after it begins. Over midnight it may take twelve hours.")
    return day + ONE_DAY


def until(start: dt.datetime, end: dt.datetime) -> str:
    """When a session ends, read beside its beginning: "13:00", "24:00", or "01:30 (Sun)"."""
    if start.date() == end.date():
        return f"{end:%H:%M}"
    is_midnight = end.time() == dt.time() and end.date() == start.date() + ONE_DAY
    return "24:00" if is_midnight else f"{end:%H:%M} ({end:%a})"


def clock(instant: dt.datetime, here: dt.tzinfo, day: dt.date) -> str:
    """The time of day in a zone, with how many days it is away from a day of the conference: "23:10 (-1)"."""
    local = instant.astimezone(here)
    away = (local.date() - day).days
    return f"{local:%H:%M}" + (f" ({away:+d})" if away else "")


def span_words(start: dt.datetime, end: dt.datetime) -> str:
    """From when to when, in times of one zone: "on Sat 12 Dec", or "from Sat 12 Dec, 09:00 to 13:00"."""
    first = f"{start:%a} {start.day} {start:%b}"
    if start.time() == end.time() == dt.time():
        last = end.date() - ONE_DAY
        return f"on {first}" if last == start.date() else f"from {first} to {last:%a} {last.day} {last:%b}"
    if start.date() == end.date():
        return f"from {first}, {start:%H:%M} to {end:%H:%M}"
    return f"from {first}, {start:%H:%M} to {end:%a} {end.day} {end:%b}, {end:%H:%M}"


def far_away(conference: Conference, day: dt.date) -> str:
    """How far a day is from those of the conference: "11 months before"; "" if it is near or none is set."""
    first = conference.starts_on
    if first is None:
        return ""
    last = conference.ends_on or first
    if first - AROUND <= day <= last + AROUND:
        return ""
    distance, side = (first - day, "before") if day < first else (day - last, "after")
    days = distance.days
    return f"{counted(days // MONTH, 'month') if days >= LONG else counted(days, 'day')} {side}"
