"""The assignment as a minimum-cost flow, and its optimum by cost scaling.

Papers supply their demand, reviewers pass it on to one sink. A place that stays empty goes from its paper
straight to the sink; a least load is a reward on the first units of a reviewer, a required pair one on its
arc. These are so high that no chain of exchanges can pay for one: a simple cycle of the residual network
passes the sink once, and exchanges one place at each of at most `min(papers, reviewers)` papers.
"""

from dataclasses import dataclass

import numpy as np
from ortools.graph.python import min_cost_flow

from reviews.matching.problem.arrays import Bools, Ints, counts_by
from reviews.matching.problem.problem import Problem

_FINEST = 10**8
_LARGEST_COST = 2**61  # the solver multiplies costs by the number of nodes in 64 bits
_EMPTY, _IDLE = 3, 1  # how dear an empty place and an unmet least load are


@dataclass(frozen=True, eq=False, kw_only=True)
class Flow:
    """The best assignment, and what it could not provide."""

    chosen: Bools
    unfilled: Ints
    idle: Ints


@dataclass(frozen=True, eq=False)
class _Supply:
    """Where units enter: nodes with their number of units and paper, and how a unit may change its node."""

    units: Ints
    papers: Ints
    tails: Ints
    change_from: Ints
    change_to: Ints


def whole_gains(problem: Problem) -> tuple[Ints, float]:
    """Scores as integers and their scale: a power of ten, as fine as 64 bits allow."""
    largest = float(np.max(np.abs(problem.scores), initial=0.0))
    width = min(problem.n_papers, problem.n_reviewers) + 1
    nodes = int(problem.demand.sum()) + problem.n_papers + problem.n_reviewers + 1
    room = _LARGEST_COST / (8 * width * nodes)
    scale = float(_FINEST)
    while scale * max(largest, 1.0) > room:
        scale /= 10
    return np.rint(problem.scores * scale).astype(np.int64), scale


def best_flow(problem: Problem, gains: Ints, classes: Ints | None = None) -> Flow:
    """The assignment with the fewest empty places, then the least loads met best, then the greatest total.

    With `classes` (see `floors`), a pair of class k may only take place k or a later one of its paper.
    """
    usable = problem.allowed & ~problem.fixed
    free = np.flatnonzero(usable if classes is None else usable & (classes >= 0))
    supply = _by_paper(problem, free) if classes is None else _by_place(problem, free, classes)
    taken, unfilled = _solve(problem, supply, free, gains[free])
    chosen = problem.fixed.copy()
    chosen[free[taken]] = True
    loads = counts_by(problem.indices[chosen], problem.n_reviewers)
    return Flow(chosen=chosen, unfilled=unfilled, idle=np.maximum(problem.load_min - loads, 0))


def residual_needs(problem: Problem) -> tuple[Ints, Ints, Ints]:
    """Demand, least and greatest load that remain once the required pairs are assigned."""
    rows, columns = problem.rows[problem.fixed], problem.indices[problem.fixed]
    loads = counts_by(columns, problem.n_reviewers)
    demand = problem.demand - counts_by(rows, problem.n_papers)
    return demand, np.maximum(problem.load_min - loads, 0), problem.load_max - loads


def _by_paper(problem: Problem, free: Ints) -> _Supply:
    none = np.empty(0, dtype=np.int64)
    papers = np.arange(problem.n_papers)
    return _Supply(residual_needs(problem)[0], papers, problem.rows[free], none, none)


def _by_place(problem: Problem, free: Ints, classes: Ints) -> _Supply:
    """A node for each class that occurs at a paper; a unit may move to the next better class."""
    width = int(problem.demand.max(initial=1))
    cells = problem.rows[free] * width + classes[free]
    exists = np.zeros((problem.n_papers, width), dtype=bool)
    exists.reshape(-1)[cells] = True
    exists[:, 0] = True
    node = np.cumsum(exists.reshape(-1)) - 1
    papers, places = np.divmod(np.flatnonzero(exists.reshape(-1)), width)
    better = np.flatnonzero(places > 0)
    units = np.bincount(node[_open_places(problem, classes, width)], minlength=len(papers))
    return _Supply(units, papers, node[cells], better, better - 1)


def _open_places(problem: Problem, classes: Ints, width: int) -> Ints:
    """The cells (paper x place) that required pairs leave open: each of those takes the first that it may."""
    open_cells = np.arange(width)[None, :] < problem.demand[:, None]
    fixed = np.flatnonzero(problem.fixed)
    for at in fixed[np.argsort(-classes[fixed], kind="stable")].tolist():
        row, place = problem.rows[at], max(int(classes[at]), 0)
        later = np.flatnonzero(open_cells[row, place:])
        open_cells[row, place + later[0] if len(later) else np.flatnonzero(open_cells[row])[0]] = False
    return np.flatnonzero(open_cells.reshape(-1))


def _solve(problem: Problem, supply: _Supply, free: Ints, gains: Ints) -> tuple[Bools, Ints]:
    _, least, most = residual_needs(problem)
    nodes = np.arange(len(supply.units))
    reviewers = len(nodes) + np.arange(problem.n_reviewers)
    sink = len(nodes) + problem.n_reviewers
    span = int(np.max(np.abs(gains), initial=0)) * 2 + 1
    dear = span * (min(problem.n_papers, problem.n_reviewers) + 1)
    network = min_cost_flow.SimpleMinCostFlow()
    add = network.add_arcs_with_capacity_and_unit_cost
    pairs = add(supply.tails, len(nodes) + problem.indices[free], _all(1, free), -gains)
    empty = add(nodes, _all(sink, nodes), supply.units, _all(_EMPTY * dear, nodes))
    add(
        supply.change_from,
        supply.change_to,
        _all(problem.n_reviewers, supply.change_to),
        0 * supply.change_to,
    )
    add(reviewers, _all(sink, reviewers), least, _all(-_IDLE * dear, reviewers))
    add(reviewers, _all(sink, reviewers), most - least, _all(0, reviewers))
    units = np.concatenate([supply.units, _all(0, reviewers), [-supply.units.sum()]])
    network.set_nodes_supplies(np.arange(sink + 1), units)
    status = network.solve()
    if status != network.OPTIMAL:  # every problem has the all-empty solution, so this is a fault of ours
        raise ArithmeticError(f"The flow solver answered {status}.")
    unfilled = np.zeros(problem.n_papers, dtype=np.int64)
    np.add.at(unfilled, supply.papers, network.flows(empty))
    return network.flows(pairs) > 0, unfilled


def _all(value: int, like: Ints) -> Ints:
    return np.full(len(like), value, dtype=np.int64)
