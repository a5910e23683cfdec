"""How the next release of the schedule differs from the last, in sentences."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from effgenai.conferences.core.models import Conference
from effgenai.ui.dates import zone
from program.core.times import until
from program.releases.snapshot import snapshot


def changes_to_release(conference: Conference) -> list[str]:
    """What the next release will change for visitors, in sentences."""
    last = conference.releases.order_by("-number").first()
    old, new = (last.schedule if last else {"sessions": []}), snapshot(conference)
    zones = _Zones(last.time_zone if last else new["time_zone"], new["time_zone"])
    before = {row["key"]: row for row in old["sessions"]}
    after = {row["key"]: row for row in new["sessions"]}
    added = [
        f"New: {row['title']}, {_when(row, zones.new)}" for key, row in after.items() if key not in before
    ]
    gone = [f"Gone: {row['title']}" for key, row in before.items() if key not in after]
    changed = [
        f"Changed: {row['title']}: {'; '.join(_differences(before[key], row, zones))}"
        for key, row in after.items()
        if key in before and before[key] != row
    ]
    return [*zones.words(), *added, *changed, *gone]


@dataclasses.dataclass(frozen=True, slots=True)
class _Zones:
    """The zone in which visitors read the last release, and that of the next one."""

    old: str
    new: str

    def words(self) -> list[str]:
        """That all times are those of another zone, if they are."""
        return [] if self.old == self.new else [f"All times are shown in {self.new} (were in {self.old})."]


def _when(row: dict[str, Any], zone_name: str) -> str:
    here = zone(zone_name)
    start, end = (dt.datetime.fromisoformat(row[name]).astimezone(here) for name in ("starts_at", "ends_at"))
    return f"{start:%a} {start.day} {start:%b}, {start:%H:%M}–{until(start, end)}"


def _differences(old: dict[str, Any], new: dict[str, Any], zones: _Zones) -> list[str]:
    """How a session of the next release differs from the same one of the last; never empty."""
    found = []
    if old["title"] != new["title"]:
        found.append(f"it was called “{old['title']}”")
    if (old["starts_at"], old["ends_at"]) != (new["starts_at"], new["ends_at"]):
        found.append(f"now {_when(new, zones.new)} (was {_when(old, zones.old)})")
    if old["room"] != new["room"]:
        found.append(f"now in {new['room'] or 'no room of its own'} (was {old['room'] or 'in none'})")
    return [*found, *_talk_differences(old["talks"], new["talks"])] or ["details"]


def _talk_differences(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> list[str]:
    """Papers that left are counted, not named: a withdrawn one is not told of any more."""
    before, after = {talk["key"] for talk in old}, {talk["key"] for talk in new}
    found = [f"with “{talk['title']}”" for talk in new if talk["key"] not in before]
    gone = len(before - after)
    if gone:
        found.append("without one talk" if gone == 1 else f"without {gone} talks")
    if not found and old != new:
        found.append("its talks in another order, at other times or with other words")
    return found
