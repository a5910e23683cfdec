"""Calendar files (RFC 5545). All instants are written in UTC: readers differ in what they make of zones."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable

from django.conf import settings
from icalendar import Calendar, Component, Event, Journal, vText

from effgenai.ui.dates import to_the_minute
from effgenai.ui.text.controls import without_controls
from effgenai.ui.text.titles import plain_title

CONTENT_TYPE = "text/calendar; charset=utf-8"
# How often a calendar program should ask again, unless its owner decided otherwise.
REFRESH = dt.timedelta(hours=6)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class CalendarEntry:
    """An entry of a calendar.

    `name` stays while it is the same entry; `sequence` grows when it moves or is cancelled, and `changed_at`
    is when that or its place last changed. `summary` is a title as people write one, formulas included.
    `starts` is an instant, or the first of whole days; `ends` is the instant or day after it, None for what
    is but a moment.
    """

    name: str
    sequence: int
    changed_at: dt.datetime
    summary: str
    starts: dt.datetime | dt.date
    ends: dt.datetime | dt.date | None = None
    description: str = ""
    location: str = ""
    url: str = ""
    is_busy: bool = False
    is_cancelled: bool = False


def calendar_file(title: str, entries: Iterable[CalendarEntry], *, since: dt.datetime) -> bytes:
    """The entries as a file, the same byte by byte as long as they are.

    A calendar must have a component. One without entries holds a journal note that says so, since programs
    do not show those as appointments; `since` is the time of that note.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//EffGenAI//Calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for name in ("name", "x-wr-calname"):
        calendar.add(name, vText(plain_title(title)))  # the library takes them for raw values
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT6H")
    components: list[Component] = [_event(entry) for entry in entries]
    for component in components or [_note(f"{title}: nothing is scheduled yet", since)]:
        calendar.add_component(component)
    return bytes(calendar.to_ical())


def _event(entry: CalendarEntry) -> Event:
    event = Event()
    event.add("uid", _uid(entry.name))
    event.add("sequence", entry.sequence)
    event.add("dtstamp", _stamp(entry.changed_at))
    event.add("last-modified", _stamp(entry.changed_at))
    event.add("dtstart", _in_utc(entry.starts))
    if entry.ends is not None:
        event.add("dtend", _in_utc(entry.ends))
    event.add("summary", plain_title(entry.summary))
    for name in ("description", "location", "url"):
        if text := _text(getattr(entry, name)):
            event.add(name, text)
    event.add("transp", "OPAQUE" if entry.is_busy and not entry.is_cancelled else "TRANSPARENT")
    event.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    return event


def _note(summary: str, since: dt.datetime) -> Journal:
    note = Journal()
    note.add("uid", _uid("nothing-yet"))
    note.add("dtstamp", _stamp(since))
    note.add("summary", plain_title(summary))
    return note


def _uid(name: str) -> str:
    return f"{name}@{settings.MAIL_DOMAIN}"


def _stamp(instant: dt.datetime) -> dt.datetime:
    return to_the_minute(instant).astimezone(dt.UTC)


def _in_utc(when: dt.datetime | dt.date) -> dt.datetime | dt.date:
    return when.astimezone(dt.UTC) if isinstance(when, dt.datetime) else when


def _text(text: str) -> str:
    return "\n".join(without_controls(text).splitlines())
