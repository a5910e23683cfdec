"""What all releases of the schedule together tell of each session."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable
from typing import Any

from effgenai.conferences.core.models import Conference
from program.releases.models import Release
from program.schedule.queries.released import SessionView, accepted_numbers, session_view


@dataclasses.dataclass(frozen=True, slots=True)
class ReleasedSession:
    """A session as it was last public, with the release that last changed it or, if cancelled, dropped it."""

    session: SessionView
    changed_in: Release
    is_cancelled: bool


@dataclasses.dataclass(frozen=True, slots=True)
class _Shown:
    row: dict[str, Any]
    shown_in: Release
    changed_in: Release
    is_cancelled: bool = False

    def is_the_same(self, row: dict[str, Any], release: Release) -> bool:
        """Whether a later release says the same of it: its descriptions name times of the venue, too."""
        return not self.is_cancelled and self.row == row and self.shown_in.time_zone == release.time_zone


def released_sessions(conference: Conference, at: dt.datetime) -> list[ReleasedSession]:
    """Every session that was ever public, in order of time; two queries."""
    shown = _last_shown(conference.releases.order_by("number"))
    accepted = accepted_numbers(conference)
    found = [
        ReleasedSession(session_view(one.shown_in, one.row, accepted, at), one.changed_in, one.is_cancelled)
        for one in shown.values()
    ]
    return sorted(found, key=lambda one: (one.session.starts_at, one.session.key))


def _last_shown(releases: Iterable[Release]) -> dict[str, _Shown]:
    """Each session by its key, with what the release said of it that changed it last."""
    last: dict[str, _Shown] = {}
    for release in releases:
        rows = {row["key"]: row for row in release.schedule["sessions"]}
        for key, row in rows.items():
            if key not in last or not last[key].is_the_same(row, release):
                last[key] = _Shown(row, release, release)
        for key in last.keys() - rows.keys():
            if not last[key].is_cancelled:
                last[key] = _Shown(last[key].row, last[key].shown_in, release, is_cancelled=True)
    return last
