"""Re-divides the talks of some sessions among them in the best way that the groups at hand allow, exactly."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from program.planning.grouping.part import Group, KindPart
from program.planning.grouping.seats import Seats
from program.planning.problem.model import Ints

_GAP, _NODES = 1e-4, 200
_MAX_CHOICES = 60_000


class _Choice(NamedTuple):
    """A group in one of several sessions that are the same."""

    group: Group
    sessions: Ints
    worth: float


def recombine(
    seats: Seats, sessions: Iterable[int], worths: dict[Group, float], *, nodes: int = _NODES
) -> bool:
    """Whether these sessions got more alike; all talks stay placed, those of other sessions stay there."""
    part, chosen = seats.part, sorted(sessions)
    present = seats.groups()
    talks = sorted(talk for session in chosen for talk in present.get(session, ()))
    if len(talks) < 2:
        return False
    choices = _choices(seats, chosen, set(talks), worths)
    if len(choices) > _MAX_CHOICES:
        return False
    found = _best(part, choices, talks, chosen, nodes)
    before = sum(part.worth(present[session]) for session in chosen if session in present)
    if not found or sum(choice.worth for choice in found) <= before + 1e-9:
        return False
    free = {id(choice.sessions): list(choice.sessions) for choice in found}
    for choice in found:
        seats.at[list(choice.group)] = free[id(choice.sessions)].pop()
    return True


def _choices(seats: Seats, sessions: list[int], talks: set[int], worths: dict[Group, float]) -> list[_Choice]:
    part = seats.part
    groups = {group: worth for group, worth in worths.items() if talks.issuperset(group)}
    present = seats.groups()
    for session in sessions:
        if session in present:
            groups[present[session]] = part.worth(present[session])
    others = seats.at.copy()
    others[list(talks)] = -1
    welcome = Seats(part, others).welcome()
    classes = [np.array([one for one in same if one in sessions]) for same in part.classes]
    classes = [same for same in classes if len(same)]
    choices = []
    for group, worth in groups.items():
        fits = part.sessions_for(group) & welcome[list(group)].all(axis=0)
        choices += [_Choice(group, same, worth) for same in classes if fits[same[0]]]
    return choices


def _best(
    part: KindPart, choices: list[_Choice], talks: list[int], sessions: list[int], nodes: int
) -> list[_Choice]:
    """Choices of greatest worth that hold each talk once, put nobody in two places and fit the sessions."""
    rows: list[list[int]] = [[] for _ in talks]
    row_of = {talk: row for row, talk in enumerate(talks)}
    counts: dict[int, list[int]] = {}
    size: dict[int, int] = {}
    for column, choice in enumerate(choices):
        for talk in choice.group:
            rows[row_of[talk]].append(column)
        counts.setdefault(id(choice.sessions), []).append(column)
        size[id(choice.sessions)] = len(choice.sessions)
    people = list(_people_rows(part, choices, set(talks)))
    every = [*rows, *counts.values(), *people]
    upper = np.array([1] * len(rows) + [size[key] for key in counts] + [1] * len(people), dtype=float)
    lower = np.where(np.arange(len(every)) < len(rows), 1.0, 0.0)
    entries = [(at, column) for at, row in enumerate(every) for column in row]
    if not choices or not all(rows):
        return []
    at, columns = np.array(entries).T
    table = coo_array((np.ones(len(at)), (at, columns)), shape=(len(every), len(choices))).tocsr()
    found = milp(
        -np.array([choice.worth for choice in choices]),
        integrality=np.ones(len(choices), dtype=np.int64),
        bounds=Bounds(0.0, 1.0),
        constraints=[LinearConstraint(table, lower, upper)],
        options={"mip_rel_gap": _GAP, "node_limit": nodes},
    )
    if found.x is None:
        return []
    return [choices[column] for column in np.flatnonzero(found.x > 0.5)]


def _people_rows(part: KindPart, choices: list[_Choice], talks: set[int]) -> Iterable[list[int]]:
    """Choices of which one at most can be taken, since one person would be in all of them at one time.

    Sessions that differ in nothing overlap each other, or are alone.
    """
    firsts = np.array(sorted({int(choice.sessions[0]) for choice in choices}))
    parallel = [
        (one, two) for one in firsts for two in firsts if one == two or (one < two and part.overlap[one, two])
    ]
    for numbers in part.busy.values():
        concerned = talks.intersection(numbers)
        if len(concerned) < 2:
            continue
        there: dict[int, list[int]] = {}
        for at, choice in enumerate(choices):
            if concerned.intersection(choice.group):
                there.setdefault(int(choice.sessions[0]), []).append(at)
        for one, two in parallel:
            yield there.get(one, []) if one == two else [*there.get(one, []), *there.get(two, [])]
