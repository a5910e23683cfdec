"""Exports in JSON: works of ORCID, notes of OpenReview, hits of DBLP, and plain lists of papers."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from typing import Any

from effgenai.ui.text.numbers import counted
from reviews.expertise.bibliography.listed import BadSource, ListedPaper, Reading, listed_paper

Entry = dict[str, Any]
DEEP = 12
# A note with one of these is a review or a comment, whatever its title.
NO_PAPER = ("review", "rating", "recommendation", "confidence", "comment", "decision", "metareview")


def read_json(text: str) -> Reading:
    """The papers of an export, whatever they are wrapped in. Raises BadSource if it is no JSON."""
    return _read(_parsed(text))


def _parsed(text: str) -> Any:
    """The values of the text; one a line is a form of OpenReview."""
    try:
        return json.loads(text)
    except RecursionError as error:
        raise BadSource("This JSON is nested too deeply to be an export of papers.") from error
    except ValueError as whole:
        try:
            return [json.loads(line) for line in text.splitlines() if line.strip()]
        except (ValueError, RecursionError):
            at = getattr(whole, "lineno", 1)
            raise BadSource(
                f"This begins like JSON, but breaks off or is damaged at line {at}. Export it again, "
                "and copy all of it."
            ) from whole


def _read(data: Any) -> Reading:
    reading = Reading()
    untitled = 0
    for entry, reader in _entries(data, DEEP):
        paper = reader(entry)
        if paper:
            reading.papers.append(paper)
        else:
            untitled += 1
    if untitled:
        things = counted(untitled, "entry is", "entries are")
        reading.problems.append(f"{things} without a title, or no paper but a review or comment.")
    return reading


def _entries(data: Any, depth: int) -> Iterator[tuple[Entry, Callable[[Entry], ListedPaper | None]]]:
    """Every part of the data that stands for a paper, with what reads it."""
    if depth and isinstance(data, dict):
        reader = _reader_of(data)
        if reader:
            yield data, reader
            return
        for value in data.values():
            yield from _entries(value, depth - 1)
    elif depth and isinstance(data, list):
        for value in data:
            yield from _entries(value, depth - 1)


def _reader_of(entry: Entry) -> Callable[[Entry], ListedPaper | None] | None:
    title = entry.get("title")
    if isinstance(entry.get("content"), dict):
        return _note
    if isinstance(entry.get("work-summary"), list):
        return _group
    if isinstance(title, dict) and isinstance(title.get("title"), dict):
        return _work
    return _plain if isinstance(title, str) else None


def _group(entry: Entry) -> ListedPaper | None:
    """ORCID lists a work once for each of its sources: the first that has a title counts."""
    works = (_work(work) for work in entry["work-summary"] if isinstance(work, dict))
    return next((work for work in works if work), None)


def _work(entry: Entry) -> ListedPaper | None:
    year = _value(_value(entry, "publication-date"), "year", "value")
    return listed_paper(_value(entry, "title", "title", "value"), entry.get("short-description"), year)


def _note(entry: Entry) -> ListedPaper | None:
    """A note of OpenReview; values stand bare in its first form and in `value` in its second."""
    content = {key: _value(value, "value") or value for key, value in entry["content"].items()}
    if any(key in content for key in NO_PAPER):
        return None
    year = content.get("year") or _year_of(entry.get("pdate") or entry.get("cdate") or entry.get("tcdate"))
    return listed_paper(content.get("title"), content.get("abstract"), year)


def _year_of(milliseconds: object) -> int | None:
    if not isinstance(milliseconds, int) or not 0 < milliseconds < 10**13:
        return None
    return dt.datetime.fromtimestamp(milliseconds / 1000, tz=dt.UTC).year


def _plain(entry: Entry) -> ListedPaper | None:
    year = entry.get("year") or entry.get("publication_date") or _issued(entry.get("issued"))
    return listed_paper(entry["title"], entry.get("abstract"), year)


def _issued(value: Any) -> object:
    """The year as CSL-JSON writes it: the first of the parts of a date."""
    parts = _value(value, "date-parts")
    while isinstance(parts, list) and parts:
        parts = parts[0]
    return parts


def _value(data: Any, *path: str) -> Any:
    """What stands at the end of a path of names; None where it breaks off."""
    for name in path:
        data = data.get(name) if isinstance(data, dict) else None
    return data
