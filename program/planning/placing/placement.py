"""Finds places for as many papers as possible under chosen rules, exactly (CP-SAT)."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from ortools.sat.python import cp_model

from program.planning.placing.rules import (
    PLACED,
    PLACES,
    TWICE,
    PlanRule,
    allowed_sessions,
    every_rule,
    shared_people,
)
from program.planning.placing.slots import place_in_slots
from program.planning.problem.errors import PlanningError
from program.planning.problem.model import POSTER, PlanningProblem

_WORK = 60.0  # of CP-SAT's own seconds, which do not depend on the machine's load
_UNPLACED, _SCALE = 1_000, 1000
_MANY = 60_000  # places looked at one by one
Placement = dict[int, int]  # session of each paper that has a place


class _Model:
    """Who sits where, under these rules."""

    def __init__(self, problem: PlanningProblem, rules: frozenset[PlanRule]) -> None:
        self.problem, self.rules = problem, rules
        self.model = cp_model.CpModel()
        allowed = allowed_sessions(problem, rules)
        self.places = {
            (int(paper), int(session)): self.model.new_bool_var("")
            for paper, session in zip(*np.nonzero(allowed), strict=True)
        }
        self.of_paper: dict[int, list[tuple[int, Any]]] = {
            number: [] for number in range(len(problem.papers))
        }
        self.of_session: dict[int, list[tuple[int, Any]]] = {}
        for (paper, session), place in self.places.items():
            self.of_paper[paper].append((session, place))
            self.of_session.setdefault(session, []).append((paper, place))
        for options in self.of_paper.values():
            self.model.add_at_most_one(place for _, place in options)
        self._add_places()
        for person, papers in shared_people(problem).items():
            if PlanRule(TWICE, person=person) in rules:
                self._add_person(person, papers)

    def _add_places(self) -> None:
        for session, options in self.of_session.items():
            one = self.problem.sessions[session]
            if PlanRule(PLACES, session) not in self.rules:
                continue
            self.model.add(sum(place for _, place in options) <= one.places)
            minutes = [round(self.problem.papers[paper].minutes * _SCALE) for paper, _ in options]
            if one.kind != POSTER and any(minutes):
                taken = sum(long * place for long, (_, place) in zip(minutes, options, strict=True))
                self.model.add(taken <= round(one.minutes * _SCALE))

    def _add_person(self, person: str, papers: list[int]) -> None:
        """Nobody in two sessions at once, nobody with two posters in one."""
        there: dict[int, list[Any]] = {}
        for paper in papers:
            for session, place in self.of_paper[paper]:
                there.setdefault(session, []).append((paper, place))
        present = {}
        for session, options in there.items():
            standing = [
                place
                for paper, place in options
                if self.problem.sessions[session].kind == POSTER
                and person in self.problem.papers[paper].presenters
            ]
            self.model.add_at_most_one(standing)
            if len(options) == 1:
                present[session] = options[0][1]
            else:
                present[session] = self.model.new_bool_var("")
                for _, place in options:
                    self.model.add_implication(place, present[session])
        for sessions in _parallel(self.problem, present):
            self.model.add_at_most_one(present[session] for session in sessions)

    def require(self, papers: Iterable[int]) -> bool:
        """Each of these papers gets a place; False if one of them cannot have any."""
        for paper in papers:
            if not self.of_paper[paper]:
                return False
            self.model.add_bool_or(place for _, place in self.of_paper[paper])
        return True

    def solve(self, seed: int = 0) -> cp_model.CpSolver | None:
        """Who sits where; None if the rules clash. Raises `PlanningError` if the work allowed did not do."""
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = seed
        solver.parameters.max_deterministic_time = _WORK
        status = solver.solve(self.model)
        if status in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
            return solver
        if status == cp_model.INFEASIBLE:
            return None
        raise PlanningError("The search for places ended before it knew whether there are enough.")


def _parallel(problem: PlanningProblem, sessions: Iterable[int]) -> Iterable[list[int]]:
    """Sessions that run at one instant, for each instant at which one of them begins."""
    numbers = sorted(sessions)
    for first in numbers:
        begins = problem.sessions[first].begins
        running = [
            number
            for number in numbers
            if problem.sessions[number].begins <= begins < problem.sessions[number].ends
        ]
        if len(running) > 1:
            yield running


def can_place(problem: PlanningProblem, rules: frozenset[PlanRule]) -> bool:
    """Whether these rules can all hold."""
    model = _Model(problem, rules)
    return model.require(rule.number for rule in rules if rule.kind == PLACED) and model.solve() is not None


def best_placement(
    problem: PlanningProblem, *, seed: int = 0, before: Mapping[int, int] | None = None
) -> Placement:
    """A session for as many papers as possible; of such placements one with fewest moves from `before`."""
    many = len(problem.papers) * len(problem.sessions) > _MANY
    if many or not before:
        quick = place_in_slots(problem, seed=seed, before=before)
        if len(quick) == len(problem.papers) or many:
            return quick
    model = _Model(problem, frozenset(every_rule(problem)))
    before = before or {}
    gains = [
        (place, _UNPLACED + (before.get(paper) == session))
        for (paper, session), place in model.places.items()
    ]
    model.model.maximize(sum(gain * place for place, gain in gains))
    for (paper, session), place in model.places.items():
        if paper in before:
            model.model.add_hint(place, before[paper] == session)
    solver = model.solve(seed)
    if solver is None:  # an empty plan always meets the rules
        return {}
    return {paper: session for (paper, session), place in model.places.items() if solver.boolean_value(place)}
