"""What stands for somebody in a schedule, in words of a mail, and how it differs from another schedule."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from effgenai.ui.dates import zone, zone_label
from effgenai.ui.text.titles import plain_title
from program.core.states import SIDE_BY_SIDE, SessionKind, SessionRole
from program.core.times import until
from program.releases.people import TALK, Involvement

# What is told as it is now and as it was.
NAMED = {
    "room": "New room",
    "board": "New board",
    "speaker": "Named in the programme",
    "chair": "Session chair",
    "panel": "On the panel",
}
CHAIRS = "you chair"
YOURS = {SessionKind.POSTER: "your poster", SessionKind.DEMO: "your demo"}


@dataclasses.dataclass(frozen=True, slots=True)
class Appearance:
    """A talk or a session of somebody, as one schedule has it; times are those of that schedule's zone."""

    does: str
    title: str
    session: str
    session_key: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    room: str
    board: str = ""
    paper: int | None = None
    speaker: str = ""
    chair: str = ""
    panel: str = ""
    talks: tuple[tuple[str, str], ...] = ()
    """Of a session: when each talk begins, or where a poster hangs, and what it is."""

    @property
    def is_talk(self) -> bool:
        """Whether it is a talk or a poster, not a whole session."""
        return self.does.startswith("your")

    @property
    def is_chaired(self) -> bool:
        """Whether the person chairs the session."""
        return self.does == CHAIRS

    @property
    def name(self) -> str:
        """What the person does there: "your talk “Title”"."""
        return f"{self.does} “{self.title}”"

    @property
    def when(self) -> str:
        """Day, time and zone at the venue."""
        start, end = self.starts_at, self.ends_at
        day = f"{start:%a} {start.day} {start:%b} {start.year}"
        return f"{day}, {start:%H:%M}–{until(start, end)} {zone_label(start)}"

    @property
    def where(self) -> str:
        """Room and board, as far as there are any."""
        return ", ".join(filter(None, [self.room, self.board and f"board {self.board}"]))


def places_in(schedule: dict[str, Any], involvements: Iterable[Involvement]) -> dict[str, Appearance]:
    """The places of these involvements in the schedule, each under what names it in every release.

    Of a paper that is its number, since it may be taken out and placed anew. Parts that the
    schedule lacks are left out.
    """
    here = zone(schedule["time_zone"])
    sessions = {row["key"]: row for row in schedule["sessions"]}
    talks = {talk["key"]: (row, talk) for row, talk in taking_place(schedule)}
    found = {}
    for involvement in involvements:
        if involvement.role == TALK and involvement.key in talks:
            row, talk = talks[involvement.key]
            found[identity_of(talk)] = _talk(row, talk, here)
        elif involvement.role != TALK and involvement.key in sessions:
            found[f"{involvement.role}:{involvement.key}"] = _session(
                sessions[involvement.key], involvement.role, here
            )
    return found


def taking_place(schedule: dict[str, Any]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Every talk of the schedule that is not cancelled, after its session."""
    for row in schedule["sessions"]:
        for talk in row["talks"]:
            if not talk.get("is_cancelled"):
                yield row, talk


def identity_of(talk: dict[str, Any]) -> str:
    """What names a talk of a schedule in all of them."""
    return f"talk:{talk['key']}" if talk["paper"] is None else f"paper:{talk['paper']}"


def _talk(row: dict[str, Any], talk: dict[str, Any], here: dt.tzinfo) -> Appearance:
    start, end = (_at(row[name], here) for name in ("starts_at", "ends_at"))
    if row["kind"] not in SIDE_BY_SIDE:
        start = _at(talk["starts_at"], here)
        instant = start.astimezone(dt.UTC) + dt.timedelta(minutes=talk["minutes"])
        end = instant.astimezone(here)
    return Appearance(
        does=YOURS.get(row["kind"], "your talk"),
        title=plain_title(talk["title"]),
        board=talk.get("board", ""),
        paper=talk["paper"],
        speaker=talk["speaker"],
        **_of_session(row) | {"starts_at": start, "ends_at": end},
    )


def _session(row: dict[str, Any], role: str, here: dt.tzinfo) -> Appearance:
    return Appearance(
        does=CHAIRS if role == SessionRole.CHAIR else "you are on the panel of",
        title=plain_title(row["title"]),
        panel=row.get("panel", ""),
        talks=tuple(_talk_of_session(row, talk, here) for talk in row["talks"]),
        **_of_session(row) | {name: _at(row[name], here) for name in ("starts_at", "ends_at")},
    )


def _of_session(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "session": plain_title(row["title"]),
        "session_key": row["key"],
        "room": row["room"],
        "chair": row["chair"],
    }


def _talk_of_session(row: dict[str, Any], talk: dict[str, Any], here: dt.tzinfo) -> tuple[str, str]:
    clock = f"{_at(talk['starts_at'], here):%H:%M}"
    begin = talk.get("board", "") if row["kind"] in SIDE_BY_SIDE else clock
    who = f" ({talk['speaker']})" if talk["speaker"] else ""
    cancelled = " – cancelled" if talk.get("is_cancelled") else ""
    return begin, f"{plain_title(talk['title'])}{who}{cancelled}"


def _at(text: str, here: dt.tzinfo) -> dt.datetime:
    return dt.datetime.fromisoformat(text).astimezone(here)


def differences(old: Appearance, new: Appearance) -> Iterator[str]:
    """How a place differs from what it was, a sentence each; nothing if only the zone of its times does."""
    if old.title != new.title:
        yield f"It was called “{old.title}”."
    if old.does != new.does:
        yield f"It was {old.does} before."
    if (old.starts_at, old.ends_at) != (new.starts_at, new.ends_at):
        yield f"New time: it was {old.when}."
    yield from _new_words(old, new)
    if new.is_talk and old.session != new.session:
        yield f"It was in the session “{old.session}”."
    if _talks_to_compare(old, new) != _talks_to_compare(new, old):
        yield (
            "Its talks have changed; this is what they are now:" if new.talks else "It has no talks any more."
        )


def _new_words(old: Appearance, new: Appearance) -> Iterator[str]:
    for name, words in NAMED.items():
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            yield f"{words}: {after or 'none'} (it was {before or 'none'})."


def _talks_to_compare(place: Appearance, other: Appearance) -> list[tuple[str, str]] | list[str]:
    """The talks of a session; without times where it moved as a whole, or the clock has another zone."""
    if (place.starts_at, place.starts_at.tzinfo) == (other.starts_at, other.starts_at.tzinfo):
        return list(place.talks)
    return [words for _, words in place.talks]
