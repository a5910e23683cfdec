"""Which addresses of formats are public."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse

from effgenai.conferences.core.models import Conference
from program.schedule.queries.released import public_schedule

FILES = ("schedule_xml", "schedule_json", "table")


def format_addresses(conference: Conference, at: dt.datetime) -> list[str]:
    """The page of formats and, once a release has been made, every file; two queries."""
    schedule = public_schedule(conference, at)
    sessions = schedule.sessions if schedule else []
    talks = [talk for session in sessions for talk in session.talks]
    parts: list[tuple[str, list[str]]] = [
        ("formats", []),
        *((name, []) for name in FILES if schedule),
        *(("session_calendar", [session.key]) for session in sessions),
        *(("talk_calendar", [talk.key]) for talk in talks),
    ]
    return [reverse(f"program:{name}", args=[conference.slug, *rest]) for name, rest in parts]
