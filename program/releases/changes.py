"""How one schedule differs from another, in sentences for those who come to the conference."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Collection, Iterator
from typing import Any

from django.db.models import TextChoices

from effgenai.conferences.core.viewer import Viewer
from effgenai.ui.dates import zone
from effgenai.ui.text.directions import isolated_names
from program.core.models import known_papers
from program.core.times import until
from program.releases.snapshot import snapshot

Row = dict[str, Any]


class ChangeKind(TextChoices):
    """What happened to a session from one release to the next."""

    ADDED = "added", "New"
    CHANGED = "changed", "Changed"
    CANCELLED = "cancelled", "Gone"
    ALL = "all", "All sessions"


@dataclasses.dataclass(frozen=True, slots=True)
class ScheduleChange:
    """One change: of which session, and in which words."""

    kind: ChangeKind
    title: str
    words: str

    @property
    def sentence(self) -> str:
        """The whole of it: "Changed: Posters: now in Foyer (was Hall)"."""
        if self.kind == ChangeKind.ALL:
            return self.words
        beginning = f"{self.kind.label}: {self.title}"
        joint = ", " if self.kind == ChangeKind.ADDED else ": "
        return f"{beginning}{joint}{self.words}" if self.words else beginning


def changes_to_release(viewer: Viewer) -> list[ScheduleChange]:
    """What the next release will change for visitors, of papers that this editor may know."""
    conference = viewer.conference
    known = set(known_papers(viewer).values_list("number", flat=True))
    last = conference.releases.order_by("-number").first()
    return changes_between(last.schedule if last else None, snapshot(conference), known)


def changes_between(old: Row | None, new: Row, known: Collection[int]) -> list[ScheduleChange]:
    """From one schedule to another, None being none; papers that are not `known` count for nothing in both.

    So what was withdrawn is not told of any more, in old releases either.
    """
    old = old or {**new, "sessions": []}
    zones = _Zones(old.get("time_zone") or new["time_zone"], new["time_zone"])
    before = {row["key"]: _without_unknown(row, known) for row in old["sessions"]}
    after = {row["key"]: _without_unknown(row, known) for row in new["sessions"]}
    added = [
        ScheduleChange(ChangeKind.ADDED, row["title"], _when(row, zones.new))
        for key, row in after.items()
        if key not in before
    ]
    changed = [
        ScheduleChange(ChangeKind.CHANGED, row["title"], "; ".join(_differences(before[key], row, zones)))
        for key, row in after.items()
        if key in before and before[key] != row
    ]
    gone = [
        ScheduleChange(ChangeKind.CANCELLED, row["title"], "")
        for key, row in before.items()
        if key not in after
    ]
    return [*zones.changes(), *added, *changed, *gone]


def _without_unknown(row: Row, known: Collection[int]) -> Row:
    return {
        **row,
        "talks": [talk for talk in row["talks"] if talk["paper"] is None or talk["paper"] in known],
    }


@dataclasses.dataclass(frozen=True, slots=True)
class _Zones:
    """The zone in which visitors read the one schedule, and that of the other."""

    old: str
    new: str

    def changes(self) -> list[ScheduleChange]:
        """That all times are those of another zone, if they are."""
        words = f"All times are shown in {self.new} (were in {self.old})."
        return [] if self.old == self.new else [ScheduleChange(ChangeKind.ALL, "", words)]


def _when(row: Row, zone_name: str) -> str:
    here = zone(zone_name)
    start, end = (dt.datetime.fromisoformat(row[name]).astimezone(here) for name in ("starts_at", "ends_at"))
    return f"{start:%a} {start.day} {start:%b}, {start:%H:%M}–{until(start, end)}"


def _differences(old: Row, new: Row, zones: _Zones) -> list[str]:
    """How a session of one schedule differs from the same one of the other; never empty."""
    found = []
    if old["title"] != new["title"]:
        found.append(f"it was called “{old['title']}”")
    if (old["starts_at"], old["ends_at"]) != (new["starts_at"], new["ends_at"]):
        found.append(f"now {_when(new, zones.new)} (was {_when(old, zones.old)})")
    if old["room"] != new["room"]:
        found.append(f"now in {new['room'] or 'no room of its own'} (was {old['room'] or 'in none'})")
    if old["chair"] != new["chair"]:
        found.append(f"chaired by {isolated_names(new['chair'])}" if new["chair"] else "without a chair")
    if old.get("panel", "") != new.get("panel", ""):
        found.append(
            f"on the panel: {isolated_names(new['panel'])}" if new.get("panel") else "without its panel"
        )
    return [*found, *_talk_differences(old, new, zones.new)] or ["details"]


def _talk_differences(old: Row, new: Row, zone_name: str) -> list[str]:
    """Talks that came and that changed, by title; those that left are counted."""
    before = {talk["key"]: talk for talk in old["talks"]}
    after = {talk["key"]: talk for talk in new["talks"]}
    found = [f"with “{talk['title']}”" for key, talk in after.items() if key not in before]
    gone = len(before.keys() - after.keys())
    if gone:
        found.append("without one talk" if gone == 1 else f"without {gone} talks")
    moved = old["starts_at"] == new["starts_at"]
    for key, talk in after.items():
        if key in before:
            found += _of_talk(before[key], talk, zone_name if moved else "")
    if not found and old["talks"] != new["talks"]:
        found.append("its talks in another order")
    return found


def _of_talk(old: Row, new: Row, zone_name: str) -> Iterator[str]:
    """How a talk changed. With its session moved as a whole (no zone) its own time is not told as well."""
    title = f"“{new['title']}”"
    if old["title"] != new["title"]:
        yield f"{title} was called “{old['title']}”"
    if zone_name and old["starts_at"] != new["starts_at"]:
        start = dt.datetime.fromisoformat(new["starts_at"]).astimezone(zone(zone_name))
        yield f"{title} at {start:%H:%M}"
    if old["minutes"] != new["minutes"]:
        yield f"{title} takes {new['minutes']} minutes"
    if old["speaker"] != new["speaker"]:
        yield f"{title} by {isolated_names(new['speaker'])}"
    if old.get("is_cancelled") != new.get("is_cancelled"):
        yield f"{title} is cancelled" if new.get("is_cancelled") else f"{title} takes place after all"
    if old.get("board", "") != new.get("board", ""):
        yield f"{title} at board {new['board']}" if new.get("board") else f"{title} without a board"
