"""The stylesheet that puts a release's sessions into its grid: inline styles are forbidden, a file is not."""

from __future__ import annotations

import itertools

from program.schedule.queries.released import Day, Place, Schedule

WIDE = "screen and (min-width: 48rem)"
MAX_ON_PAPER = 2  # as many rooms as a sheet has space for; days of more are printed as lists
LONGEST = 120  # an empty evening is not drawn to scale


def stylesheet(schedule: Schedule) -> str:
    """Rules for every session and time of every day, for wide screens, and for paper where rooms are few."""
    blocks = [_block(day, _day(number, day)) for number, day in enumerate(schedule.days, 1)]
    return "@layer pages {\n" + "".join(blocks) + "}\n"


def _block(day: Day, rules: list[str]) -> str:
    media = f"{WIDE}, print" if len(day.rooms) <= MAX_ON_PAPER else WIDE
    return f"@media {media} {{\n" + "\n".join(rules) + "\n}\n"


def _day(number: int, day: Day) -> list[str]:
    columns = f"grid-template-columns: 4.5rem repeat({day.columns}, minmax(0, 1fr))"
    rules = [f"#day-{number} {{ {columns}; grid-template-rows: auto {_heights(day)} auto; }}"]
    named = {session.starts_at for session in day.sessions} | {day.times[-1]}
    for row, (mark, time) in enumerate(day.marks, 2):
        shown = "" if time in named else " display: none;"
        rules += [f"#day-{number} .at-{mark} {{ grid-row: {row};{shown} }}"]
    for room in range(1, len(day.rooms) + 1):
        rules += [f"#day-{number} .room-{room} {{ grid-column: {room + 1}; }}"]
    rules += [_session(place) for place in day.places]
    return rules


def _heights(day: Day) -> str:
    """An hour is as high as any other hour, unless what is said in it needs more."""
    spans = (after - before for before, after in itertools.pairwise(day.times))
    minutes = (min(span.total_seconds() / 60, LONGEST) for span in spans)
    return " ".join(f"minmax(calc({length:g} * var(--minute)), auto)" for length in minutes)


def _session(place: Place) -> str:
    rows = f"grid-row: {place.row_start} / {place.row_end}"
    return f"#session-{place.key} {{ {rows}; grid-column: {place.column_start} / {place.column_end}; }}"
