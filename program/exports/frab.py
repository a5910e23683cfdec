"""The release as apps of events read it: the schedule JSON of frab and c3voc, and the XML of the same.

Each placement is an event: a talk, a poster, or a session without talks such as a break.
"""

from __future__ import annotations

import datetime as dt
import io
import itertools
from typing import Any
from xml.sax.xmlreader import AttributesImpl

from django.urls import reverse
from django.utils.xmlutils import SimplerXMLGenerator

from effgenai import VERSION
from effgenai.conferences.core.models import Conference
from effgenai.conferences.web.addresses import public_url
from effgenai.ui.dates import AOE_NAME
from effgenai.ui.text.controls import clean_data
from effgenai.ui.text.titles import plain_title
from program.exports.items import (
    EVERYWHERE,
    ProgrammeItem,
    address_of,
    items_of,
    numbers_of,
    paper_address,
)
from program.schedule.queries.released import Schedule

SCHEMA = "https://c3voc.de/schedule/schema.json"
SLOT = "00:05"
MIN_ACRONYM = 4
MAX_HOURS = 99
# "Anywhere on Earth" as tables of zones call it.
AOE_IN_TABLES = "Etc/GMT+12"
IN_XML = ("title", "acronym", "start", "end", "timeslot_duration", "time_zone_name")
OF_EVENT = (
    "date", "start", "duration", "room", "slug", "url", "title", "subtitle", "track", "type", "language",
    "abstract", "description",
)  # fmt: skip


def frab_data(conference: Conference, schedule: Schedule) -> dict[str, Any]:
    """The release as schedule JSON, without control characters; no query."""
    return clean_data(  # type: ignore[no-any-return]  # a mapping comes back as one
        {
            "$schema": SCHEMA,
            "generator": {"name": "EffGenAI", "version": VERSION},
            "schedule": {
                "version": f"{schedule.release.number} ({schedule.release.name})",
                "base_url": public_url(conference, reverse("conferences:home", args=[conference.slug])),
                "conference": _conference(conference, schedule),
            },
        }
    )


def _conference(conference: Conference, schedule: Schedule) -> dict[str, Any]:
    acronym = _acronym(conference, schedule)
    found = list(items_of(schedule))
    numbers = numbers_of(one.key for one in found)
    by_day = itertools.groupby(found, key=lambda one: one.session.starts_at.date())
    days = [list(items) for _, items in by_day]
    rooms = [*schedule.release.schedule["rooms"], EVERYWHERE]
    zone_name = schedule.release.time_zone
    return {
        "acronym": acronym,
        "title": plain_title(conference.title),
        "start": schedule.days[0].date.isoformat(),
        "end": schedule.days[-1].date.isoformat(),
        "daysCount": len(schedule.days),
        "timeslot_duration": SLOT,
        "time_zone_name": AOE_IN_TABLES if zone_name == AOE_NAME else zone_name,
        "days": [
            _day(index, items, [_event(conference, one, acronym, numbers[one.key]) for one in items], rooms)
            for index, items in enumerate(days, 1)
        ],
    }


def _acronym(conference: Conference, schedule: Schedule) -> str:
    """The name in addresses, of letters that every app takes; short ones with their year."""
    name = conference.slug.lower().replace("-", "_")
    return name if len(name) >= MIN_ACRONYM else f"{name}_{schedule.days[0].date.year}"


def _day(
    index: int, items: list[ProgrammeItem], events: list[dict[str, Any]], rooms: list[str]
) -> dict[str, Any]:
    """A day from its first beginning to its last end, which may be after midnight."""
    used = {event["room"] for event in events}
    return {
        "index": index,
        "date": items[0].session.starts_at.date().isoformat(),
        "day_start": min((one.starts_at for one in items), key=dt.datetime.timestamp).isoformat(),
        "day_end": max((one.ends_at for one in items), key=dt.datetime.timestamp).isoformat(),
        "rooms": {
            room: [event for event in events if event["room"] == room]
            for room in dict.fromkeys([*rooms, *sorted(used)])
            if room in used
        },
    }


def _event(conference: Conference, item: ProgrammeItem, acronym: str, number: int) -> dict[str, Any]:
    session, paper = item.session, paper_address(conference, item)
    return {
        "id": number,
        "guid": item.guid,
        "date": item.starts_at.isoformat(),
        "start": f"{item.starts_at:%H:%M}",
        "duration": duration(item.minutes),
        "room": item.room,
        "slug": f"{acronym}-{number}",
        "url": address_of(conference, item),
        "title": item.title,
        "subtitle": f"Board {item.board}" if item.board else "",
        "track": plain_title(session.title) if item.talk else "",
        "type": session.kind_label,
        "language": conference.language,
        "abstract": item.abstract,
        "description": "",
        "persons": [{"name": name} for name in item.people],
        "links": [{"title": "Paper", "url": paper, "type": "related"}] if paper else [],
    }


def duration(minutes: int) -> str:
    """A length as HH:MM; the format ends before a hundred hours."""
    hours, rest = divmod(minutes, 60)
    return f"{MAX_HOURS}:59" if hours > MAX_HOURS else f"{hours:02d}:{rest:02d}"


def frab_xml(data: dict[str, Any]) -> bytes:
    """Schedule JSON as schedule XML: what made it, its version, the conference, then its days."""
    text = io.StringIO()
    xml = SimplerXMLGenerator(text, "utf-8")
    schedule = data["schedule"]
    conference = schedule["conference"]
    xml.startDocument()
    _begin(xml, "schedule", {})
    xml.addQuickElement("generator", attrs=data["generator"])
    xml.addQuickElement("version", schedule["version"])
    _begin(xml, "conference", {})
    for name in IN_XML:
        xml.addQuickElement(name, conference[name])
    xml.addQuickElement("days", str(conference["daysCount"]))
    xml.addQuickElement("base_url", schedule["base_url"])
    xml.endElement("conference")
    for day in conference["days"]:
        _write_day(xml, day)
    xml.endElement("schedule")
    xml.endDocument()
    return text.getvalue().encode()


def _begin(xml: SimplerXMLGenerator, name: str, attributes: dict[str, str]) -> None:
    xml.startElement(name, AttributesImpl(attributes))


def _write_day(xml: SimplerXMLGenerator, day: dict[str, Any]) -> None:
    span = {"start": day["day_start"], "end": day["day_end"]}
    _begin(xml, "day", {"index": str(day["index"]), "date": day["date"], **span})
    for room, events in day["rooms"].items():
        _begin(xml, "room", {"name": room})
        for event in events:
            _write_event(xml, event)
        xml.endElement("room")
    xml.endElement("day")


def _write_event(xml: SimplerXMLGenerator, event: dict[str, Any]) -> None:
    _begin(xml, "event", {"id": str(event["id"]), "guid": event["guid"]})
    for name in OF_EVENT:
        xml.addQuickElement(name, event[name])
    _begin(xml, "persons", {})
    for person in event["persons"]:
        xml.addQuickElement("person", person["name"])
    xml.endElement("persons")
    _begin(xml, "links", {})
    for link in event["links"]:
        xml.addQuickElement("link", link["title"], {"href": link["url"]})
    xml.endElement("links")
    xml.endElement("event")
