"""The calendar file of one talk."""

from __future__ import annotations

from django.urls import reverse

from effgenai.conferences.core.models import Conference
from effgenai.conferences.web.addresses import public_url
from effgenai.ui.text.ics import CalendarEntry, calendar_file
from effgenai.ui.text.titles import plain_title
from program.exports.items import ProgrammeItem, address_of, item_of
from program.schedule.queries.history import ReleasedTalk

WITHDRAWN = "Cancelled talk"


def talk_calendar(conference: Conference, released: ReleasedTalk) -> bytes:
    """A talk that was ever public; one that is over with tells so, and a withdrawn one no title."""
    (talk,) = released.session.talks
    title = WITHDRAWN if released.is_withdrawn else talk.title
    return calendar_file(title, [talk_entry(conference, released)], since=conference.created_at)


def talk_entry(conference: Conference, released: ReleasedTalk) -> CalendarEntry:
    """A talk as it stands in every calendar of the programme."""
    (talk,) = released.session.talks
    item = item_of(released.session, talk)
    is_dropped = item.talk is not None and item.talk.is_cancelled
    is_over = released.is_cancelled or released.is_withdrawn or is_dropped
    # A withdrawal counts on by itself, since it comes between two releases.
    withdrawn_since = released.is_withdrawn and not released.is_cancelled
    schedule = public_url(conference, reverse("program:schedule", args=[conference.slug]))
    return CalendarEntry(
        name=f"talk-{item.key}",
        sequence=released.changed_in.number + withdrawn_since,
        changed_at=max(released.changed_in.released_at, conference.event_changed_at or conference.created_at),
        summary=WITHDRAWN if released.is_withdrawn else item.title,
        starts=item.starts_at,
        ends=item.ends_at,
        location=", ".join(filter(None, [item.session.room, conference.place])),
        description="" if is_over else _words(item),
        url=schedule if is_over else address_of(conference, item),
        is_busy=True,
        is_cancelled=is_over,
    )


def _words(item: ProgrammeItem) -> str:
    board = f"Board {item.board}" if item.board else ""
    return "\n".join(filter(None, [", ".join(item.people), plain_title(item.session.title), board]))
