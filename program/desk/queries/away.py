"""Who and which rooms cannot be had, as editors read it."""

from __future__ import annotations

import dataclasses

from effgenai.conferences.core.viewer import Viewer
from program.core.models import Unavailability
from program.core.times import at_venue, span_words


@dataclasses.dataclass(frozen=True, slots=True)
class AwayRow:
    """Somebody or a room, and when, in words."""

    row: Unavailability
    when: str


def away_rows(viewer: Viewer) -> list[AwayRow]:
    """All of them in order of time, for those who build the schedule; one query."""
    if not viewer.may_edit_program:
        return []
    conference = viewer.conference
    rows = conference.unavailabilities.select_related("room")
    return [
        AwayRow(row, span_words(at_venue(conference, row.starts_at), at_venue(conference, row.ends_at)))
        for row in rows
    ]
