"""The rules of a problem one by one, each with its sentence, so that clashing ones can be named."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from program.planning.problem.model import POSTER, Absence, Bools, PlannedSession, PlanningProblem

PLACED, AWAY, LOCK, TWICE, PLACES, BUSY = "placed", "away", "lock", "twice", "places", "busy"


@dataclass(frozen=True, order=True)
class PlanRule:
    """One rule that may clash with others: its kind, and what it is about (a number or a person)."""

    kind: str
    number: int = 0
    person: str = ""


def every_rule(problem: PlanningProblem) -> Iterator[PlanRule]:
    """All rules of a problem, without those that hold by the nature of things."""
    for number in range(len(problem.papers)):
        yield PlanRule(PLACED, number)
    bound = {person for people in problem.bound_people for person in people}
    for number, absence in enumerate(problem.absences):
        if absence.person in bound:
            yield PlanRule(AWAY, number)
    yield from (PlanRule(LOCK, number) for number in range(len(problem.locked)))
    yield from (PlanRule(PLACES, number) for number, session in enumerate(problem.sessions) if session.places)
    for number, session in enumerate(problem.sessions):
        yield from (PlanRule(BUSY, number, person) for person in session.people if person in bound)
    yield from (PlanRule(TWICE, person=person) for person in shared_people(problem))


def shared_people(problem: PlanningProblem) -> dict[str, list[int]]:
    """People who could be in two places, and presenters of several posters, with their papers."""
    papers: dict[str, list[int]] = {}
    for number, people in enumerate(problem.separate_people):
        for person in sorted(people):
            papers.setdefault(person, []).append(number)
    return {person: numbers for person, numbers in sorted(papers.items()) if len(numbers) > 1}


def fitting(problem: PlanningProblem) -> Bools:
    """Which paper is of which session's kind and not too long for it; no other rule is considered."""
    table = [
        [
            session.kind == paper.kind
            and session.places > 0
            and (paper.kind == POSTER or paper.minutes <= session.minutes + 1e-9)
            for session in problem.sessions
        ]
        for paper in problem.papers
    ]
    return np.array(table, dtype=bool).reshape(len(problem.papers), len(problem.sessions))


def allowed_sessions(problem: PlanningProblem, rules: frozenset[PlanRule] | None = None) -> Bools:
    """Which paper may go to which session, by all rules on one paper alone, or by those given."""
    allowed = fitting(problem)
    every = frozenset(every_rule(problem)) if rules is None else rules
    for rule in every:
        if rule.kind == LOCK:
            paper, session = problem.locked[rule.number]
            there = allowed[paper, session]
            allowed[paper] = False
            allowed[paper, session] = there
    for rule in every:
        if rule.kind in {AWAY, BUSY}:
            person, during = _taken(problem, rule)
            concerned = [number for number, people in enumerate(problem.bound_people) if person in people]
            allowed[np.ix_(concerned, during)] = False
    return allowed


def _taken(problem: PlanningProblem, rule: PlanRule) -> tuple[str, list[int]]:
    """Whom the rule keeps away, and from which sessions."""
    other: Absence | PlannedSession
    other = problem.absences[rule.number] if rule.kind == AWAY else problem.sessions[rule.number]
    person = rule.person or problem.absences[rule.number].person
    during = [number for number, one in enumerate(problem.sessions) if one.overlaps(other.begins, other.ends)]
    return person, during


def sentence_of(problem: PlanningProblem, rule: PlanRule) -> str:
    """The rule for people."""
    if rule.kind == PLACED:
        paper = problem.papers[rule.number]
        long = f", {paper.minutes:g} minutes" if paper.minutes and paper.kind != POSTER else ""
        return f"paper {paper.id} ({paper.kind}{long}) needs a place"
    if rule.kind == AWAY:
        absence = problem.absences[rule.number]
        return f"{absence.person} is away from {_time(absence.begins)} to {_time(absence.ends)}"
    if rule.kind == LOCK:
        paper_number, session = problem.locked[rule.number]
        return f"paper {problem.papers[paper_number].id} is locked to session {problem.sessions[session].id}"
    if rule.kind == PLACES:
        one = problem.sessions[rule.number]
        lasts = "" if one.kind == POSTER else f" and {one.minutes:g} minutes"
        return f"session {one.id} has {one.places} place{'' if one.places == 1 else 's'}{lasts}"
    if rule.kind == BUSY:
        return f"{rule.person} is busy in session {problem.sessions[rule.number].id}"
    return f"{rule.person} cannot be in two places"


def _time(time: datetime) -> str:
    return f"{time:%A} {time.day} {time:%B, %H:%M}"
