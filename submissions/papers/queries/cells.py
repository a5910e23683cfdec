"""How the values of the columns of papers are written: in cells of a page, and as plain words."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Iterable
from typing import cast

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from effgenai.ui.dates import day
from effgenai.ui.dates import zone as time_zone
from effgenai.ui.text.directions import own_direction
from submissions.core.states import SubmissionState
from submissions.papers.columns import Look, PaperColumn, Value

NOON = dt.time(12)
# How many characters of a long text a cell shows.
SHORT = 160
Words = Callable[[Value], str]


def plain(column: PaperColumn, value: Value) -> str:
    """The value in words, for files and headings of groups; empty where there is none."""
    if value is None or value == ():
        return ""
    return PLAIN[column.look](value)


def _figure(value: Value) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def _share(value: Value) -> str:
    done, total = cast("tuple[int, int]", value)
    return f"{done} / {total}"


def _listed(value: Value) -> str:
    """Texts in one cell; semicolons inside of them become commas, so that imports find the parts again."""
    return listed(cast("tuple[str, ...]", value))


def listed(texts: Iterable[str]) -> str:
    """Texts in one cell of a file, with semicolons between them."""
    return "; ".join(text.replace(";", ",") for text in texts)


PLAIN: dict[Look, Words] = {
    Look.TEXT: str,
    Look.LONG: str,
    Look.NUMBER: _figure,
    Look.NUMBERS: lambda value: " ".join(map(str, cast("tuple[int, ...]", value))),
    Look.SHARE: _share,
    Look.NAMES: _listed,
    Look.DAY: str,
    Look.STATE: lambda value: str(SubmissionState(cast("str", value)).label),
}


def drawn(column: PaperColumn, zone: str) -> Words:
    """What writes the values of a column on a page, as text or as HTML that is marked as safe."""
    if column.look == Look.DAY:
        return functools.partial(_day, zone=zone)
    return DRAWN.get(column.look, PLAIN[column.look])


def _names(value: Value) -> str:
    return SafeString(", ".join(map(_name, cast("tuple[str, ...]", value))))


@functools.lru_cache(maxsize=20_000)
def _name(name: str) -> str:
    return own_direction(name)


def _day(value: Value, zone: str) -> str:
    local = cast("dt.datetime", value).astimezone(time_zone(zone))
    return _words_of_day(local.date(), zone)


@functools.lru_cache(maxsize=2_000)
def _words_of_day(date: dt.date, zone: str) -> str:
    return day(dt.datetime.combine(date, NOON, time_zone(zone)), zone)


def _shortened(value: Value) -> str:
    """The beginning; files have the whole."""
    return Truncator(" ".join(str(value).split())).chars(SHORT)


@functools.cache
def _state(value: Value) -> str:
    return SafeString(render_to_string("submissions/papers/state.html", {"paper": {"state": value}}).strip())


DRAWN: dict[Look, Words] = {Look.LONG: _shortened, Look.NAMES: _names, Look.STATE: _state}
