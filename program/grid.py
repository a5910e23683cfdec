"""The stylesheet that puts a release's sessions into its grid: inline styles are forbidden, a file is not."""

from __future__ import annotations

from program.queries.schedule import Day, Place, Schedule

WIDE = "(min-width: 48rem)"


def stylesheet(schedule: Schedule) -> str:
    """Rules for every session and time of every day; only wide screens and paper lay them out as a grid."""
    rules = [rule for number, day in enumerate(schedule.days, 1) for rule in _day(number, day)]
    return f"@layer pages {{\n@media {WIDE}, print {{\n" + "\n".join(rules) + "\n}\n}\n"


def _day(number: int, day: Day) -> list[str]:
    columns = f"grid-template-columns: 4.5rem repeat({max(len(day.rooms), 1)}, minmax(0, 1fr))"
    rules = [f"#day-{number} {{ {columns}; }}"]
    for row, time in enumerate(day.times, 2):
        rules += [f"#day-{number} .at-{time:%H%M} {{ grid-row: {row}; }}"]
    for room in range(1, len(day.rooms) + 1):
        rules += [f"#day-{number} .room-{room} {{ grid-column: {room + 1}; }}"]
    rules += [_session(place) for place in day.places]
    return rules


def _session(place: Place) -> str:
    rows = f"grid-row: {place.row_start} / {place.row_end}"
    return f"#session-{place.key} {{ {rows}; grid-column: {place.column_start} / {place.column_end}; }}"
