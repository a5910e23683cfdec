"""The assignment as a minimum-cost flow, solved by cost scaling (Goldberg 1997; OR-tools).

Papers supply their demand, reviewers pass it on to one sink. A place that stays empty goes from its paper
straight to the sink at a cost; a least load is a reward on the first units of a reviewer. Both are so high
that no chain of exchanges can pay for one: a simple cycle of the residual network passes the sink once, and
exchanges one place at each of at most `min(papers, reviewers)` papers. Required pairs are taken out before.
"""

from dataclasses import dataclass

import numpy as np
from ortools.graph.python import max_flow, min_cost_flow

from reviews.matching.problem.arrays import Bools, Ints, Shorts, counts_by
from reviews.matching.problem.problem import Problem

_FINEST_SCALE = 10**8
_MAX_COST = 2**61  # the solver multiplies costs by the number of nodes, in 64 bits
_EMPTY, _IDLE = 3, 1  # costs of an empty place and of an unmet least load, in what no exchange can pay


@dataclass(frozen=True, eq=False, kw_only=True)
class Flow:
    """Which stored pairs are assigned, empty places (one a paper), and unmet least loads (one a reviewer)."""

    chosen: Bools
    unfilled: Ints
    idle: Ints


@dataclass(frozen=True, eq=False, kw_only=True)
class Supply:
    """The nodes where units enter.

    Each has its number of `units` and its paper. A unit may move from a node in `moves_from` to the one
    beside it in `moves_to`.
    """

    units: Ints
    papers: Ints
    moves_from: Ints
    moves_to: Ints


@dataclass(frozen=True, eq=False, kw_only=True)
class Arcs:
    """The arcs from nodes of the supply (`tails`) to reviewers: the gain of a unit, and one capacity."""

    tails: Shorts
    reviewers: Shorts
    gains: Ints
    capacity: int


def whole_gains(problem: Problem) -> tuple[Ints, float]:
    """Scores x scale as integers, and the scale: a power of ten, as fine as 64 bits allow."""
    largest = float(np.max(np.abs(problem.scores), initial=0.0))
    width = min(problem.n_papers, problem.n_reviewers) + 1
    nodes = int(problem.demand.sum()) + problem.n_papers + problem.n_reviewers + 1
    room = _MAX_COST / (8 * width * nodes)
    scale = float(_FINEST_SCALE)
    while scale * max(largest, 1.0) > room:
        scale /= 10
    return np.rint(problem.scores * scale).astype(np.int64), scale


def best_flow(problem: Problem, gains: Ints, classes: Ints | None = None) -> Flow:
    """The assignment with the fewest empty places, then the least loads met best, then the greatest total.

    With `classes` (see `MaxMinLevels.classes`), a pair of class k may only take place k or a later one of its
    paper.
    """
    usable = problem.allowed & ~problem.fixed
    free = np.flatnonzero(usable if classes is None else usable & (classes >= 0)).astype(np.int32)
    if classes is None:
        supply, tails = by_paper(residual_needs(problem)[0]), problem.rows[free]
    else:
        supply, tails = _by_place(problem, free, classes)
    readers = problem.indices[free].astype(np.int32)
    arcs = Arcs(tails=tails.astype(np.int32), reviewers=readers, gains=gains[free], capacity=1)
    del tails
    _, least, most = residual_needs(problem)
    flows, unfilled = cheapest(problem, supply, arcs, least, most)
    chosen = problem.fixed.copy()
    chosen[free[flows > 0]] = True
    loads = counts_by(problem.indices[chosen], problem.n_reviewers)
    return Flow(chosen=chosen, unfilled=unfilled, idle=np.maximum(problem.load_min - loads, 0))


def can_fill(problem: Problem, classes: Ints) -> bool:
    """Whether every place can be filled if a pair of class k may only take place k or a later one.

    Without regard to least loads: a maximum flow.
    """
    free = np.flatnonzero(problem.allowed & ~problem.fixed & (classes >= 0)).astype(np.int32)
    supply, tails = _by_place(problem, free, classes)
    _, _, most = residual_needs(problem)
    nodes, reviewers = np.arange(len(supply.units)), len(supply.units) + np.arange(problem.n_reviewers)
    source, sink = len(nodes) + len(reviewers), len(nodes) + len(reviewers) + 1
    network = max_flow.SimpleMaxFlow()
    network.add_arcs_with_capacity(_all(source, nodes), nodes, supply.units)
    moves = supply.moves_to
    network.add_arcs_with_capacity(supply.moves_from, moves, _all(problem.n_reviewers, moves))
    network.add_arcs_with_capacity(tails, reviewers[problem.indices[free]], 1)
    network.add_arcs_with_capacity(reviewers, _all(sink, reviewers), most)
    status = network.solve(source, sink)
    if status != network.OPTIMAL:  # no flow at all is one, so this is a fault of ours
        raise ArithmeticError(f"The flow solver answered {status}.")
    return bool(network.optimal_flow() == supply.units.sum())


