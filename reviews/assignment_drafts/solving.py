"""Asks the engine what a chair chose, has the answer checked, and tells what each wish costs. No database."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from reviews.assignment_drafts.rules.choices import Choices
from reviews.assignment_drafts.states import Standing
from reviews.matching import (
    MAX_MIN,
    TOTAL,
    Infeasibility,
    Infeasible,
    Ints,
    OnProgress,
    PanelRules,
    Problem,
    Report,
    ShouldStop,
    Solution,
    curve,
    rerun,
    sample,
    solve,
    solve_panels,
    verify,
)

WORK_LIMIT = 20_000.0  # for rules on panels, all tries together: some minute
HIGHER_CAPS = 3  # how far a balanced load may rise before it is given up


class Unproven(Exception):  # noqa: N818  the answer's state; `faults` say what is wrong with it
    """The answer did not pass the check, which is a fault of the engine."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__(" ".join(faults))


@dataclasses.dataclass(frozen=True, eq=False, kw_only=True)
class EngineQuestion:
    """A problem, what a chair chose for it, and the tasks in force by row and column.

    `should_stop` is asked whether somebody wants the best so far, `on_progress` told how far it is.
    """

    problem: Problem
    choices: Choices
    rules: PanelRules | None = None
    in_force: Sequence[tuple[int, int]] = ()
    should_stop: ShouldStop | None = None
    on_progress: OnProgress | None = None

    @property
    def has_curve(self) -> bool:
        """Whether a chair may choose between the worst paper and the total."""
        return self.choices.objective == MAX_MIN and self.rules is None


@dataclasses.dataclass(frozen=True, eq=False, kw_only=True)
class EngineAnswer:
    """The engine's answer to the wishes, and `free`, the one of greatest total without them.

    `problem` is what was solved: where places stay empty, it asks for fewer; loads may be balanced in it.
    """

    problem: Problem
    solution: Solution
    free: Solution
    wanted: Ints

    @property
    def infeasibilities(self) -> tuple[Infeasibility, ...]:
        """What stays empty, and which rules had to be lifted."""
        lifted = () if self.solution is self.free else self.solution.infeasibilities
        return (*self.free.infeasibilities, *lifted)

    @property
    def lacking(self) -> Ints:
        """How many places stay empty at each paper."""
        return np.asarray(self.wanted - np.bincount(self.solution.papers, minlength=len(self.wanted)))

    @property
    def worth(self) -> float:
        """The total, or for a draw the mean of all draws."""
        odds = self.solution.odds
        return odds.expected_total if odds else self.solution.total

    @property
    def cost(self) -> float:
        """What the total loses by aim, limit, rules and balance."""
        return max(0.0, self.free.total - self.worth)

    @property
    def gap(self) -> float:
        """How far it may be from the best there is under the wishes, as a share of it."""
        bound = self.solution.bound
        return max(0.0, bound - self.worth) / max(1.0, abs(bound))


def answer(asked: EngineQuestion) -> EngineAnswer:
    """The best assignment for the choices; places that cannot be filled stay empty, and are told of.

    Raises `Infeasible` where the wishes cannot be met.
    """
    free = solve(asked.problem, allow_shortfall=True)
    problem = _within_reach(asked.problem, free) if free.infeasibilities else asked.problem
    solved, solution = _first_that_can(dataclasses.replace(asked, problem=problem), free)
    return EngineAnswer(problem=solved, solution=solution, free=free, wanted=asked.problem.demand)


def checked(asked: EngineQuestion, found: EngineAnswer, tell: Callable[[str], None] | None = None) -> Report:
    """The independent check of the answer, which tells in words what it checks.

    Raises `Unproven` if it finds a fault.
    """
    report = verify(found.problem, found.solution, asked.rules, on_progress=tell)
    faults = list(report.faults)
    if found.free.infeasibilities:
        faults += verify(asked.problem, found.free).faults
    if faults:
        raise Unproven(faults)
    return report


def curve_of(asked: EngineQuestion, found: EngineAnswer) -> list[tuple[float, float]]:
    """What a better worst paper costs: worst paper and total, from the highest total to the best worst paper.

    Empty where nothing can be chosen between them.
    """
    if not asked.has_curve:
        return []
    solutions = curve(found.problem, should_stop=asked.should_stop, on_progress=asked.on_progress)
    points = [(one.worst, one.total) for one in solutions]
    return points if len(points) > 1 else []


def broken_already(asked: EngineQuestion) -> list[int]:
    """The papers on which the pairs that must stay break a rule by themselves, by row."""
    if asked.rules is None:
        return []
    problem = asked.problem
    limits = asked.rules.checked(problem).exceeded(problem, problem.fixed.astype(np.float64))
    return sorted({int(row) for limit in limits for row in problem.rows[limit.pairs]})


def _within_reach(problem: Problem, free: Solution) -> Problem:
    """The problem that asks only for what can be had."""
    filled = np.bincount(free.papers, minlength=problem.n_papers)
    return problem.replaced(
        demand=filled, load_min=np.minimum(problem.load_min, free.loads(problem.n_reviewers))
    )


def _first_that_can(asked: EngineQuestion, free: Solution) -> tuple[Problem, Solution]:
    """The answer with the smallest common cap on loads that allows one, or without a cap."""
    engine = _engine_for(asked, free)
    for problem in _balanced(asked.problem) if asked.choices.balanced else ():
        try:
            return problem, engine(problem)
        except Infeasible:
            continue
    return asked.problem, engine(asked.problem)


def _balanced(problem: Problem) -> Iterator[Problem]:
    """The problem with greatest loads cut to an equal share, then to a little more."""
    most, places = problem.load_max, int(problem.demand.sum())
    required = np.bincount(np.asarray(problem.required)[:, 1], minlength=problem.n_reviewers)
    least = np.maximum(required, problem.load_min)
    cap = 0
    while np.minimum(most, np.maximum(cap, least)).sum() < places:
        cap += 1
    for higher in range(HIGHER_CAPS):
        yield problem.replaced(load_max=np.minimum(most, np.maximum(cap + higher, least)))


def _engine_under(rules: PanelRules, asked: EngineQuestion) -> Callable[[Problem], Solution]:
    choices = asked.choices
    work_limit = WORK_LIMIT / (HIGHER_CAPS + 1) if choices.balanced else WORK_LIMIT
    if choices.standing == Standing.FEW_CHANGES:
        return lambda problem: (
            rerun(problem, asked.in_force, rules=rules, allow_shortfall=True, work_limit=work_limit).solution
        )
    return lambda problem: solve_panels(
        problem, rules, choices.objective, allow_shortfall=True, work_limit=work_limit
    )


def _engine_for(asked: EngineQuestion, free: Solution) -> Callable[[Problem], Solution]:
    choices, rules = asked.choices, asked.rules
    if rules is not None:
        return _engine_under(rules, asked)
    if (limit := choices.probability_limit) is not None:
        return lambda problem: sample(problem, limit, seed=choices.seed)
    if choices.standing == Standing.FEW_CHANGES:
        return lambda problem: rerun(problem, asked.in_force).solution
    if choices.objective == TOTAL and not choices.balanced and not free.infeasibilities:
        return lambda _: free
    return lambda problem: solve(
        problem,
        choices.objective,
        target=choices.target,
        should_stop=asked.should_stop,
        on_progress=asked.on_progress,
    )
