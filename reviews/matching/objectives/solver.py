"""The engine's main call: a problem in, the best assignment out, with its proven bound."""

from dataclasses import dataclass, replace
from math import inf, isfinite
from time import perf_counter

import numpy as np

from reviews.matching.flow.dual_prices import dual_of
from reviews.matching.flow.infeasibility import check_required, explain
from reviews.matching.flow.network import Flow, best_flow, whole_gains
from reviews.matching.objectives.evenness import most_even
from reviews.matching.objectives.max_min import BoundedAssignment
from reviews.matching.objectives.worst_first import WorstFirst, default_work
from reviews.matching.problem.arrays import Bools, Ints, counts_by
from reviews.matching.problem.effort import Effort, OnProgress, ShouldStop
from reviews.matching.problem.errors import Infeasibility, Infeasible, ProblemError
from reviews.matching.problem.problem import Problem
from reviews.matching.problem.solution import EVEN, MAX_MIN, OBJECTIVES, TOTAL, Solution, paper_sums, worst_of


def solve(
    problem: Problem,
    objective: str = TOTAL,
    *,
    allow_shortfall: bool = False,
    target: float | None = None,
    work_limit: float | None = None,
    on_progress: OnProgress | None = None,
    should_stop: ShouldStop | None = None,
) -> Solution:
    """The best assignment for an objective: `TOTAL`, `MAX_MIN` or `EVEN`.

    `TOTAL` is the greatest sum of scores. `MAX_MIN` makes the smallest sum of any paper as great as possible,
    then the total; with a `target`, it is content with a smallest sum of that, and makes the total as great
    as possible. `EVEN` spreads scores evenly, the more a paper has the less one more counts, within the gap
    that `Solution.evenness` proves.

    Raises `Infeasible` if not every place can be filled; with `allow_shortfall`, fills as many places as
    possible instead, then meets least loads, then the objective, and explains in
    `Solution.infeasibilities` what is missing. Raises `ProblemError` for an unknown objective, a negative
    limit, or a target of another objective.

    A search of `MAX_MIN` or `EVEN` may end before all is proven: after so much work (`work_limit`, in
    millions of pairs looked at; None: what suits the size of the problem), or once `should_stop()` is true,
    which is asked often. It then returns the best found with bounds on what might still be possible.
    `on_progress` is told of each step.
    """
    _check(objective, target, work_limit)
    started = perf_counter()
    effort = Effort(_work(problem, objective, work_limit), on_progress=on_progress, should_stop=should_stop)
    effort.tell("Finding the greatest total")
    start = _Start.of(problem, allow_shortfall=allow_shortfall)
    if objective == EVEN:
        even = most_even(start.reach, start.flow.chosen, effort)
        found = replace(start.greatest(), chosen=even.chosen, finished=not effort.is_over)
        return replace(start.solution(EVEN, found, started), evenness=even.evenness)
    if objective == TOTAL:
        return start.solution(TOTAL, start.greatest(), started)
    search = start.search(effort)
    found = search.best() if target is None else search.at(round(target * start.scale))
    reached = target if found.worst_bound is None else None
    return replace(start.solution(MAX_MIN, found, started), target=reached)


def curve(
    problem: Problem,
    points: int = 8,
    *,
    allow_shortfall: bool = False,
    work_limit: float | None = None,
    on_progress: OnProgress | None = None,
    should_stop: ShouldStop | None = None,
) -> tuple[Solution, ...]:
    """What a better worst paper costs: solutions from the greatest total to the best worst paper.

    There are up to so many `points`.
    From one to the next the worst paper gets better and the total smaller; those between the ends are made
    for targets at equal distances (`Solution.target`). `solve` with such a target may find a greater total
    yet. Raises what `solve` raises; the limits are as there.
    """
    if points < 2:
        raise ProblemError(f"A curve needs at least 2 points, not {points}.")
    _check(MAX_MIN, None, work_limit)
    started = perf_counter()
    limit = _work(problem, MAX_MIN, work_limit)
    effort = Effort(limit * 2, on_progress=on_progress, should_stop=should_stop)
    start = _Start.of(problem, allow_shortfall=allow_shortfall)
    search = start.search(effort)
    first, last = search.at(search.least), search.best()
    solutions = [replace(start.solution(MAX_MIN, first, started), target=search.least / start.scale)]
    ends = start.solution(MAX_MIN, last, started)
    for target in np.linspace(solutions[0].worst, ends.worst, points)[1:-1].tolist():
        if effort.is_over:
            break
        if found := search.lightly_at(round(target * start.scale)):
            solutions.append(replace(start.solution(MAX_MIN, found, started), target=target))
    return _rising([*solutions, ends])