def residual_needs(problem: Problem) -> tuple[Ints, Ints, Ints]:
    """Demand, least and greatest loads that remain once the required pairs are assigned."""
    rows, columns = problem.rows[problem.fixed], problem.indices[problem.fixed]
    loads = counts_by(columns, problem.n_reviewers)
    demand = problem.demand - counts_by(rows, problem.n_papers)
    return demand, np.maximum(problem.load_min - loads, 0), problem.load_max - loads


def by_paper(units: Ints) -> Supply:
    """One node a paper, with these units."""
    nowhere = np.empty(0, dtype=np.int64)
    return Supply(units=units, papers=np.arange(len(units)), moves_from=nowhere, moves_to=nowhere)


def cheapest(problem: Problem, supply: Supply, arcs: Arcs, least: Ints, most: Ints) -> tuple[Ints, Ints]:
    """The flow on each arc, and the units of each paper that found no reviewer.

    `least` and `most` are what each reviewer is to take; all units may be parts of a place.
    """
    nodes = np.arange(len(supply.units))
    reviewers = len(nodes) + np.arange(problem.n_reviewers)
    sink = len(nodes) + problem.n_reviewers
    exchange = 2 * int(np.max(np.abs(arcs.gains), initial=0)) + 1
    dear = exchange * (min(problem.n_papers, problem.n_reviewers) + 1)
    network = min_cost_flow.SimpleMinCostFlow()
    add = network.add_arcs_with_capacity_and_unit_cost
    pairs = add(arcs.tails, arcs.reviewers + np.int32(len(nodes)), arcs.capacity, -arcs.gains)
    empty = add(nodes, _all(sink, nodes), supply.units, _all(_EMPTY * dear, nodes))
    moves = supply.moves_to
    add(supply.moves_from, moves, _all(problem.n_reviewers, moves), _all(0, moves))
    add(reviewers, _all(sink, reviewers), least, _all(-_IDLE * dear, reviewers))
    add(reviewers, _all(sink, reviewers), most - least, _all(0, reviewers))
    units = np.concatenate([supply.units, _all(0, reviewers), [-supply.units.sum()]])
    network.set_nodes_supplies(np.arange(sink + 1), units)
    status = network.solve()
    if status != network.OPTIMAL:  # every problem has the all-empty solution, so this is a fault of ours
        raise ArithmeticError(f"The flow solver answered {status}.")
    unfilled = np.zeros(problem.n_papers, dtype=np.int64)
    np.add.at(unfilled, supply.papers, network.flows(empty))
    return network.flows(pairs), unfilled


def _by_place(problem: Problem, free: Shorts, classes: Ints) -> tuple[Supply, Ints]:
    """A node for each class that occurs at a paper, and the node of each free pair.

    A unit may move to the next better class of its paper.
    """
    width = int(problem.demand.max(initial=1))
    cells = problem.rows[free] * width + classes[free]
    exists = np.zeros((problem.n_papers, width), dtype=bool)
    exists.reshape(-1)[cells] = True
    exists[:, 0] = True
    node = np.cumsum(exists.reshape(-1)) - 1
    papers, places = np.divmod(np.flatnonzero(exists.reshape(-1)), width)
    worse = np.flatnonzero(places > 0)
    units = np.bincount(node[_open_places(problem, classes, width)], minlength=len(papers))
    return Supply(units=units, papers=papers, moves_from=worse, moves_to=worse - 1), node[cells]


def _open_places(problem: Problem, classes: Ints, width: int) -> Ints:
    """The cells (paper x `width` + place) that required pairs leave open.

    Each required pair takes the first place that its class allows, those of the worst class first.
    """
    open_cells = np.arange(width)[None, :] < problem.demand[:, None]
    fixed = np.flatnonzero(problem.fixed)
    for at in fixed[np.argsort(-classes[fixed], kind="stable")].tolist():
        row, place = problem.rows[at], max(int(classes[at]), 0)
        later = np.flatnonzero(open_cells[row, place:])
        open_cells[row, place + later[0] if len(later) else np.flatnonzero(open_cells[row])[0]] = False
    return np.flatnonzero(open_cells.reshape(-1))


def _all(value: int, like: Ints) -> Ints:
    return np.full(len(like), value, dtype=np.int64)
