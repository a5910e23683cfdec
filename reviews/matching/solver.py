"""The one call: a problem in, the best assignment out, with its bound."""

from dataclasses import replace
from time import perf_counter

import numpy as np

from reviews.matching.arrays import Bools, Ints, counts_by
from reviews.matching.errors import Infeasible, ProblemError, Shortage
from reviews.matching.evenness import most_even
from reviews.matching.lexicographic import FloorSearch, Met
from reviews.matching.network import Flow, best_flow, whole_gains
from reviews.matching.prices import dual_of
from reviews.matching.problem import Problem
from reviews.matching.repair import Patience
from reviews.matching.shortage import check_required, explain
from reviews.matching.solution import Solution, paper_sums, worst_of

OBJECTIVES = ("total", "floor", "even")
PATIENCE = 120.0  # seconds


def solve(
    problem: Problem, objective: str = "total", *, allow_shortfall: bool = False, patience: float = PATIENCE
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
    if not patience >= 0:
        raise ProblemError(f"Patience is a number of seconds from 0 on, not {patience}.")
    started = perf_counter()
    check_required(problem)
    if objective == "total":
        met, shortages = _total(problem, allow_shortfall=allow_shortfall)
    elif objective == "floor":
        until = Patience(started + patience)
        met, shortages = _floor(problem, allow_shortfall=allow_shortfall, patience=until)
    else:
        return _even(problem, allow_shortfall=allow_shortfall, patience=patience, started=started)
    return _solution(problem, objective, met, shortages=shortages, started=started)


def _total(problem: Problem, *, allow_shortfall: bool) -> tuple[Met, tuple[Shortage, ...]]:
    gains, scale = whole_gains(problem)
    flow, shortages = _flow(problem, gains, allow_shortfall=allow_shortfall)
    dual = dual_of(problem, flow.chosen, gains, scale)
    return Met(chosen=flow.chosen, dual=dual, bound=dual.bound), shortages


def _floor(
    problem: Problem, *, allow_shortfall: bool, patience: Patience
) -> tuple[Met, tuple[Shortage, ...]]:
    gains, scale = whole_gains(problem)
    search = FloorSearch(problem, gains, scale, patience)
    candidates = counts_by(problem.rows[problem.allowed], problem.n_papers)
    met = search.at_ceiling() if np.all(problem.demand <= candidates) else None
    if met:
        return met, ()
    flow, shortages = _flow(problem, gains, allow_shortfall=allow_shortfall)
    if not shortages:
        return search.below(flow), ()
    search = FloorSearch(_within_reach(problem, flow.chosen), gains, scale, patience)
    return search.at_ceiling() or search.below(flow), shortages


def _even(problem: Problem, *, allow_shortfall: bool, patience: float, started: float) -> Solution:
    met, shortages = _total(problem, allow_shortfall=allow_shortfall)
    reach = _within_reach(problem, met.chosen) if shortages else problem
    found = most_even(reach, met.chosen, Patience(started + patience))
    evened = replace(met, chosen=found.chosen)
    solution = _solution(problem, "even", evened, shortages=shortages, started=started)
    return replace(solution, evenness=found.evenness)


def _flow(problem: Problem, gains: Ints, *, allow_shortfall: bool) -> tuple[Flow, tuple[Shortage, ...]]:
    flow = best_flow(problem, gains)
    shortages = explain(problem, flow)
    if shortages and not allow_shortfall:
        raise Infeasible(shortages)
    return flow, shortages


def _within_reach(problem: Problem, chosen: Bools) -> Problem:
    """The problem that asks only for what could be provided."""
    loads = counts_by(problem.indices[chosen], problem.n_reviewers)
    return problem.replaced(
        demand=counts_by(problem.rows[chosen], problem.n_papers),
        load_min=np.minimum(problem.load_min, loads),
    )


def _solution(
    problem: Problem, objective: str, met: Met, *, shortages: tuple[Shortage, ...], started: float
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
        shortages=shortages,
        prices=met.dual.reviewers,
    )
