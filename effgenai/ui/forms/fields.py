from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError

from effgenai.ui.dates import AOE_NAME, ZonedInstant, zone
from effgenai.ui.forms.widgets import SearchInput, ZonedDateTimeInput

# What deadlines of the field usually mean by a day.
LAST_MINUTE = time(23, 59)
_DAY = re.compile(r"\d{4}-\d{1,2}-\d{1,2}")


class _NaiveDateTimeField(forms.DateTimeField):
    """Wall-clock time; the zone stands beside it, so Django's current zone must not be put in."""

    def to_python(self, value: Any) -> datetime | None:
        """Return what was typed, without any zone. A day without a time lasts until its end: 23:59."""
        result = super().to_python(value)
        if isinstance(value, str) and _DAY.fullmatch(value.strip()) and result:
            result = datetime.combine(result.date(), LAST_MINUTE)
        return result.replace(tzinfo=None) if result else None


class SearchedChoiceField(forms.ChoiceField):
    """One of many choices such as time zones, whose values are names with parts: "Europe/Vienna".

    The last part will do, in any capitals and with spaces, if no other choice ends with it.
    """

    widget = SearchInput

    def to_python(self, value: Any) -> str:
        """Return the choice that was meant, or what was typed if there is none or more than one."""
        typed = str(super().to_python(value)).strip()
        wanted = typed.casefold().replace(" ", "_")
        choices = cast("Iterable[tuple[str, str]]", self.choices)  # whatever it was made of
        names = [name for name, _ in choices]
        ends = [name for name in names if wanted and name.casefold().rpartition("/")[2] == wanted]
        found = [name for name in names if name.casefold() == wanted] or ends
        return found[0] if len(found) == 1 else typed


class ZonedDateTimeField(forms.MultiValueField):
    """Date, time and zone; cleans to a `ZonedInstant` or to `None` when it is empty and optional."""

    def __init__(self, *, venue_zone: str = "", **kwargs: Any) -> None:
        zones = _choices(venue_zone)
        kwargs.setdefault("widget", ZonedDateTimeInput(zones))
        fields = (
            _NaiveDateTimeField(
                error_messages={"invalid": "Write the date and time, for example 2026-08-22 23:59."}
            ),
            forms.ChoiceField(choices=zones),
        )
        super().__init__(fields=fields, **kwargs)

    def compress(self, data_list: list[Any]) -> ZonedInstant | None:
        """Join the parts. A time that the zone skips in spring, or has twice in autumn, is never guessed."""
        if not data_list or not data_list[0]:
            return None
        wall, name = data_list
        if not name:
            raise ValidationError("Choose the zone in which this time is meant.")
        local = wall.replace(tzinfo=zone(name))
        if not _exists(local):
            raise ValidationError(_skipped(local))
        if local.replace(fold=1).utcoffset() != local.utcoffset():
            raise ValidationError(_twice(local))
        return ZonedInstant(local.astimezone(UTC), name)


def _exists(local: datetime) -> bool:
    """Whether clocks ever show this time, which those that are put forward in spring skip."""
    shown = local.astimezone(UTC).astimezone(local.tzinfo)
    return shown.replace(tzinfo=None) == local.replace(tzinfo=None)


def _skipped(local: datetime) -> str:
    """Which times are left out in the night in which the clocks are put forward, and the next there is."""
    end = local.replace(second=0, microsecond=0)
    while not _exists(end):
        end += timedelta(minutes=1)
    before, after = (local.replace(fold=fold).utcoffset() or timedelta() for fold in (0, 1))
    start = end - (after - before)
    return (
        f"There is no {local:%H:%M} on that day in that zone: the clocks go from {start:%H:%M} straight to "
        f"{end:%H:%M}. Write {end:%H:%M}, or choose UTC."
    )


def _twice(local: datetime) -> str:
    """What to write instead of a time that comes twice in the night in which the clocks are put back."""
    first, second = (local.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    return (
        "This time comes twice in that zone: the clocks are put back then. Choose UTC and write "
        f"{first:%H:%M} for the first, {second:%H:%M} for the second."
    )


def _choices(venue_zone: str) -> Sequence[tuple[str, str]]:
    choices = [(AOE_NAME, "AoE (anywhere on Earth)"), ("UTC", "UTC")]
    if venue_zone and venue_zone not in {AOE_NAME, "UTC"}:
        choices.append((venue_zone, f"{venue_zone.rpartition('/')[2].replace('_', ' ')} (venue)"))
    return choices


class LineField(forms.CharField):
    """A text of one line that may be long: all of it is seen while one writes, and it has no line breaks."""

    widget = forms.Textarea(attrs={"rows": 1, "class": "line"})

    def to_python(self, value: Any) -> str:
        """The text on one line."""
        return " ".join(str(super().to_python(value) or "").split())
