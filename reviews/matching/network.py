"""The assignment as a minimum-cost flow, and its optimum by cost scaling.

Papers supply their demand, reviewers pass it on to one sink. A place that stays empty goes from its paper
straight to the sink; a least load is a reward on the first units of a reviewer. These costs are so high
that no chain of exchanges can pay for one: a simple cycle of the residual network passes the sink once, and
exchanges one place at each of at most `min(papers, reviewers)` papers.
"""

from dataclasses import dataclass

import numpy as np
from ortools.graph.python import min_cost_flow

from reviews.matching.arrays import Bools, Floats, Ints, counts_by
from reviews.matching.problem import Problem

_FINEST = 10**8
_LARGEST_COST = 2**61  # the solver multiplies costs by the number of nodes in 64 bits


@dataclass(frozen=True, eq=False, kw_only=True)
class Flow:
    """The best assignment, and what it could not provide."""

    chosen: Bools
    gains: Ints
    scale: float
    unfilled: Ints
    idle: Ints


def best_flow(problem: Problem, scores: Floats | None = None) -> Flow:
    """The assignment with the fewest empty places, then the least loads met best, then the greatest total."""
    gains, scale = whole_gains(problem, problem.scores if scores is None else scores)
    free = np.flatnonzero(problem.allowed & ~problem.fixed)
    taken, unfilled = _solve(problem, free, gains[free])
    chosen = problem.fixed.copy()
    chosen[free[taken]] = True
    loads = counts_by(problem.indices[chosen], problem.n_reviewers)
    return Flow(
        chosen=chosen,
        gains=gains,
        scale=scale,
        unfilled=unfilled,
        idle=np.maximum(problem.load_min - loads, 0),
    )


def whole_gains(problem: Problem, scores: Floats) -> tuple[Ints, float]:
    """Scores as integers and their scale: a power of ten, as fine as 64 bits allow."""
    largest = float(np.max(np.abs(scores), initial=0.0))
    width = min(problem.n_papers, problem.n_reviewers) + 1
    nodes = problem.n_papers + problem.n_reviewers + 1
    room = _LARGEST_COST / (8 * width * nodes)
    scale = float(_FINEST)
    while scale * max(largest, 1.0) > room:
        scale /= 10
    return np.rint(scores * scale).astype(np.int64), scale


def residual_needs(problem: Problem) -> tuple[Ints, Ints, Ints]:
    """Demand, least and greatest load that remain once the required pairs are assigned."""
    rows, columns = problem.rows[problem.fixed], problem.indices[problem.fixed]
    loads = counts_by(columns, problem.n_reviewers)
    demand = problem.demand - counts_by(rows, problem.n_papers)
    return demand, np.maximum(problem.load_min - loads, 0), problem.load_max - loads


def _solve(problem: Problem, free: Ints, gains: Ints) -> tuple[Bools, Ints]:
    demand, least, most = residual_needs(problem)
    papers, reviewers = np.arange(problem.n_papers), problem.n_papers + np.arange(problem.n_reviewers)
    sink = problem.n_papers + problem.n_reviewers
    span = int(np.max(np.abs(gains), initial=0)) * 2 + 1
    dear = span * (min(problem.n_papers, problem.n_reviewers) + 1)
    network = min_cost_flow.SimpleMinCostFlow()
    add = network.add_arcs_with_capacity_and_unit_cost
    pairs = add(problem.rows[free], problem.n_papers + problem.indices[free], _all(1, free), -gains)
    empty = add(papers, _all(sink, papers), demand, _all(3 * dear, papers))
    add(reviewers, _all(sink, reviewers), least, _all(-dear, reviewers))
    add(reviewers, _all(sink, reviewers), most - least, _all(0, reviewers))
    nodes = np.arange(sink + 1)
    network.set_nodes_supplies(nodes, np.concatenate([demand, _all(0, reviewers), [-demand.sum()]]))
    status = network.solve()
    if status != network.OPTIMAL:  # every problem has the all-empty solution, so this is a fault of ours
        raise ArithmeticError(f"The flow solver answered {status}.")
    return network.flows(pairs) > 0, network.flows(empty)


def _all(value: int, like: Ints) -> Ints:
    return np.full(len(like), value, dtype=np.int64)
