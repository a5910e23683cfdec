"""The one call: a problem in, the best assignment out, with its bound."""

from dataclasses import replace
from time import perf_counter

import numpy as np

from reviews.matching.flow.dual_prices import dual_of
from reviews.matching.flow.evenness import most_even
from reviews.matching.flow.infeasibility import check_required, explain
from reviews.matching.flow.max_min import Bounded, MaxMinSearch
from reviews.matching.flow.network import Flow, best_flow, whole_gains
from reviews.matching.problem.arrays import Bools, Ints, counts_by
from reviews.matching.problem.errors import Infeasibility, Infeasible, ProblemError
from reviews.matching.problem.problem import Problem
from reviews.matching.problem.solution import EVEN, MAX_MIN, OBJECTIVES, TOTAL, Solution, paper_sums, worst_of
from reviews.matching.problem.time_limit import TimeLimit

TIME_LIMIT = 120.0  # seconds


def solve(
    problem: Problem,
    objective: str = TOTAL,
    *,
    allow_shortfall: bool = False,
    time_limit: float = TIME_LIMIT,
) -> Solution:
    """The best assignment for the objective.

    "total": the greatest sum of scores. "floor": the worst-served paper as good as possible, then the
    total. "even": fit spread evenly, more counting less the more a paper has, within the gap that its
    `evenness` proves. Raises `Infeasible` where not every place can be filled, or, with `allow_shortfall`,
    fills as many as can be (then meets least loads, then the objective) and names what lacks. `patience`:
    seconds after which a search is left with the best found, its bounds above what it has; hardly any
    problem needs a tenth of it.
    """
    if objective not in OBJECTIVES:
        raise ProblemError(f"The objective {objective} is unknown: choose one of {', '.join(OBJECTIVES)}.")
    if not time_limit >= 0:
        raise ProblemError(f"Patience is a number of seconds from 0 on, not {time_limit}.")
    started = perf_counter()
    check_required(problem)
    if objective == TOTAL:
        met, infeasibilities = _total(problem, allow_shortfall=allow_shortfall)
    elif objective == MAX_MIN:
        until = TimeLimit(started + time_limit)
        met, infeasibilities = _max_min(problem, allow_shortfall=allow_shortfall, time_limit=until)
    else:
        return _even(problem, allow_shortfall=allow_shortfall, time_limit=time_limit, started=started)
    return _solution(problem, objective, met, infeasibilities=infeasibilities, started=started)


def _total(problem: Problem, *, allow_shortfall: bool) -> tuple[Bounded, tuple[Infeasibility, ...]]:
    gains, scale = whole_gains(problem)
    flow, infeasibilities = _flow(problem, gains, allow_shortfall=allow_shortfall)
    dual = dual_of(problem, flow.chosen, gains, scale)
    return Bounded(chosen=flow.chosen, dual=dual, bound=dual.bound), infeasibilities


def _max_min(
    problem: Problem, *, allow_shortfall: bool, time_limit: TimeLimit
) -> tuple[Bounded, tuple[Infeasibility, ...]]:
    gains, scale = whole_gains(problem)
    search = MaxMinSearch(problem, gains, scale, time_limit)
    candidates = counts_by(problem.rows[problem.allowed], problem.n_papers)
    met = search.at_ceiling() if np.all(problem.demand <= candidates) else None
    if met:
        return met, ()
    flow, infeasibilities = _flow(problem, gains, allow_shortfall=allow_shortfall)
    if not infeasibilities:
        return search.below(flow), ()
    search = MaxMinSearch(_within_reach(problem, flow.chosen), gains, scale, time_limit)
    return search.at_ceiling() or search.below(flow), infeasibilities


def _even(problem: Problem, *, allow_shortfall: bool, time_limit: float, started: float) -> Solution:
    met, infeasibilities = _total(problem, allow_shortfall=allow_shortfall)
    reach = _within_reach(problem, met.chosen) if infeasibilities else problem
    found = most_even(reach, met.chosen, TimeLimit(started + time_limit))
    evened = replace(met, chosen=found.chosen)
    solution = _solution(problem, EVEN, evened, infeasibilities=infeasibilities, started=started)
    return replace(solution, evenness=found.evenness)


def _flow(problem: Problem, gains: Ints, *, allow_shortfall: bool) -> tuple[Flow, tuple[Infeasibility, ...]]:
    flow = best_flow(problem, gains)
    infeasibilities = explain(problem, flow)
    if infeasibilities and not allow_shortfall:
        raise Infeasible(infeasibilities)
    return flow, infeasibilities


def _within_reach(problem: Problem, chosen: Bools) -> Problem:
    """The problem that asks only for what could be provided."""
    loads = counts_by(problem.indices[chosen], problem.n_reviewers)
    return problem.replaced(
        demand=counts_by(problem.rows[chosen], problem.n_papers),
        load_min=np.minimum(problem.load_min, loads),
    )


def _solution(
    problem: Problem,
    objective: str,
    met: Bounded,
    *,
    infeasibilities: tuple[Infeasibility, ...],
    started: float,
) -> Solution:
    at = np.flatnonzero(met.chosen)
    worst, worst_paper = worst_of(problem, paper_sums(problem, met.chosen))
    return Solution(
        objective=objective,
        papers=problem.rows[at],
        reviewers=problem.indices[at],
        total=float(problem.scores[at].sum()),
        worst=worst,
        worst_paper=worst_paper,
        bound=met.bound,
        worst_bound=met.highest,
        finished=met.finished,
        seconds=perf_counter() - started,
        infeasibilities=infeasibilities,
        prices=met.dual.reviewers,
    )