def _rising(solutions: list[Solution]) -> tuple[Solution, ...]:
    """Those that no other surpasses both in worst paper and in total."""
    found: list[Solution] = []
    for one in sorted(solutions, key=lambda one: (one.worst, one.total), reverse=True):
        if not found or one.total > found[-1].total:
            found.append(one)
    return tuple(reversed(found))


def _check(objective: str, target: float | None, work_limit: float | None) -> None:
    if objective not in OBJECTIVES:
        raise ProblemError(f"The objective {objective} is unknown: choose one of {', '.join(OBJECTIVES)}.")
    if work_limit is not None and not work_limit >= 0:
        raise ProblemError(f"A limit on work is a number from 0 on, not {work_limit}.")
    if target is not None and (objective != MAX_MIN or not isfinite(target)):
        raise ProblemError(f"A target is a number that goes with the objective {MAX_MIN}.")


def _work(problem: Problem, objective: str, work_limit: float | None) -> float:
    if work_limit is not None:
        return work_limit
    return default_work(problem) if objective == MAX_MIN else inf


@dataclass(frozen=True, eq=False)
class _Start:
    """The assignment of greatest total, with which every objective begins.

    `reach` is the problem reduced to what it fills, if not every place can be filled.
    """

    problem: Problem
    reach: Problem
    flow: Flow
    gains: Ints
    scale: float
    infeasibilities: tuple[Infeasibility, ...]

    @classmethod
    def of(cls, problem: Problem, *, allow_shortfall: bool) -> "_Start":
        """Raises `Infeasible` if not every place can be filled, unless a shortfall is allowed."""
        check_required(problem)
        gains, scale = whole_gains(problem)
        flow = best_flow(problem, gains)
        infeasibilities = explain(problem, flow)
        if infeasibilities and not allow_shortfall:
            raise Infeasible(infeasibilities)
        reach = _within_reach(problem, flow.chosen) if infeasibilities else problem
        return cls(problem, reach, flow, gains, scale, infeasibilities)

    def greatest(self) -> BoundedAssignment:
        """The greatest total and its bound."""
        dual = dual_of(self.problem, self.flow.chosen, self.gains, self.scale)
        return BoundedAssignment(chosen=self.flow.chosen, dual=dual, bound=dual.bound)

    def search(self, effort: Effort) -> WorstFirst:
        """The search for a better worst paper."""
        return WorstFirst(self.reach, self.gains, self.scale, self.flow, effort)

    def solution(self, objective: str, found: BoundedAssignment, started: float) -> Solution:
        """What was found with its figures."""
        at = np.flatnonzero(found.chosen)
        worst, worst_paper = worst_of(self.problem, paper_sums(self.problem, found.chosen))
        return Solution(
            objective=objective,
            papers=self.problem.rows[at],
            reviewers=self.problem.indices[at],
            total=float(self.problem.scores[at].sum()),
            worst=worst,
            worst_paper=worst_paper,
            bound=found.bound,
            worst_bound=found.worst_bound,
            finished=found.finished,
            seconds=perf_counter() - started,
            infeasibilities=self.infeasibilities,
            duals=found.dual.reviewers,
        )


def _within_reach(problem: Problem, chosen: Bools) -> Problem:
    """The problem reduced to the demand and the least loads that these pairs meet."""
    loads = counts_by(problem.indices[chosen], problem.n_reviewers)
    return problem.replaced(
        demand=counts_by(problem.rows[chosen], problem.n_papers),
        load_min=np.minimum(problem.load_min, loads),
    )
