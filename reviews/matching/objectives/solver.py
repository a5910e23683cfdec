"""The engine's main call: a problem in, the best assignment out, with its proven bound."""

from dataclasses import replace
from time import perf_counter

import numpy as np

from reviews.matching.flow.dual_prices import dual_of
from reviews.matching.flow.infeasibility import check_required, explain
from reviews.matching.flow.network import Flow, best_flow, whole_gains
from reviews.matching.objectives.evenness import most_even
from reviews.matching.objectives.max_min import BoundedAssignment, MaxMinSearch
from reviews.matching.problem.arrays import Bools, Ints, counts_by
from reviews.matching.problem.errors import Infeasibility, Infeasible, ProblemError
from reviews.matching.problem.problem import Problem
from reviews.matching.problem.solution import EVEN, MAX_MIN, OBJECTIVES, TOTAL, Solution, paper_sums, worst_of
from reviews.matching.problem.time_limit import TimeLimit

TIME_LIMIT = 120.0  # seconds; the hardest problem we know takes six
Found = tuple[BoundedAssignment, tuple[Infeasibility, ...]]


def solve(
    problem: Problem,
    objective: str = TOTAL,
    *,
    allow_shortfall: bool = False,
    time_limit: float = TIME_LIMIT,
) -> Solution:
    """The best assignment for an objective: `TOTAL`, `MAX_MIN` or `EVEN`.

    `TOTAL` is the greatest sum of scores. `MAX_MIN` makes the smallest sum of any paper as great as possible,
    then the total. `EVEN` spreads scores evenly, the more a paper has the less one more counts, within the
    gap that `Solution.evenness` proves.

    Raises `Infeasible` if not every place can be filled; with `allow_shortfall`, fills as many places as
    possible instead, then meets least loads, then the objective, and explains in
    `Solution.infeasibilities` what is missing. After `time_limit` seconds the best assignment found is
    returned with bounds on what might still be possible (`TOTAL` needs no search, and so no limit). Raises
    `ProblemError` for an unknown objective or a negative limit.
    """
    if objective not in OBJECTIVES:
        raise ProblemError(f"The objective {objective} is unknown: choose one of {', '.join(OBJECTIVES)}.")
    if not time_limit >= 0:
        raise ProblemError(f"Patience is a number of seconds from 0 on, not {time_limit}.")
    started = perf_counter()
    check_required(problem)
    if objective == EVEN:
        return _even(problem, allow_shortfall=allow_shortfall, time_limit=time_limit, started=started)
    if objective == MAX_MIN:
        until = TimeLimit(started + time_limit)
        found, infeasibilities = _max_min(problem, allow_shortfall=allow_shortfall, time_limit=until)
    else:
        found, infeasibilities = _total(problem, allow_shortfall=allow_shortfall)
    return _solution(problem, objective, found, infeasibilities=infeasibilities, started=started)


def _total(problem: Problem, *, allow_shortfall: bool) -> Found:
    gains, scale = whole_gains(problem)
    flow, infeasibilities = _flow(problem, gains, allow_shortfall=allow_shortfall)
    dual = dual_of(problem, flow.chosen, gains, scale)
    return BoundedAssignment(chosen=flow.chosen, dual=dual, bound=dual.bound), infeasibilities


def _max_min(problem: Problem, *, allow_shortfall: bool, time_limit: TimeLimit) -> Found:
    gains, scale = whole_gains(problem)
    search = MaxMinSearch(problem, gains, scale, time_limit)
    candidates = counts_by(problem.rows[problem.allowed], problem.n_papers)
    found = search.at_ceiling() if np.all(problem.demand <= candidates) else None
    if found:
        return found, ()
    flow, infeasibilities = _flow(problem, gains, allow_shortfall=allow_shortfall)
    if not infeasibilities:
        return search.below_ceiling(flow), ()
    search = MaxMinSearch(_within_reach(problem, flow.chosen), gains, scale, time_limit)
    return search.at_ceiling() or search.below_ceiling(flow), infeasibilities


def _even(problem: Problem, *, allow_shortfall: bool, time_limit: float, started: float) -> Solution:
    found, infeasibilities = _total(problem, allow_shortfall=allow_shortfall)
    reach = _within_reach(problem, found.chosen) if infeasibilities else problem
    even = most_even(reach, found.chosen, TimeLimit(started + time_limit))
    found = replace(found, chosen=even.chosen)
    solution = _solution(problem, EVEN, found, infeasibilities=infeasibilities, started=started)
    return replace(solution, evenness=even.evenness)


def _flow(problem: Problem, gains: Ints, *, allow_shortfall: bool) -> tuple[Flow, tuple[Infeasibility, ...]]:
    flow = best_flow(problem, gains)
    infeasibilities = explain(problem, flow)
    if infeasibilities and not allow_shortfall:
        raise Infeasible(infeasibilities)
    return flow, infeasibilities


def _within_reach(problem: Problem, chosen: Bools) -> Problem:
    """The problem reduced to the demand and the least loads that these pairs meet."""
    loads = counts_by(problem.indices[chosen], problem.n_reviewers)
    return problem.replaced(
        demand=counts_by(problem.rows[chosen], problem.n_papers),
        load_min=np.minimum(problem.load_min, loads),
    )


def _solution(
    problem: Problem,
    objective: str,
    found: BoundedAssignment,
    *,
    infeasibilities: tuple[Infeasibility, ...],
    started: float,
) -> Solution:
    at = np.flatnonzero(found.chosen)
    worst, worst_paper = worst_of(problem, paper_sums(problem, found.chosen))
    return Solution(
        objective=objective,
        papers=problem.rows[at],
        reviewers=problem.indices[at],
        total=float(problem.scores[at].sum()),
        worst=worst,
        worst_paper=worst_paper,
        bound=found.bound,
        worst_bound=found.worst_bound,
        finished=found.finished,
        seconds=perf_counter() - started,
        infeasibilities=infeasibilities,
        duals=found.dual.reviewers,
    )
