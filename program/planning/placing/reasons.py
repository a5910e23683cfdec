"""Why one paper has no place, in a sentence."""

from collections.abc import Sequence

import numpy as np

from program.planning.placing.rules import PLACED, PLACES, PlanRule, allowed_sessions, fitting, sentence_of
from program.planning.problem.model import PlanningProblem


def reason_of(problem: PlanningProblem, number: int, shortage: str | None, clash: Sequence[PlanRule]) -> str:
    """The plainest reason that holds: no session of its kind or length, its people away, no room left."""
    paper = problem.papers[number]
    start = f"Cannot place {paper.id}: "
    if not any(session.kind == paper.kind and session.places for session in problem.sessions):
        return f"{start}there is no session of the kind {paper.kind}."
    fits = fitting(problem)[number]
    if not fits.any():
        return (
            f"{start}with {paper.minutes:g} minutes it is longer than every session of the kind {paper.kind}."
        )
    locks = {session for locked, session in problem.locked if locked == number}
    if len(locks) > 1:
        return f"{start}it is locked to {len(locks)} sessions."
    allowed = [int(at) for at in np.flatnonzero(allowed_sessions(problem)[number])]
    missed = _who_is_away(problem, number, allowed, fits.tolist())
    if not allowed:
        return f"{start}{missed or 'it is locked to a session that it does not fit into'}."
    if shortage:
        return f"{start}{shortage[0].lower()}{shortage[1:]}"
    return f"{start}{missed + ', and' if missed else ''} {_together(problem, number, clash)}.".replace(
        "  ", " "
    )


def _who_is_away(problem: PlanningProblem, number: int, allowed: Sequence[int], fits: Sequence[bool]) -> str:
    """When those are there who are away during sessions it would fit into; "" if nobody is."""
    paper = problem.papers[number]
    sessions = problem.sessions
    for person in sorted(problem.bound_people[number]):
        away = [one for one in problem.absences if one.person == person]
        there = [
            at
            for at in range(len(sessions))
            if not any(sessions[at].overlaps(one.begins, one.ends) for one in away)
        ]
        who = f"its {'presenter' if person in paper.presenters else 'author'} {person}"
        missed = [at for at in np.flatnonzero(fits) if at not in there]
        if missed:
            days = list(dict.fromkeys(f"{sessions[at].begins:%A}" for at in there))
            when = f"is only there on {' and '.join(days)}" if days else "is away all the time"
            none = ", without a session for it" if days and not len(allowed) else ""
            return f"{who} {when}{none}"
    return ""


def _together(problem: PlanningProblem, number: int, clash: Sequence[PlanRule]) -> str:
    """The rest of the clash, or that there is no room left."""
    others = [rule for rule in clash if rule != PlanRule(PLACED, number)]
    if others and PlanRule(PLACED, number) in clash:
        return "; ".join(sentence_of(problem, rule) for rule in others)
    taken = [rule for rule in clash if rule.kind == PLACES]
    return (
        "the sessions it may go to are full" if taken or not clash else "no session that it may go to is free"
    )
