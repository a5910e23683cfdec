"""The release as a table: the CSV that a host conference takes into its own programme."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from effgenai.conferences.core.models import Conference
from effgenai.ui.text.csv import csv_lines
from effgenai.ui.text.titles import plain_title
from program.exports.items import address_of, items_of, paper_address
from program.schedule.queries.released import Schedule

HEADER = (
    "Begins", "Ends", "Time zone", "Minutes", "Room", "Kind", "Session", "Session chair", "Title", "People",
    "Board", "Paper", "Page",
)  # fmt: skip
# What spreadsheets of every country take for a day and a time.
MOMENT = "%Y-%m-%d %H:%M"


def programme_csv(conference: Conference, schedule: Schedule) -> str:
    """A line for each talk, poster, break and other session, with both ends in the zone that it names."""
    return "".join(csv_lines(HEADER, _rows(conference, schedule)))


def _rows(conference: Conference, schedule: Schedule) -> Iterator[list[Any]]:
    zone_name = schedule.release.time_zone
    for one in items_of(schedule):
        yield [
            one.starts_at.strftime(MOMENT),
            one.ends_at.strftime(MOMENT),
            zone_name,
            one.minutes,
            one.session.room,
            one.session.kind_label,
            plain_title(one.session.title),
            one.session.chair,
            one.title,
            ", ".join(one.people),
            one.board,
            paper_address(conference, one),
            address_of(conference, one),
        ]
