"""What all releases of the schedule together tell of each session and talk."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from effgenai.conferences.core.models import Conference
from program.core.states import SIDE_BY_SIDE
from program.releases.models import Release
from program.schedule.queries.released import SessionView, accepted_numbers, session_view


@dataclasses.dataclass(frozen=True, slots=True)
class ReleasedSession:
    """A session as it was last public, with the release that last changed it or, if cancelled, dropped it."""

    session: SessionView
    changed_in: Release
    is_cancelled: bool


@dataclasses.dataclass(frozen=True, slots=True)
class ReleasedTalk:
    """A talk as it was last public, alone in its session, with the release that last changed or dropped it.

    A paper that is accepted no more since that release is withdrawn: its title is told nobody.
    """

    session: SessionView
    changed_in: Release
    is_cancelled: bool
    is_withdrawn: bool


class _Row(NamedTuple):
    """What a release says that counts as a change if it differs, and the session to show."""

    said: Any
    session: dict[str, Any]


@dataclasses.dataclass(frozen=True, slots=True)
class _Shown:
    row: _Row
    shown_in: Release
    changed_in: Release
    is_cancelled: bool = False


def released_sessions(conference: Conference, at: dt.datetime) -> list[ReleasedSession]:
    """Every session that was ever public, in order of time; two queries."""
    shown = _last_shown(conference.releases.order_by("number"), _sessions)
    accepted = accepted_numbers(conference)
    found = [
        ReleasedSession(
            session_view(one.shown_in, one.row.session, accepted, at), one.changed_in, one.is_cancelled
        )
        for one in shown.values()
    ]
    return sorted(found, key=lambda one: (one.session.starts_at, one.session.key))


def released_talk(conference: Conference, key: str, at: dt.datetime) -> ReleasedTalk | None:
    """A talk that was ever public by its key, or None; two queries."""
    return next(iter(released_talks(conference, lambda talk: talk["key"] == key, at)), None)


def released_talks(
    conference: Conference, is_wanted: Callable[[dict[str, Any]], bool], at: dt.datetime
) -> list[ReleasedTalk]:
    """Those of all talks that were ever public whose rows are wanted, in order of time; two queries."""
    rows_of = functools.partial(_talks, is_wanted)
    shown = _last_shown(conference.releases.order_by("number"), rows_of)
    accepted = accepted_numbers(conference)
    found = [_released_talk(one, accepted, at) for one in shown.values()]
    return sorted(found, key=lambda one: (one.session.talks[0].starts_at, one.session.talks[0].key))


def _released_talk(shown: _Shown, accepted: set[int], at: dt.datetime) -> ReleasedTalk:
    (row,) = shown.row.session["talks"]
    is_withdrawn = row["paper"] is not None and row["paper"] not in accepted
    session = session_view(shown.shown_in, shown.row.session, accepted | {row["paper"]}, at)
    return ReleasedTalk(session, shown.changed_in, shown.is_cancelled, is_withdrawn)


def _sessions(release: Release) -> dict[str, _Row]:
    """Their descriptions name times of the venue, so that its zone counts, too."""
    return {row["key"]: _Row((row, release.time_zone), row) for row in release.schedule["sessions"]}


def _talks(is_wanted: Callable[[dict[str, Any]], bool], release: Release) -> dict[str, _Row]:
    """The wanted talks by their keys, each with what of its session is said beside it."""
    found = {}
    for row in release.schedule["sessions"]:
        around = [row[name] for name in ("title", "room", "kind")]
        if row["kind"] in SIDE_BY_SIDE:
            around += [row["starts_at"], row["ends_at"]]
        for talk in row["talks"]:
            if is_wanted(talk):
                found[talk["key"]] = _Row((talk, around), {**row, "talks": [talk]})
    return found


def _last_shown(
    releases: Iterable[Release], rows_of: Callable[[Release], dict[str, _Row]]
) -> dict[str, _Shown]:
    """Each row by its key, with what the release said of it that changed it last."""
    last: dict[str, _Shown] = {}
    for release in releases:
        rows = rows_of(release)
        for key, row in rows.items():
            if key not in last or last[key].is_cancelled or last[key].row.said != row.said:
                last[key] = _Shown(row, release, release)
        for key in last.keys() - rows.keys():
            if not last[key].is_cancelled:
                last[key] = _Shown(last[key].row, last[key].shown_in, release, is_cancelled=True)
    return last
