"""What the book of abstracts says: a release as plain text, with what could not be read of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from effgenai.conferences.core.models import Conference
from effgenai.conferences.web.addresses import public_url
from effgenai.ui.text.controls import clean_data
from effgenai.ui.text.plain import readable
from effgenai.ui.text.titles import plain_title
from program.exports.items import ProgrammeItem, items_of
from program.schedule.queries.released import Day, Schedule, SessionView

# A paragraph ends with an empty line or before the next item of a list.
_PARAGRAPH = re.compile(r"\n\s*\n|\n(?=\s*(?:[-*+]|\d+[.)])\s)")


def book_contents(conference: Conference, schedule: Schedule) -> dict[str, Any]:
    """Everything that is printed, as JSON can hold it; `unread` names what is set as it was typed."""
    unread: list[str] = []
    release = schedule.release
    return clean_data(  # type: ignore[no-any-return]  # a mapping comes back as one
        {
            "title": plain_title(conference.title),
            "place": conference.place,
            "days": _days_in_words(schedule),
            "release": f"{release.name} (release {release.number}), times in {release.time_zone}",
            "address": public_url(conference, reverse("program:schedule", args=[conference.slug])),
            "language": conference.language,
            "programme": [_day(day) for day in schedule.days],
            "abstracts": [_abstract(item, unread) for item in items_of(schedule) if _has_abstract(item)],
            "unread": unread,
        }
    )


def _days_in_words(schedule: Schedule) -> str:
    first, last = schedule.days[0].date, schedule.days[-1].date
    begins = f"{first.day} {first:%B %Y}"
    return begins if first == last else f"{begins} – {last.day} {last:%B %Y}"


def _day(day: Day) -> dict[str, Any]:
    return {
        "name": f"{day.date:%A} {day.date.day} {day.date:%B %Y}",
        "sessions": [_session(session) for session in day.sessions],
    }


def _session(session: SessionView) -> dict[str, Any]:
    chair = f"chair: {session.chair}" if session.chair else ""
    panel = f"on the panel: {session.panel}" if session.panel else ""
    return {
        "when": f"{session.starts_at:%H:%M}–{session.until}",
        "title": plain_title(session.title),
        "facts": " · ".join(filter(None, [session.kind_label, session.room, chair, panel])),
        "talks": list(_talks(session)),
    }


def _talks(session: SessionView) -> Iterator[str]:
    for talk in session.talks:
        mark = f"{talk.starts_at:%H:%M}" if session.has_running_times else talk.board
        yield " ".join(filter(None, [mark, f"{talk.plain_title}.", talk.speaker]))


def _has_abstract(item: ProgrammeItem) -> bool:
    return bool(item.talk and (item.talk.paper or item.abstract))


def _abstract(item: ProgrammeItem, unread: list[str]) -> dict[str, Any]:
    board = f"board {item.board}" if item.board else ""
    when = f"{item.starts_at:%a} {item.starts_at.day} {item.starts_at:%b}, {item.starts_at:%H:%M}"
    return {
        "title": item.title,
        "people": ", ".join(item.people),
        "place": " · ".join(filter(None, [plain_title(item.session.title), when, item.room, board])),
        "paragraphs": _paragraphs(item, unread),
    }


def _paragraphs(item: ProgrammeItem, unread: list[str]) -> list[str]:
    """Each paragraph by itself: what Markdown takes for the definition of a link stays in its text."""
    parts = [part for part in _PARAGRAPH.split(item.abstract) if part.strip()]
    try:
        return [plain_title(part) for part in parts]
    except Exception:  # noqa: BLE001 - whatever one abstract holds, the book is made
        unread.append(item.title)
        return [readable(part) for part in parts]
