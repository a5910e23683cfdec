"""The dates of a conference as a calendar file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse
from icalendar import Calendar, Event

from effgenai.conferences.addresses import public_url
from effgenai.conferences.models import Conference, Milestone
from effgenai.conferences.wording import clock


def dates_calendar(conference: Conference, dates: Iterable[Milestone]) -> bytes:
    """The dates as iCalendar. A date keeps its UID when it moves, so that calendars move it too."""
    calendar = Calendar()
    calendar.add("prodid", "-//EffGenAI//Dates//EN")
    calendar.add("version", "2.0")
    calendar.add("name", f"Dates of {conference.short_name}")
    calendar.add("x-wr-calname", f"Dates of {conference.short_name}")
    for date in dates:
        calendar.add_component(_event(conference, date))
    if conference.starts_on:
        calendar.add_component(_days(conference, conference.starts_on))
    return bytes(calendar.to_ical())


def _event(conference: Conference, date: Milestone) -> Event:
    changes = list(date.changes.all())
    stamp = changes[-1].changed_at if changes else conference.created_at
    event = _new_event(conference, f"{conference.short_name}: {date.name}", f"date-{date.key}", stamp)
    event.add("sequence", len(changes))
    event.add("dtstart", date.instant.astimezone(dt.UTC))
    event.add("dtend", date.instant.astimezone(dt.UTC))
    event.add("description", f"{date.name} at {clock(date)}")
    return event


def _days(conference: Conference, first: dt.date) -> Event:
    event = _new_event(conference, conference.title, f"days-{conference.slug}", conference.created_at)
    event.add("dtstart", first)
    event.add("dtend", (conference.ends_on or first) + dt.timedelta(days=1))
    if conference.place:
        event.add("location", conference.place)
    return event


def _new_event(conference: Conference, summary: str, name: str, stamp: dt.datetime) -> Event:
    event = Event()
    event.add("summary", summary)
    event.add("uid", f"{name}@{settings.MAIL_DOMAIN}")
    event.add("dtstamp", stamp.astimezone(dt.UTC))
    event.add("url", public_url(conference, reverse("conferences:dates", args=[conference.slug])))
    event.add("transp", "TRANSPARENT")
    return event
