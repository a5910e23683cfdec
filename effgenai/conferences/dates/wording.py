"""Moments of a date in words."""

from __future__ import annotations

import datetime as dt

from effgenai.conferences.dates.models import Milestone
from effgenai.ui.dates import day, zone, zone_label


def short_day(milestone: Milestone, instant: dt.datetime, now: dt.datetime) -> str:
    """The day of `instant` in the zone of the date: "22 Aug", with the year if it is not this year's."""
    here = zone(milestone.zone)
    return day(instant, milestone.zone, year=instant.astimezone(here).year != now.astimezone(here).year)


def clock(milestone: Milestone) -> str:
    """The time of day of a date as it was announced: "23:59 AoE"."""
    local = milestone.instant.astimezone(zone(milestone.zone))
    return f"{local:%H:%M} {zone_label(local)}"
