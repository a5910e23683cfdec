"""What of the platform a new edition may take along, in the order in which chairs read it."""

from __future__ import annotations

from typing import Any

from effgenai.conferences.editions import Copier, Counter, EditionPart
from effgenai.conferences.models import Conference
from effgenai.conferences.services import editions as copies
from effgenai.conferences.states import PeopleGroup, Role

EDITORS = (Role.CHAIR, Role.SITE_EDITOR, Role.PROGRAM_EDITOR)


def _number(related: str, one: str, many: str, **conditions: Any) -> Counter:
    def count(conference: Conference) -> str:
        number = getattr(conference, related).filter(**conditions).count()
        return "" if not number else f"1 {one}" if number == 1 else f"{number} {many}"

    return count


def _others(conference: Conference) -> str:
    number = conference.people.exclude(group=PeopleGroup.ORGANISER).count()
    return f"{number} people" if number else ""


def _settings(conference: Conference) -> str:
    return "blinding, colours, contact, what authors should know"


def _texts(conference: Conference) -> str:
    return "its words, blocks and questions"


def _rarer(key: str, label: str, count: Counter, copy: Copier) -> EditionPart:
    """A part that few want: its tick is not set."""
    return EditionPart(key, label, count, copy, is_usual=False)


_tracks = _number("tracks", "track", "tracks")
_organisers = _number("people", "person", "people", group=PeopleGroup.ORGANISER)
_past = _number("past_editions", "edition", "editions")
_sponsors = _number("sponsors", "sponsor", "sponsors")
_editors = _number("memberships", "role", "roles", role__in=EDITORS)

PARTS = {
    10: EditionPart("settings", "Settings", _settings, copies.copy_settings),
    20: EditionPart(
        "call", "Tracks, files, policies", _number("tracks", "track", "tracks"), copies.copy_call
    ),
    30: EditionPart("topics", "Topics", _number("topics", "topic", "topics"), copies.copy_topics),
    40: EditionPart("dates", "Dates", _number("milestones", "date", "dates"), copies.copy_dates),
    50: EditionPart("texts", "Home page", _texts, copies.copy_texts),
    60: EditionPart("pages", "Written pages", _number("pages", "page", "pages"), copies.copy_pages),
    70: EditionPart("organisers", "Organisers", _organisers, copies.copy_organisers),
    75: _rarer("people", "Speakers, panellists, volunteers", _others, copies.copy_other_people),
    80: _rarer("sponsors", "Sponsors", _sponsors, copies.copy_sponsors),
    90: EditionPart("past", "Editions elsewhere", _past, copies.copy_past_editions),
    100: _rarer("roles", "Other chairs and editors", _editors, copies.copy_roles),
}
