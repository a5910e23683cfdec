"""The one call: a problem in, the best assignment out, with its bound."""

from time import perf_counter

import numpy as np

from reviews.matching.arrays import Bools
from reviews.matching.errors import Infeasible, ProblemError, Shortage
from reviews.matching.network import best_flow
from reviews.matching.prices import bound_of, prices_of
from reviews.matching.problem import Problem
from reviews.matching.shortage import check_required, explain
from reviews.matching.solution import Prices, Solution, paper_sums, worst_of

OBJECTIVES = ("total",)


def solve(problem: Problem, objective: str = "total", *, allow_shortfall: bool = False) -> Solution:
    """The best assignment for the objective.

    "total": the greatest sum of scores. Raises `Infeasible` where not every place can be filled, or, with
    `allow_shortfall`, fills as many as can be (then meets least loads, then maximises) and names what lacks.
    """
    if objective not in OBJECTIVES:
        raise ProblemError(f"The objective {objective} is unknown: choose one of {', '.join(OBJECTIVES)}.")
    started = perf_counter()
    check_required(problem)
    flow = best_flow(problem)
    shortages = explain(problem, flow)
    if shortages and not allow_shortfall:
        raise Infeasible(shortages)
    prices = prices_of(problem, flow.chosen, flow.gains, flow.scale)
    return _solution(problem, flow.chosen, prices, shortages=shortages, started=started)


def _solution(
    problem: Problem, chosen: Bools, prices: Prices, *, shortages: tuple[Shortage, ...], started: float
) -> Solution:
    at = np.flatnonzero(chosen)
    worst, worst_paper = worst_of(problem, paper_sums(problem, chosen))
    return Solution(
        objective="total",
        papers=problem.rows[at],
        reviewers=problem.indices[at],
        total=float(problem.scores[at].sum()),
        worst=worst,
        worst_paper=worst_paper,
        bound=bound_of(problem, chosen, prices),
        seconds=perf_counter() - started,
        shortages=shortages,
        prices=prices,
    )
