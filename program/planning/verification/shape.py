"""Whether problem and plan are written as they should be, so far that they can be checked at all."""

import math
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

_FIELDS = {
    "papers": ("id", "kind"),
    "sessions": ("id", "kind", "begins", "ends"),
    "unavailable": ("person", "from", "to"),
    "locked": ("paper", "session"),
}


def problem_shape_faults(problem: Mapping[str, Any]) -> Iterator[str]:
    """What keeps a problem from being read."""
    for name, fields in _FIELDS.items():
        rows = problem.get(name, [])
        if not isinstance(rows, list) or (name in {"papers", "sessions"} and name not in problem):
            yield f"The problem's {name} are a list."
            continue
        for at, row in enumerate(rows):
            if not isinstance(row, dict) or any(field not in row for field in fields):
                yield f"{name}[{at}] of the problem has {', '.join(fields)}."
            elif not all(
                _is_time(row[field]) for field in fields if field in {"begins", "ends", "from", "to"}
            ):
                yield f"{name}[{at}] of the problem has times that cannot be read."


def shape_faults(plan: Mapping[str, Any]) -> Iterator[str]:
    """What keeps a plan from being read."""
    sessions, boards, unplaced = plan.get("sessions"), plan.get("boards"), plan.get("unplaced")
    if not isinstance(sessions, dict) or not all(_are_ids(members) for members in sessions.values()):
        yield "The plan's sessions are an object with a list of papers for each session."
    if not isinstance(boards, dict) or not all(isinstance(one, dict) for one in boards.values()):
        yield "The plan's boards are an object with the board of each poster for each session."
    elif not all(_are_ids([*one.values()]) for one in boards.values()):
        yield "The plan's boards are texts."
    if not isinstance(unplaced, list) or not all(
        isinstance(one, dict) and "paper" in one for one in unplaced
    ):
        yield "The plan's unplaced papers are a list of papers with reasons."
    if not isinstance(plan.get("clashes"), list):
        yield "The plan's clashes are a list of sentences."
    for name in ("similarity", "bound"):
        value = plan.get(name)
        if not isinstance(value, int | float) or isinstance(value, bool) or not math.isfinite(value):
            yield f"The plan's {name} is a number."


def _are_ids(values: object) -> bool:
    return isinstance(values, list) and all(isinstance(value, str | int) for value in values)


def _is_time(value: object) -> bool:
    try:
        return bool(datetime.fromisoformat(value))  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return False
