"""The exact repair where a flow cannot hold the floor: a small mixed-integer programme on the part concerned.

The flow's dual prices say what it costs at least to take or drop a pair. Only pairs cheaper than what the
repair loses in all can take part in a better one; the others are settled before the programme starts. The
first guess of that loss is small, and is raised until the repair proves itself.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from reviews.matching.arrays import Bools, Floats, Ints, counts_by, sums_by
from reviews.matching.prices import Dual
from reviews.matching.problem import Problem

_CLOSE = 1e-7
_SHARPER = 1e3  # HiGHS lets a row be missed by 1e-6; a floor must not be


@dataclass(frozen=True, eq=False)
class _Part:
    """The open pairs (cheaper than the loss), and what the settled ones leave of demand, load and floor."""

    open_pairs: Ints
    settled: Ints
    demand: Ints
    load_min: Ints
    load_max: Ints
    floor: Floats


def repair(problem: Problem, dual: Dual, floor: float) -> Bools | None:
    """The assignment of greatest total in which every paper has `floor`; None if there is none."""
    losses = np.where(np.isfinite(dual.reduced), np.abs(dual.reduced), np.inf)
    loss = _first_guess(problem, losses)
    while True:
        chosen = _solve(problem, _part(problem, dual, losses, loss, floor))
        lost = np.inf if chosen is None else dual.bound - float(problem.scores[chosen].sum())
        if lost <= loss + _CLOSE or np.isinf(loss):
            return chosen
        loss = lost if np.isfinite(lost) else _raised(losses, loss)


def _first_guess(problem: Problem, losses: Floats) -> float:
    return _loss_of(losses, 2 * (problem.n_papers + problem.n_reviewers))


def _raised(losses: Floats, loss: float) -> float:
    """Enough for twice as many pairs."""
    return _loss_of(losses, 2 * int((losses <= loss + _CLOSE).sum()))


def _loss_of(losses: Floats, count: int) -> float:
    """The loss up to which so many pairs are open; infinite where that is all of them."""
    finite = losses[np.isfinite(losses)]
    return float(np.partition(finite, count)[count]) if len(finite) > count else np.inf


def _part(problem: Problem, dual: Dual, losses: Floats, loss: float, floor: float) -> _Part:
    open_pairs = np.flatnonzero(np.isfinite(losses) & (losses <= loss + _CLOSE) & ~problem.fixed)
    settled = np.flatnonzero(problem.fixed | ((losses > loss + _CLOSE) & (dual.reduced > 0)))
    loads = counts_by(problem.indices[settled], problem.n_reviewers)
    had = sums_by(problem.rows[settled], problem.scores[settled], problem.n_papers)
    return _Part(
        open_pairs=open_pairs,
        settled=settled,
        demand=problem.demand - counts_by(problem.rows[settled], problem.n_papers),
        load_min=problem.load_min - loads,
        load_max=problem.load_max - loads,
        floor=np.where(problem.demand > 0, floor - had, -np.inf),
    )


def _solve(problem: Problem, part: _Part) -> Bools | None:
    pairs, numbers = part.open_pairs, np.arange(len(part.open_pairs))
    chosen = np.zeros(len(problem.scores), dtype=bool)
    chosen[part.settled] = True
    if not len(pairs):
        return chosen if not part.demand.any() and np.all(part.floor <= _CLOSE) else None
    rows, columns, scores = problem.rows[pairs], problem.indices[pairs], problem.scores[pairs]
    ones, papers = np.ones(len(pairs)), (problem.n_papers, len(pairs))
    floors = csr_array((scores * _SHARPER, (rows, numbers)), papers)
    loads = csr_array((ones, (columns, numbers)), (problem.n_reviewers, len(pairs)))
    found = milp(
        -scores,
        integrality=np.ones(len(pairs), dtype=np.int64),
        bounds=Bounds(0, 1),
        constraints=[
            LinearConstraint(csr_array((ones, (rows, numbers)), papers), part.demand, part.demand),
            LinearConstraint(loads, part.load_min, part.load_max),
            LinearConstraint(floors, part.floor * _SHARPER, np.inf),
        ],
        options={"mip_rel_gap": 0.0},
    )
    if found.x is None:
        return None
    chosen[pairs] = found.x > 0.5
    return chosen
