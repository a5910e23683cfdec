"""The released schedule as a calendar file and as data."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from effgenai.conferences.core.models import Conference
from effgenai.conferences.web.addresses import public_url
from effgenai.ui.dates import zone_label
from effgenai.ui.text.ics import CalendarEntry, calendar_file
from effgenai.ui.text.titles import plain_title
from program.schedule.queries.history import ReleasedSession
from program.schedule.queries.released import Schedule, SessionView, TalkView


def schedule_calendar(conference: Conference, sessions: list[ReleasedSession]) -> bytes:
    """Every session that was ever released as an event; those that the last release lacks are cancelled.

    A session keeps its UID over releases, so that calendars move it.
    """
    entries = [session_entry(conference, session) for session in sessions]
    title = f"Programme of {conference.short_name}"
    return calendar_file(title, entries, since=conference.created_at)


def session_calendar(conference: Conference, released: ReleasedSession) -> bytes:
    """One session alone, the same entry as in the calendar of all."""
    title = plain_title(released.session.title)
    return calendar_file(title, [session_entry(conference, released)], since=conference.created_at)


def session_entry(conference: Conference, released: ReleasedSession) -> CalendarEntry:
    """A session as it stands in every calendar of the programme."""
    session = released.session
    path = reverse("program:session", args=[conference.slug, session.key])
    schedule = reverse("program:schedule", args=[conference.slug])
    return CalendarEntry(
        name=f"session-{session.key}",
        sequence=released.changed_in.number,
        changed_at=max(released.changed_in.released_at, conference.event_changed_at or conference.created_at),
        summary=session.title,
        starts=session.starts_at,
        ends=session.ends_at,
        location=", ".join(filter(None, [session.room, conference.place])),
        description="" if released.is_cancelled else _talks(session),
        url=public_url(conference, schedule if released.is_cancelled else path),
        is_busy=True,
        is_cancelled=released.is_cancelled,
    )


def _talks(session: SessionView) -> str:
    """A talk a line, at its time at the venue, which is not that of whoever reads; posters have none."""
    if not session.has_running_times:
        return "\n".join(talk.plain_title for talk in session.talks)
    return "\n".join(
        f"{talk.starts_at:%H:%M} {zone_label(talk.starts_at)} {talk.plain_title}" for talk in session.talks
    )


def schedule_json(conference: Conference, schedule: Schedule) -> dict[str, Any]:
    """The release as plain data, as docs/papers.md describes it; no query."""
    release = schedule.release
    return {
        "conference": {
            "short_name": conference.short_name,
            "title": plain_title(conference.title),
            "place": conference.place,
            "time_zone": release.time_zone,
            "url": public_url(conference, reverse("conferences:home", args=[conference.slug])),
        },
        "release": {
            "number": release.number,
            "name": release.name,
            "released_at": release.released_at.isoformat(),
        },
        "sessions": [_session_json(conference, session) for session in schedule.sessions],
    }


def _session_json(conference: Conference, session: SessionView) -> dict[str, Any]:
    path = reverse("program:session", args=[conference.slug, session.key])
    return {
        "key": session.key,
        "url": public_url(conference, path),
        "kind": session.kind,
        "kind_label": session.kind_label,
        "title": session.title,
        "room": session.room,
        "chair": session.chair,
        "panel": session.panel,
        "starts_at": session.starts_at.isoformat(),
        "ends_at": session.ends_at.isoformat(),
        "talks": [_talk_json(conference, talk) for talk in session.talks],
    }


def _talk_json(conference: Conference, talk: TalkView) -> dict[str, Any]:
    """A talk; `paper` is the address of its accepted paper, null for others."""
    path = reverse("submissions:accepted_paper", args=[conference.slug, talk.paper]) if talk.paper else None
    return {
        "key": talk.key,
        "title": talk.title,
        "speakers": talk.speaker,
        "abstract": talk.abstract,
        "starts_at": talk.starts_at.isoformat(),
        "minutes": talk.minutes,
        "board": talk.board,
        "is_cancelled": talk.is_cancelled,
        "paper": public_url(conference, path) if path else None,
    }
