"""Times of the venue: what an editor types and what a page shows, in the conference's own zone."""

from __future__ import annotations

import datetime as dt

from effgenai.conferences.core.models import Conference
from effgenai.ui.dates import zone


def at_venue(conference: Conference, instant: dt.datetime) -> dt.datetime:
    """The instant as a clock at the venue shows it."""
    return instant.astimezone(zone(conference.time_zone))


def from_venue(conference: Conference, day: dt.date, clock: dt.time) -> dt.datetime:
    """The instant at which a clock at the venue shows that time.

    Raises ValueError where the clock skips it: the hour that is lost when daylight saving begins.
    """
    local = dt.datetime.combine(day, clock, tzinfo=zone(conference.time_zone))
    instant = local.astimezone(dt.UTC)
    if at_venue(conference, instant).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise ValueError(f"On that day the clocks in {conference.time_zone} skip {clock:%H:%M}.")
    return instant
