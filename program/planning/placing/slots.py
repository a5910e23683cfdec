"""Finds places as if sessions at one time were one: quick, though it does not always find what is there."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from ortools.sat.python import cp_model

from program.planning.placing.rules import allowed_sessions, shared_people
from program.planning.problem.model import POSTER, Bools, PlanningProblem

_WORK, _UNPLACED = 5.0, 1_000
Slots = list[list[int]]


def place_in_slots(
    problem: PlanningProblem, *, seed: int = 0, before: Mapping[int, int] | None = None
) -> dict[int, int]:
    """A session for many papers, with few moves from `before`; all rules hold.

    Nobody has two papers at one time here, not even in one session, and talks count as long as the longest.
    """
    before = before or {}
    allowed = allowed_sessions(problem)
    slots = _slots(problem, allowed)
    model = cp_model.CpModel()
    places = {
        (int(paper), slot): model.new_bool_var("")
        for slot, sessions in enumerate(slots)
        for paper in np.flatnonzero(allowed[:, sessions[0]])
    }
    for paper in range(len(problem.papers)):
        model.add_at_most_one(places[paper, slot] for slot in range(len(slots)) if (paper, slot) in places)
    for slot, sessions in enumerate(slots):
        room = sum(_size(problem, allowed, session) for session in sessions)
        model.add(sum(place for (_, there), place in places.items() if there == slot) <= room)
    _separate(problem, model, places, slots)
    stays = {
        (paper, slot) for slot, sessions in enumerate(slots) for paper in before if before[paper] in sessions
    }
    model.maximize(sum((_UNPLACED + (at in stays)) * place for at, place in places.items()))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = seed
    solver.parameters.max_deterministic_time = _WORK
    if solver.solve(model) not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        return {}
    chosen = {paper: slot for (paper, slot), place in places.items() if solver.boolean_value(place)}
    return _spread(problem, allowed, slots, chosen, before)


def _slots(problem: PlanningProblem, allowed: Bools) -> Slots:
    found: dict[tuple[Any, ...], list[int]] = {}
    for number, session in enumerate(problem.sessions):
        key = (session.kind, session.begins, session.ends, allowed[:, number].tobytes())
        if allowed[:, number].any():
            found.setdefault(key, []).append(number)
    return list(found.values())


def _size(problem: PlanningProblem, allowed: Bools, session: int) -> int:
    """How many papers fit, each as long as the longest that may be there."""
    one = problem.sessions[session]
    longest = max((problem.papers[paper].minutes for paper in np.flatnonzero(allowed[:, session])), default=0)
    if one.kind == POSTER or longest <= 0:
        return one.places
    return min(one.places, int((one.minutes + 1e-9) // longest))


def _separate(
    problem: PlanningProblem, model: cp_model.CpModel, places: Mapping[tuple[int, int], Any], slots: Slots
) -> None:
    """Nobody has two papers in slots that overlap."""
    for person, papers in shared_people(problem).items():
        for first, sessions in enumerate(slots):
            begins = problem.sessions[sessions[0]].begins
            running = [
                slot
                for slot, others in enumerate(slots)
                if problem.sessions[others[0]].begins <= begins < problem.sessions[others[0]].ends
            ]
            alone = running == [first] and len(sessions) == 1 and problem.sessions[sessions[0]].kind == POSTER
            concerned = [paper for paper in papers if not alone or person in problem.papers[paper].presenters]
            model.add_at_most_one(
                places[paper, slot] for paper in concerned for slot in running if (paper, slot) in places
            )


def _spread(
    problem: PlanningProblem,
    allowed: Bools,
    slots: Slots,
    chosen: Mapping[int, int],
    before: Mapping[int, int],
) -> dict[int, int]:
    """Papers of each slot in its sessions, where they were before if they stay."""
    placed = {paper: before[paper] for paper, slot in chosen.items() if before.get(paper) in slots[slot]}
    room = {
        session: _size(problem, allowed, session) - list(placed.values()).count(session)
        for sessions in slots
        for session in sessions
    }
    for paper, slot in chosen.items():
        if paper not in placed:
            placed[paper] = next(session for session in slots[slot] if room[session] > 0)
            room[placed[paper]] -= 1
    return placed
