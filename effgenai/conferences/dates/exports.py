"""Dates as calendar files: those of a conference for everyone, and one person's own."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence

from django.conf import settings
from django.db.models import F
from django.urls import reverse
from icalendar import Calendar, Event

from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.viewer import Viewer
from effgenai.conferences.dates.models import Milestone, MilestoneChange, MilestoneException
from effgenai.conferences.dates.wording import clock
from effgenai.conferences.web.addresses import public_url
from effgenai.conferences.web.todos import Todo, todos_of
from effgenai.ui.dates import moment, to_the_minute

# How often a calendar program should ask again, unless its owner decided otherwise.
REFRESH = dt.timedelta(hours=6)


def dates_calendar(conference: Conference, dates: Iterable[Milestone]) -> bytes:
    """The dates as iCalendar, with what differs for a track where exceptions are loaded as `for_tracks`.

    A date keeps its UID when it moves, and its SEQUENCE grows, so that calendars move it too.
    """
    calendar = _new_calendar(f"Dates of {conference.short_name}")
    for date in dates:
        calendar.add_component(_date_event(conference, date))
        for exception in getattr(date, "for_tracks", ()):
            calendar.add_component(_track_event(conference, date, exception))
    if conference.starts_on:
        calendar.add_component(_days(conference, conference.starts_on))
    return bytes(calendar.to_ical())


def own_calendar(
    conference: Conference,
    todos: Sequence[Todo],
    exceptions: Iterable[MilestoneException],
    *,
    moves: int,
    at: dt.datetime,
) -> bytes:
    """What one person has to do by when, and the dates that are theirs alone.

    `moves` is how often dates of the conference have moved: the SEQUENCE of all entries. Two to-dos on one
    page are told apart by their order, which nothing but a new to-do changes.
    """
    calendar = _new_calendar(f"{conference.short_name}: what needs me")
    seen: Counter[str] = Counter()
    for todo in todos:
        if todo.due is not None and not todo.done:
            seen[todo.url] += 1
            name = f"{todo.url} {seen[todo.url]}"
            calendar.add_component(_todo_event(conference, todo, todo.due, name, moves=moves, at=at))
    for exception in exceptions:
        calendar.add_component(_own_event(conference, exception))
    return bytes(calendar.to_ical())


def _new_calendar(name: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//EffGenAI//Dates//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT6H")
    return calendar


def _date_event(conference: Conference, date: Milestone) -> Event:
    changes = list(date.changes.all())
    stamp = changes[-1].changed_at if changes else conference.created_at
    event = _stamped_event(conference, f"{conference.short_name}: {date.name}", f"date-{date.key}", stamp)
    event.add("sequence", len(changes))
    event.add("dtstart", date.instant.astimezone(dt.UTC))
    reason = changes[-1].reason if changes else ""
    event.add("description", "\n".join(filter(None, [f"{date.name} at {clock(date)}", reason])))
    return event


def _track_event(conference: Conference, date: Milestone, exception: MilestoneException) -> Event:
    summary = f"{conference.short_name}: {date.name} ({exception.track})"
    return _exception_event(conference, exception, summary, f"date-{date.key}-track-{exception.track_id}")


def _own_event(conference: Conference, exception: MilestoneException) -> Event:
    date = exception.milestone
    summary = f"{conference.short_name}: {date.name} (for you)"
    return _exception_event(conference, exception, summary, f"date-{date.key}-mine")


def _exception_event(conference: Conference, exception: MilestoneException, summary: str, name: str) -> Event:
    """An exception has no history: its SEQUENCE counts the seconds until it was last changed."""
    event = _stamped_event(conference, summary, name, exception.created_at)
    event.add("sequence", max(0, int((exception.created_at - conference.created_at).total_seconds())))
    event.add("dtstart", exception.instant.astimezone(dt.UTC))
    # Why a person has more time is written by chairs for chairs.
    reason = exception.reason if exception.track_id else ""
    event.add("description", "\n".join(filter(None, [moment(exception.instant, exception.zone), reason])))
    return event


def _todo_event(
    conference: Conference, todo: Todo, due: dt.datetime, name: str, *, moves: int, at: dt.datetime
) -> Event:
    uid = hashlib.sha256(name.encode()).hexdigest()[:24]
    event = _event(conference, f"{conference.short_name}: {todo.title}", f"duty-{uid}", at)
    event.add("sequence", moves)
    event.add("dtstart", due.astimezone(dt.UTC))
    event.add("description", "\n".join(filter(None, [todo.action, todo.note, moment(due, todo.zone)])))
    event["url"] = settings.SITE_URL + todo.url
    return event


def _days(conference: Conference, first: dt.date) -> Event:
    event = _stamped_event(conference, conference.title, f"days-{conference.slug}", conference.created_at)
    event.add("dtstart", first)
    event.add("dtend", (conference.ends_on or first) + dt.timedelta(days=1))
    if conference.place:
        event.add("location", conference.place)
    return event


def _stamped_event(conference: Conference, summary: str, name: str, stamp: dt.datetime) -> Event:
    """An entry that stays the same, byte by byte, until what it tells of changes; it last did at `stamp`."""
    event = _event(conference, summary, name, stamp)
    event.add("last-modified", to_the_minute(stamp).astimezone(dt.UTC))
    return event


def _event(conference: Conference, summary: str, name: str, stamp: dt.datetime) -> Event:
    """An entry of one moment: it has no end, since an end would have to be later."""
    event = Event()
    event.add("summary", summary)
    event.add("uid", f"{name}@{settings.MAIL_DOMAIN}")
    event.add("dtstamp", to_the_minute(stamp).astimezone(dt.UTC))
    event.add("url", public_url(conference, reverse("conferences:dates", args=[conference.slug])))
    event.add("transp", "TRANSPARENT")
    return event


def calendar_of(viewer: Viewer) -> bytes:
    """The viewer's to-dos with a date, and dates that are theirs alone, as the page "me" shows them now."""
    conference = viewer.conference
    own = MilestoneException.objects.filter(milestone__conference=conference, user=viewer.user)
    helpful = own.filter(instant__gt=F("milestone__instant")).select_related("milestone")
    return own_calendar(
        conference,
        todos_of(viewer),
        helpful,
        moves=MilestoneChange.objects.filter(milestone__conference=conference).count(),
        at=viewer.at,
    )
