"""Stars as they leave the system: the stylesheet that shows them, and a personal calendar."""

from __future__ import annotations

from collections.abc import Iterable

from effgenai.conferences.core.models import Conference
from effgenai.ui.text.ics import calendar_file
from program.exports.calendars import talk_entry
from program.schedule.exports import session_entry
from program.schedule.queries.history import ReleasedSession, ReleasedTalk


def stars_css(items: Iterable[str]) -> str:
    """Rules that turn the buttons of what is starred over; pages that are the same for all stay so.

    Names of items are letters, digits and colons; those of others never come here.
    """
    found = sorted(items)
    if not found:
        return ""
    add = ", ".join(f'[form="stars"][name="add"][value="{item}"]' for item in found)
    remove = ", ".join(f'[form="stars"][name="remove"][value="{item}"]' for item in found)
    return f"{add} {{ display: none; }}\n{remove} {{ display: inline-flex; }}\n"


def stars_calendar(
    conference: Conference, items: Iterable[str], sessions: list[ReleasedSession], talks: list[ReleasedTalk]
) -> bytes:
    """The starred talks and sessions as a calendar, each as in all calendars of the programme.

    What was cancelled is cancelled there, too.
    """
    wanted = set(items)
    entries = [session_entry(conference, one) for one in sessions if one.session.item in wanted]
    entries += [talk_entry(conference, one) for one in talks]
    title = f"My schedule of {conference.short_name}"
    return calendar_file(title, entries, since=conference.created_at)
