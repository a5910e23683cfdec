"""What search engines read of a page: schema.org data in JSON-LD."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from effgenai.conferences.core.models import Conference
from effgenai.conferences.people.models import Person
from effgenai.conferences.people.states import PeopleGroup
from effgenai.conferences.web.addresses import public_url
from effgenai.ui.text.controls import clean_data
from effgenai.ui.text.titles import plain_title

CONTEXT = "https://schema.org"
# As a part of its own at the end: a name such as "Remote Sensing Hall" says nothing of how one takes part.
_ONLINE = re.compile(r"(?:^|\s*[,;&/+(·]\s*|\s+)(?:(?:and|or)\s+)?\(?(?:online|on-line)\)?$", re.IGNORECASE)
PERFORMING = (PeopleGroup.SPEAKER, PeopleGroup.PANELLIST)

# Inside <script> nothing of these may stand, whatever a title or a name says.
_ESCAPES = {
    ord("<"): "\\u003c",
    ord(">"): "\\u003e",
    ord("&"): "\\u0026",
    0x2028: "\\u2028",
    0x2029: "\\u2029",
}


def json_ld(data: dict[str, Any]) -> SafeString:
    """The data as a script element that no text in it can end or open."""
    text = json.dumps(clean_data(data), ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308 - escaped above


def event_of(conference: Conference) -> dict[str, Any] | None:
    """The conference as an event, if its day is known; one query."""
    if conference.starts_on is None:
        return None
    people = list(conference.people.filter(group__in=[*PERFORMING, PeopleGroup.ORGANISER]))
    home = _absolute("home", conference)
    facts = {
        "@context": CONTEXT,
        "@type": "EducationEvent",
        "@id": home,
        "name": plain_title(conference.title),
        "alternateName": conference.short_name,
        "url": home,
        "inLanguage": conference.language,
        "description": plain_title(conference.summary or conference.title),
        "startDate": conference.starts_on.isoformat(),
        "endDate": (conference.ends_on or conference.starts_on).isoformat(),
        "eventStatus": f"{CONTEXT}/EventScheduled",
        "image": _absolute("share_picture", conference),
        **_where(conference, home),
        "organizer": _people(people, [PeopleGroup.ORGANISER]) or _organisation(conference, home),
        "performer": _people(people, PERFORMING),
        "superEvent": {"@type": "Event", "name": conference.host} if conference.host else None,
    }
    return {name: fact for name, fact in facts.items() if fact}


def _where(conference: Conference, home: str) -> dict[str, Any]:
    """A hall, the web, or both: chairs write "Hall 4, Vienna, and online"."""
    hall, online = _ONLINE.subn("", conference.place)
    hall = hall.strip(" ,;&·")
    places = [{"@type": "Place", "name": hall, "address": hall}] if hall else []
    if online:
        places.append({"@type": "VirtualLocation", "url": home})
    if not places:
        return {}
    mode = "Mixed" if hall and online else "Online" if online else "Offline"
    location = places if len(places) > 1 else places[0]
    return {"eventAttendanceMode": f"{CONTEXT}/{mode}EventAttendanceMode", "location": location}


def _people(people: Iterable[Person], groups: Iterable[str]) -> list[dict[str, Any]]:
    wanted = set(groups)
    return [_person(person) for person in people if person.group in wanted]


def _person(person: Person) -> dict[str, Any]:
    at = {"@type": "Organization", "name": person.affiliation} if person.affiliation else None
    facts = {"@type": "Person", "name": person.name, "url": person.home_page, "affiliation": at}
    return {name: fact for name, fact in facts.items() if fact}


def _organisation(conference: Conference, home: str) -> list[dict[str, Any]]:
    return [{"@type": "Organization", "name": conference.title, "url": home}]


def breadcrumbs(conference: Conference, title: str, url: str) -> dict[str, Any]:
    """Where a page lies below the home page of its conference."""
    steps = [(conference.short_name, _absolute("home", conference)), (plain_title(title), url)]
    return {
        "@context": CONTEXT,
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": item}
            for place, (name, item) in enumerate(steps, start=1)
        ],
    }


def _absolute(name: str, conference: Conference) -> str:
    return public_url(conference, reverse(f"conferences:{name}", args=[conference.slug]))
