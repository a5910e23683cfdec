"""Plans the talks of one kind: a bound, groups, then better and better sessions from a valid placement."""

from dataclasses import dataclass

import numpy as np

from program.planning.grouping.columns import Columns, generate_columns
from program.planning.grouping.part import Group, KindPart
from program.planning.grouping.recombine import recombine
from program.planning.grouping.seats import Seats
from program.planning.problem.effort import PlanningEffort
from program.planning.problem.model import Floats, Ints

_TOGETHER = 12  # sessions that are divided anew at once
_ALL_AT_ONCE = 16  # so many sessions are all divided at once
_GOOD_ENOUGH = 0.998  # of the bound
_ROUNDS = 80


@dataclass(frozen=True, eq=False)
class GroupedTalks:
    """The session of each talk, how alike talks of a session are in all, and what no plan exceeds."""

    at: Ints
    likeness: float
    columns: Columns


def group_talks(
    part: KindPart, free: KindPart, start: Ints, effort: PlanningEffort, *, seed: int = 0
) -> GroupedTalks:
    """Sessions as alike as can be found, from a valid placement; all that are placed stay placed.

    The bound is that of `free`, which may allow more than `part`.
    """
    seats = Seats(part, start)
    seats.improve(effort)
    columns = generate_columns(free, [group for group in seats.groups().values() if len(group) > 1], effort)
    worths = dict(columns.worths)
    worths.update({(talk,): 0.0 for talk in range(len(start))})
    if len(part.places) <= _ALL_AT_ONCE:
        effort.tell("Choosing sessions", 0.5)
        recombine(seats, range(len(part.places)), worths, nodes=2000)
        seats.improve(effort)
    else:
        _recombine_parts(seats, worths, columns.bound, effort, np.random.default_rng(seed))
    return GroupedTalks(seats.at, seats.likeness, columns)


def _recombine_parts(
    seats: Seats, worths: dict[Group, float], bound: float, effort: PlanningEffort, draw: np.random.Generator
) -> None:
    """Divide neighbouring sessions anew until none of them gains any more."""
    sessions = len(seats.part.places)
    stale = 0
    for step in range(_ROUNDS):
        if seats.likeness >= _GOOD_ENOUGH * bound or stale > sessions or effort.is_enough:
            return
        effort.tell("Choosing sessions", 0.5 + 0.3 * step / (_ROUNDS))
        chosen = _neighbours(seats, int(draw.integers(sessions)), worths)
        stale = 0 if recombine(seats, chosen, worths) else stale + 1
    seats.improve(effort)


def _neighbours(seats: Seats, first: int, worths: dict[Group, float]) -> list[int]:
    """A session and those whose talks are most like its own."""
    table = seats.table()
    pull: Floats = table.T @ seats.part.likeness @ table[:, first].astype(np.float64)
    pull[first] = np.inf
    return [int(session) for session in np.argsort(-pull, kind="stable")[:_TOGETHER]]
