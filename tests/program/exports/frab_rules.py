"""What apps of events ask of a schedule file: the public schema's rules as we understand them, and our own.

Written from what the schema demands of names, orders and shapes; each broken rule is a sentence.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Any
from xml.etree.ElementTree import Element

TEXT = re.compile(r"(?s).*")
SOME = re.compile(r"(?s).*\S.*")
DATE = re.compile(r"\d{4}-\d\d-\d\d")
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)")
CLOCK = re.compile(r"[0-2]\d:[0-5]\d(:[0-5]\d)?")
LENGTH = re.compile(r"\d{1,2}:[0-5]\d")
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
POSITIVE = re.compile(r"[1-9]\d*")
WEB = re.compile(r"https?://\S+")
ACRONYM = re.compile(r"[a-z0-9_-]{4,}")
SLUG = re.compile(r"[a-z0-9_-]+[a-z0-9]")

CONFERENCE = {
    "title": SOME,
    "acronym": ACRONYM,
    "start": DATE,
    "end": DATE,
    "days": POSITIVE,
    "timeslot_duration": LENGTH,
    "base_url": WEB,
    "time_zone_name": SOME,
}
EVENT = {
    "room": SOME,
    "title": SOME,
    "subtitle": TEXT,
    "type": SOME,
    "date": INSTANT,
    "start": CLOCK,
    "duration": LENGTH,
    "abstract": TEXT,
    "slug": SLUG,
    "track": TEXT,
    "persons": TEXT,
    "language": SOME,
    "description": TEXT,
    "links": TEXT,
    "url": WEB,
}
OF_EVENT_IN_JSON = {*EVENT, "id", "guid"}
OF_CONFERENCE_IN_JSON = {*CONFERENCE, "daysCount"} - {"base_url"}
OF_DAY_IN_JSON = {"index", "date", "day_start", "day_end", "rooms"}


def broken_in_xml(root: Element) -> list[str]:
    """Every rule that the file breaks."""
    return [*_of_root(root), *(broken for day in root.iter("day") for broken in _of_day(day)), *_twice(root)]


def _of_root(root: Element) -> Iterator[str]:
    order = list(dict.fromkeys(child.tag for child in root))
    if root.tag != "schedule" or order != ["generator", "version", "conference", "day"]:
        yield f"<schedule> must hold generator, version, conference, days: {order}"
    conference = root.find("conference")
    yield from _children(conference, CONFERENCE)
    if conference.findtext("days") != str(len(root.findall("day"))):
        yield "the number of days is another one"


def _children(element: Element, wanted: dict[str, re.Pattern[str]]) -> Iterator[str]:
    if Counter(child.tag for child in element) != Counter(list(wanted)):
        yield f"<{element.tag}> must hold each of {sorted(wanted)} once: {[one.tag for one in element]}"
    for child in element:
        if not wanted.get(child.tag, TEXT).fullmatch(child.text or ""):
            yield f"<{child.tag}> in <{element.tag}> is {child.text!r}"


def _of_day(day: Element) -> Iterator[str]:
    wanted = {"index": POSITIVE, "date": DATE, "start": INSTANT, "end": INSTANT}
    yield from _attributes(day, wanted)
    begins, ends = dt.datetime.fromisoformat(day.get("start")), dt.datetime.fromisoformat(day.get("end"))
    for room in day:
        yield from _attributes(room, {"name": SOME})
        for event in room:
            yield from _of_event(event, room.get("name"))
            starts = dt.datetime.fromisoformat(event.findtext("date"))
            if not begins <= starts <= starts + _length(event.findtext("duration")) <= ends:
                yield f"{event.findtext('title')!r} is outside its day"


def _length(text: str) -> dt.timedelta:
    hours, minutes = text.split(":") if LENGTH.fullmatch(text) else ("0", "0")
    return dt.timedelta(hours=int(hours), minutes=int(minutes))


def _attributes(element: Element, wanted: dict[str, re.Pattern[str]]) -> Iterator[str]:
    if set(element.keys()) != set(wanted):
        yield f"<{element.tag}> has the attributes {sorted(element.keys())}"
    for name, shape in wanted.items():
        if not shape.fullmatch(element.get(name, "")):
            yield f"{name} of <{element.tag}> is {element.get(name)!r}"


def _of_event(event: Element, room: str) -> Iterator[str]:
    yield from _attributes(event, {"id": POSITIVE, "guid": UUID})
    yield from _children(event, EVENT)
    if event.findtext("room") != room:
        yield f"the room of {event.findtext('title')!r} is not its parent's"
    if event.findtext("date", "")[11:16] != event.findtext("start", "")[:5]:
        yield f"{event.findtext('title')!r} begins at two times"
    if int(event.get("id", "0")) >= 2**31:
        yield "an id is too large for apps"
    for person in event.find("persons"):
        if person.tag != "person" or set(person.keys()) - {"id"} or not person.text:
            yield "a person without a name"
    for link in event.find("links"):
        if link.tag != "link" or not WEB.fullmatch(link.get("href", "")):
            yield "a link that leads nowhere"


def _twice(root: Element) -> Iterator[str]:
    events = list(root.iter("event"))
    for what, values in {
        "id": [event.get("id") for event in events],
        "guid": [event.get("guid") for event in events],
        "slug": [event.findtext("slug") for event in events],
        "index of a day": [day.get("index") for day in root.iter("day")],
    }.items():
        if len(values) != len(set(values)):
            yield f"an {what} comes twice"
    for before, after in pairwise(day.get("date") for day in root.iter("day")):
        if before >= after:
            yield "days are not in order"


def broken_in_json(data: dict[str, Any]) -> list[str]:
    """Every rule that the JSON breaks."""
    return list(_of_json(data))


def _of_json(data: dict[str, Any]) -> Iterator[str]:
    if set(data) != {"$schema", "generator", "schedule"}:
        yield f"the top holds {sorted(data)}"
    conference = data["schedule"]["conference"]
    if set(conference) != OF_CONFERENCE_IN_JSON or not data["schedule"]["version"]:
        yield f"the conference holds {sorted(conference)}"
    if not ACRONYM.fullmatch(conference["acronym"]) or conference["daysCount"] != len(conference["days"]):
        yield "acronym or number of days"
    for day in conference["days"]:
        if set(day) != OF_DAY_IN_JSON:
            yield f"a day holds {sorted(day)}"
        for room, events in day["rooms"].items():
            yield from (broken for event in events for broken in _of_json_event(event, room))


def _of_json_event(event: dict[str, Any], room: str) -> Iterator[str]:
    if set(event) != OF_EVENT_IN_JSON:
        yield f"an event holds {sorted(event)}"
    if type(event["id"]) is not int or event["id"] < 1 or not UUID.fullmatch(event["guid"]):
        yield f"id and guid are {event['id']!r}, {event['guid']!r}"
    for name, shape in EVENT.items():
        if name not in {"persons", "links"} and not shape.fullmatch(event[name]):
            yield f"{name} is {event[name]!r}"
    if event["room"] != room:
        yield "the room is not its parent's"
    if any(set(person) != {"name"} or not person["name"] for person in event["persons"]):
        yield "a person is no name"
