"""Facts of a conference in words, for pages, mails and calendars."""

from __future__ import annotations

import datetime as dt

from effgenai.conferences.core.models import Conference, Track
from effgenai.conferences.core.states import BlindMode, PublicState

BLINDING = {
    BlindMode.DOUBLE: (
        "Review is double-blind: authors do not learn who reviews their paper, and reviewers do not see who "
        "wrote it. Leave names, affiliations and acknowledgements out of the PDF."
    ),
    BlindMode.SINGLE: (
        "Review is single-blind: reviewers see who wrote a paper, authors do not learn who reviews it."
    ),
    BlindMode.OPEN: "Review is open: authors and reviewers know each other.",
}


def date_range(first: dt.date | None, last: dt.date | None) -> str:
    """The days of a conference: "Saturday 12 December 2026", "12–14 December 2026", or nothing yet."""
    if first is None:
        return ""
    if last is None or last == first:
        return f"{first:%A} {first.day} {first:%B} {first.year}"
    end = f"{last.day} {last:%B} {last.year}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{end}"
    year = f" {first.year}" if first.year != last.year else ""
    return f"{first.day} {first:%B}{year} – {end}"


def kicker(conference: Conference) -> str:
    """What stands above the title: edition, host conference, and whether it is over."""
    host = f"with {conference.host}" if conference.host else ""
    past = "past edition" if conference.public_state == PublicState.ARCHIVED else ""
    return " · ".join(filter(None, [conference.edition, host, past]))


def where_and_when(conference: Conference) -> str:
    """Days and place in one line, as far as they are known."""
    return " · ".join(filter(None, [date_range(conference.starts_on, conference.ends_on), conference.place]))


def place_name(conference: Conference) -> str:
    """Whose clock the venue's is: "Vienna" for Europe/Vienna, "UTC" for UTC."""
    return conference.time_zone.rpartition("/")[2].replace("_", " ")


def blinding(conference: Conference) -> str:
    """Who knows whom during review, as authors need to know it."""
    return BLINDING[BlindMode(conference.blind_mode)]


def page_limit(track: Track) -> str:
    """How long a paper of the track may be."""
    if track.page_limit is None:
        return "no page limit"
    return "one page" if track.page_limit == 1 else f"up to {track.page_limit} pages"


def archival(track: Track) -> str:
    """Whether a paper of the track counts as published."""
    return "archival: published in the proceedings" if track.archival else "not archival"


def reviews_per_paper(conference: Conference) -> str:
    """How many reviews each paper gets."""
    number = conference.reviews_per_paper
    return "one review" if number == 1 else f"{number} reviews"
