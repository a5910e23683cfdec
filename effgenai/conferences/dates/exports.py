"""Dates as calendar files: those of a conference for everyone, and one person's own."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from django.conf import settings
from django.db.models import F
from django.urls import reverse

from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.viewer import Viewer
from effgenai.conferences.dates.models import Milestone, MilestoneChange, MilestoneException
from effgenai.conferences.dates.wording import clock
from effgenai.conferences.web.addresses import public_url
from effgenai.conferences.web.todos import Todo, todos_of
from effgenai.ui.dates import moment
from effgenai.ui.text.ics import CalendarEntry, calendar_file


def dates_calendar(conference: Conference, dates: Iterable[Milestone]) -> bytes:
    """The dates as iCalendar, with what differs for a track where exceptions are loaded as `for_tracks`.

    Those among them that were removed are cancelled.

    A date keeps its UID when it moves, and its SEQUENCE grows, so that calendars move it too.
    """
    title = f"Dates of {conference.short_name}"
    return calendar_file(title, _public_entries(conference, dates), since=conference.created_at)


def _public_entries(conference: Conference, dates: Iterable[Milestone]) -> Iterator[CalendarEntry]:
    for date in dates:
        yield _date_entry(conference, date)
        for exception in getattr(date, "for_tracks", ()):
            yield _track_entry(conference, date, exception)
    if conference.starts_on:
        yield _days(conference, conference.starts_on)


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
    entries = []
    seen: Counter[str] = Counter()
    for todo in todos:
        if todo.due is not None and not todo.done:
            seen[todo.url] += 1
            name = f"{todo.url} {seen[todo.url]}"
            entries.append(_todo_entry(conference, todo, todo.due, name, moves=moves, at=at))
    entries += [_own_entry(conference, exception) for exception in exceptions]
    title = f"{conference.short_name}: what needs me"
    return calendar_file(title, entries, since=conference.created_at)


def _date_entry(conference: Conference, date: Milestone) -> CalendarEntry:
    changes = list(date.changes.all())
    reason = changes[-1].reason if changes else ""
    moved_at = changes[-1].changed_at if changes else conference.created_at
    return CalendarEntry(
        name=f"date-{date.key}",
        sequence=len(changes) + bool(date.removed_at),
        changed_at=date.removed_at or moved_at,
        summary=f"{conference.short_name}: {date.name}",
        starts=date.instant,
        description="\n".join(filter(None, [f"{date.name} at {clock(date)}", reason])),
        url=_dates_url(conference),
        is_cancelled=date.removed_at is not None,
    )


def _track_entry(conference: Conference, date: Milestone, exception: MilestoneException) -> CalendarEntry:
    summary = f"{conference.short_name}: {date.name} ({exception.track})"
    return _exception_entry(conference, exception, summary, f"date-{date.key}-track-{exception.track_id}")


def _own_entry(conference: Conference, exception: MilestoneException) -> CalendarEntry:
    date = exception.milestone
    summary = f"{conference.short_name}: {date.name} (for you)"
    return _exception_entry(conference, exception, summary, f"date-{date.key}-mine")


def _exception_entry(
    conference: Conference, exception: MilestoneException, summary: str, name: str
) -> CalendarEntry:
    # Why a person has more time is written by chairs for chairs.
    reason = exception.reason if exception.track_id else ""
    return CalendarEntry(
        name=name,
        sequence=_seconds_to(exception.created_at, conference),
        changed_at=exception.created_at,
        summary=summary,
        starts=exception.instant,
        description="\n".join(filter(None, [moment(exception.instant, exception.zone), reason])),
        url=_dates_url(conference),
    )


def _todo_entry(
    conference: Conference, todo: Todo, due: dt.datetime, name: str, *, moves: int, at: dt.datetime
) -> CalendarEntry:
    return CalendarEntry(
        name=f"duty-{hashlib.sha256(name.encode()).hexdigest()[:24]}",
        sequence=moves,
        changed_at=at,
        summary=f"{conference.short_name}: {todo.title}",
        starts=due,
        description="\n".join(filter(None, [todo.action, todo.note, moment(due, todo.zone)])),
        url=settings.SITE_URL + todo.url,
    )


def _days(conference: Conference, first: dt.date) -> CalendarEntry:
    changed_at = conference.event_changed_at or conference.created_at
    return CalendarEntry(
        name=f"days-{conference.slug}",
        sequence=_seconds_to(changed_at, conference),
        changed_at=changed_at,
        summary=conference.title,
        starts=first,
        ends=(conference.ends_on or first) + dt.timedelta(days=1),
        location=conference.place,
        url=_dates_url(conference),
    )


def _seconds_to(changed_at: dt.datetime, conference: Conference) -> int:
    """The SEQUENCE of what has no history that could be counted."""
    return max(0, int((changed_at - conference.created_at).total_seconds()))


def _dates_url(conference: Conference) -> str:
    return public_url(conference, reverse("conferences:dates", args=[conference.slug]))


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
