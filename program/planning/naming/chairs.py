"""Chairs for sessions, from those who could chair one."""

from collections.abc import Collection, Mapping, Sequence

import numpy as np
from scipy.optimize import linear_sum_assignment

from program.planning.problem.model import POSTER, PlannedSession, PlanningProblem

_NEVER = 1e6


def propose_chairs(
    problem: PlanningProblem,
    sessions: Mapping[str, Sequence[str]],
    *,
    wanted: Collection[str] | None = None,
    never: Mapping[str, Collection[str]] | None = None,
) -> dict[str, str]:
    """A chair of `problem.chairs` for as many talk sessions as can be, nobody for two.

    None is an author or presenter of a paper in the session, is away, or has to be elsewhere at the time.
    `sessions` are ids of papers by the session's id, `wanted` those that want a chair (all with papers),
    `never` who must not chair which.
    """
    held = [
        one
        for one in problem.sessions
        if one.kind != POSTER and sessions.get(one.id) and (wanted is None or one.id in wanted)
    ]
    if not held or not problem.chairs:
        return {}
    elsewhere = _elsewhere(problem, sessions)
    barred = never or {}
    costs = np.array(
        [
            [
                _NEVER if who in barred.get(one.id, ()) or _hindered(problem, who, one, elsewhere) else 0.0
                for who in problem.chairs
            ]
            for one in held
        ]
    )
    rows, columns = linear_sum_assignment(costs)
    pairs = zip(rows, columns, strict=True)
    return {held[row].id: problem.chairs[column] for row, column in pairs if costs[row, column] < _NEVER}


def _elsewhere(
    problem: PlanningProblem, sessions: Mapping[str, Sequence[str]]
) -> dict[str, list[PlannedSession]]:
    """Where each person is as author, presenter or otherwise."""
    found: dict[str, list[PlannedSession]] = {}
    for one in problem.sessions:
        papers = [problem.papers[problem.numbers[paper]] for paper in sessions.get(one.id, ())]
        people = {*one.people, *(person for paper in papers for person in (*paper.people, *paper.presenters))}
        for person in people:
            found.setdefault(person, []).append(one)
    return found


def _hindered(
    problem: PlanningProblem,
    who: str,
    session: PlannedSession,
    elsewhere: Mapping[str, Sequence[PlannedSession]],
) -> bool:
    away = any(one.person == who and session.overlaps(one.begins, one.ends) for one in problem.absences)
    return away or any(session.overlaps(one.begins, one.ends) for one in elsewhere.get(who, ()))
