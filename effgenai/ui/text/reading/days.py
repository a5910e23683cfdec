"""Days and times in a line of text, as calls for papers write them. Pure: asks no clock, guesses nothing."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re

from effgenai.ui.dates import AOE_NAME, zone

_MONTHS_IN_ORDER = (
    ("january", "jan", "januar", "jän", "jänner"),
    ("february", "feb", "februar"),
    ("march", "mar", "märz", "mär", "mrz"),
    ("april", "apr"),
    ("may", "mai"),
    ("june", "jun", "juni"),
    ("july", "jul", "juli"),
    ("august", "aug"),
    ("september", "sep", "sept"),
    ("october", "oct", "oktober", "okt"),
    ("november", "nov"),
    ("december", "dec", "dezember", "dez"),
)
MONTHS = {name: number for number, names in enumerate(_MONTHS_IN_ORDER, start=1) for name in names}
NAMES_OF_MONTHS = "|".join(sorted(MONTHS, key=len, reverse=True))
_MONTH = rf"(?P<name>{NAMES_OF_MONTHS})\b\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{4})"
_WEEKDAY = (
    r"(?:\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b"
    r"|\b(?:mo|di|mi|do|fr|sa|so|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag)\b)"
    r"\.?,?\s*(?:the\s+|den\s+)?"
)
_DAYS = [
    rf"{_YEAR}[-/.](?P<month>\d{{1,2}})[-/.](?P<day>\d{{1,2}})(?!\d)",
    rf"(?<!\d){_DAY}\.?\s*(?:of\s+|-)?{_MONTH},?(?:\s+|-){_YEAR}",
    rf"{_MONTH}\s*{_DAY}\b,?\s+{_YEAR}",
    rf"(?<!\d)(?P<day>\d{{1,2}})\.\s?(?P<month>\d{{1,2}})\.\s?{_YEAR}",
    rf"(?<!\d)(?P<first>\d{{1,2}})/(?P<second>\d{{1,2}})/{_YEAR}",
]
DAYS = [re.compile(rf"(?:{_WEEKDAY})?{form}", re.IGNORECASE) for form in _DAYS]
WITHOUT_YEAR = re.compile(
    rf"(?<!\d){_DAY}\.?\s*(?:of\s+)?{_MONTH}|{_MONTH.replace('name', 'other')}\s*\d{{1,2}}\b", re.IGNORECASE
)
RANGE = re.compile(
    rf"\d\s*(?:-|–|—|to|bis)\s*\d{{1,2}}\.?\s*(?:{NAMES_OF_MONTHS})\b"
    rf"|(?:{NAMES_OF_MONTHS})\b\.?\s*\d{{1,2}}\s*(?:-|–|—|to)\s*\d",
    re.IGNORECASE,
)
TIME = re.compile(
    r"(?:\b(?:at|by|um)\s+|@\s*)?(?:(?<![\d.:])(?P<hour>\d{1,2})"
    r"(?:[:.](?P<minute>\d{2})(?::\d{2})?\s*(?P<half>[ap]\.?m\b\.?)?|\s*(?P<only>[ap]\.?m\b\.?))"
    r"(?:\s*(?:Uhr|h)\b)?|(?<![\d.:])(?P<clock>\d{1,2})\s*Uhr\b)",
    re.IGNORECASE,
)
ANYWHERE = re.compile(r"\(?\b(?:AoE|anywhere on earth|(?:UTC|GMT)\s?[-−]\s?12(?::00)?)\b\)?", re.IGNORECASE)
UTC = re.compile(r"\(?\b(?:UTC|GMT)\b(?!\s*[-+−]\s*\d)\)?", re.IGNORECASE)
PLACE = re.compile(r"\(?\b([A-Z][A-Za-z_]+(?:/[A-Z][A-Za-z_]+){1,2})\b\)?")
OTHER_ZONE = re.compile(r"\(?\b([A-Z]{1,3}[SD]?T|MEZ|MESZ|(?:UTC|GMT)\s*[-+−]\s*\d{1,2})\b\)?")
EDGES = " \t:;,.|–—-·*_"
JOINT = re.compile(
    r"\s(?:on|at|by|until|till|is|are|am|um|bis|vom|zum)$|^(?:on|at|by|until|till|am|um|bis)\s", re.IGNORECASE
)
WEEKDAY_ALONE = re.compile(rf"\(\s*{_WEEKDAY}\)|^\W*{_WEEKDAY}\W*$", re.IGNORECASE)
IN_EMPTY_BRACKETS = re.compile(r"[(\[]\W*[)\]]")


@dataclasses.dataclass(frozen=True, slots=True)
class DayInText:
    """What a line tells: its words without the day, the day, and time and zone, None and empty if not said.

    `why_not` says what is wrong with a line that tells no single day; `day` is None then.
    """

    words: str
    day: dt.date | None = None
    time: dt.time | None = None
    zone: str = ""
    why_not: str = ""


def day_in(line: str) -> DayInText:
    """The day, the time and the zone that a line names."""
    found = [match for form in DAYS for match in form.finditer(line)]
    if len(found) > 1 or RANGE.search(line):
        return DayInText(line, why_not="It names more than one day: write a line for each.")
    if not found:
        why = "It names no year." if WITHOUT_YEAR.search(line) else "It names no day."
        return DayInText(line, why_not=why)
    (match,) = found
    day, why_not = _day(match)
    rest = f"{line[: match.start()]} \t {line[match.end() :]}"
    rest, time, bad_time = _time(rest)
    rest, name, bad_zone = _zone(rest)
    why_not = why_not or bad_time or bad_zone
    if why_not:
        return DayInText(line, why_not=why_not)
    return DayInText(_words(rest), day, time, name)


def _day(match: re.Match[str]) -> tuple[dt.date | None, str]:
    parts = match.groupdict()
    if parts.get("first"):
        first, second = int(parts["first"]), int(parts["second"])
        if first != second and max(first, second) <= 12:
            return None, f"“{match[0].strip()}” can be two days: write the month as a word."
        day, month = (first, second) if second <= 12 else (second, first)
    else:
        day = int(parts["day"])
        month = int(parts["month"]) if parts.get("month") else MONTHS[parts["name"].lower()]
    try:
        return dt.date(int(parts["year"]), month, day), ""
    except ValueError:
        return None, f"There is no day “{match[0].strip()}”."


def _time(rest: str) -> tuple[str, dt.time | None, str]:
    match = TIME.search(rest)
    if match is None:
        return rest, None, ""
    hour, minute = int(match["hour"] or match["clock"]), int(match["minute"] or 0)
    half = (match["half"] or match["only"] or "").lower()[:1]
    rest = f"{rest[: match.start()]} {rest[match.end() :]}"
    if half and not 1 <= hour <= 12:
        return rest, None, f"There is no time “{match[0].strip()}”."
    hour = hour % 12 + (12 if half == "p" else 0) if half else hour
    if (hour, minute) == (24, 0):
        return rest, dt.time(23, 59), ""
    try:
        return rest, dt.time(hour, minute), ""
    except ValueError:
        return rest, None, f"There is no time “{match[0].strip()}”."


def _zone(rest: str) -> tuple[str, str, str]:
    for form, name in ((ANYWHERE, AOE_NAME), (UTC, "UTC")):
        if form.search(rest):
            return form.sub(" ", rest), name, ""
    if (place := PLACE.search(rest)) and _is_zone(place[1]):
        return rest.replace(place[0], " "), place[1], ""
    if other := OTHER_ZONE.search(rest):
        why = f"“{other[1]}” is not one zone all over the world: write AoE, UTC or one such as Europe/Vienna."
        return rest, "", why
    return rest, "", ""


def _is_zone(name: str) -> bool:
    try:
        zone(name)
    except ValueError:
        return False
    return True


def _words(rest: str) -> str:
    """What a line says beside its day: the parts before and behind it, without what joined them."""
    whole = IN_EMPTY_BRACKETS.sub(" ", rest)
    parts = (WEEKDAY_ALONE.sub(" ", part) for part in whole.split("\t"))
    plain = (" ".join(part.split()).strip(EDGES) for part in parts)
    bare = (JOINT.sub("", part).strip(EDGES) for part in plain)
    words = " ".join(part for part in bare if part)
    return words if words.count("(") == words.count(")") else words.strip("() ")
