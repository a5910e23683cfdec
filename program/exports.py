"""The released schedule as a calendar file."""

from __future__ import annotations

import datetime as dt
import zoneinfo

from django.conf import settings
from django.urls import reverse
from icalendar import Calendar, Event

from effgenai.conferences.core.models import Conference
from effgenai.conferences.web.addresses import public_url
from effgenai.ui.dates import to_the_minute
from program.queries.schedule import Schedule, SessionView


def schedule_calendar(conference: Conference, schedule: Schedule | None) -> bytes:
    """Every session as an event, none before the first release.

    A session keeps its UID over releases, so that calendars move it.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//EffGenAI//Programme//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", f"Programme of {conference.short_name}")
    if schedule:
        for session in schedule.sessions:
            calendar.add_component(_event(conference, schedule, session))
        calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _event(conference: Conference, schedule: Schedule, session: SessionView) -> Event:
    event = Event()
    event.add("uid", f"session-{session.key}@{settings.MAIL_DOMAIN}")
    event.add("dtstamp", to_the_minute(schedule.release.released_at).astimezone(dt.UTC))
    event.add("sequence", schedule.release.number)
    event.add("dtstart", _in_zone(session.starts_at))
    event.add("dtend", _in_zone(session.ends_at))
    event.add("summary", session.title)
    event.add("location", ", ".join(filter(None, [session.room, conference.place])))
    event.add("description", "\n".join(f"{talk.starts_at:%H:%M} {talk.title}" for talk in session.talks))
    path = reverse("program:session", args=[conference.slug, session.key])
    event.add("url", public_url(conference, path))
    return event


def _in_zone(instant: dt.datetime) -> dt.datetime:
    """In the zone of the venue if calendars know it by name; AoE they do not."""
    return instant if isinstance(instant.tzinfo, zoneinfo.ZoneInfo) else instant.astimezone(dt.UTC)
