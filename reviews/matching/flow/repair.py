"""The exact repair where a flow cannot hold the floor: a small mixed-integer programme on the part concerned.

Where few pairs are concerned, over pairs: the flow's dual prices say what it costs at least to take or drop
one, and only those cheaper than what the repair loses in all can take part in a better one. Where more are,
over whole choices of each paper (see `choices`): their relaxation is nearly exact, so few are left to decide
about. Both guess the loss, and guess higher until the repair proves itself.
"""

from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from reviews.matching.flow.dual_prices import Dual
from reviews.matching.flow.network import residual_needs
from reviews.matching.flow.reviewer_sets import ReviewerSets, SetSearch, TooManySets
from reviews.matching.flow.set_prices import SetPriceSearch
from reviews.matching.problem.arrays import Bools, Floats, Ints, counts_by, sums_by
from reviews.matching.problem.problem import Problem
from reviews.matching.problem.time_limit import TimeLimit

_CLOSE = 1e-7
_SHARPER = 1e3  # HiGHS lets a row be missed by 1e-6; a floor must not be
_EASY_TRIES, _EASY_PAIRS, _FEW_NODES = 3, 5, 20
_FIRST_LOSS, _MORE = 1.5e-4, 4.0
_OPTIMAL, _IMPOSSIBLE = 0, 2  # what HiGHS answers


@dataclass(frozen=True, eq=False)
class Repair:
    """An assignment that keeps the floor, or None where none was found, and prices that prove the bound.

    No assignment that keeps the floor has a greater total than `bound`: minus infinity if there is none.
    """

    chosen: Bools | None
    bound: float
    prices: Floats
    finished: bool = False


@dataclass(frozen=True, eq=False)
class _Part:
    """The open pairs, and what the settled ones leave of demand, load and floor.

    `most`: worth of each stored pair and the most that the choice of each paper can be worth, where known.
    """

    open_pairs: Ints
    settled: Ints
    demand: Ints
    load_min: Ints
    load_max: Ints
    min_sum: Floats
    most: tuple[Floats, Floats] | None = None


def repair(problem: Problem, dual: Dual, min_sum: float, time_limit: TimeLimit) -> Repair:
    """The assignment of greatest total in which every paper has `floor`; the best found when time is up."""
    if decided := _at_once(problem, dual, min_sum):
        return decided
    known = Repair(None, dual.bound, dual.reviewers)
    try:
        return _by_sets(problem, np.isfinite(dual.reduced), min_sum, known, time_limit)
    except TooManySets:
        return _by_pairs(problem, dual, min_sum, known, time_limit)


def _at_once(problem: Problem, dual: Dual, min_sum: float) -> Repair | None:
    """The answer if programmes over few pairs decide with hardly any branching."""
    losses = np.where(np.isfinite(dual.reduced), np.abs(dual.reduced), np.inf)
    loss = _loss_of(losses, 2 * (problem.n_papers + problem.n_reviewers))
    for _ in range(_EASY_TRIES):
        if int((losses <= loss + _CLOSE).sum()) > _EASY_PAIRS * (problem.n_papers + problem.n_reviewers):
            return None
        chosen, finished = _solve(
            problem, _part(problem, dual, losses, loss, min_sum), {"node_limit": _FEW_NODES}
        )
        total = _total(problem, chosen)
        if not finished:
            return None
        if dual.bound - total <= loss + _CLOSE:
            return Repair(chosen, total, dual.reviewers, finished=True)
        loss = _raised(losses, loss) if chosen is None else dual.bound - total
    return None


def _total(problem: Problem, chosen: Bools | None) -> float:
    return -np.inf if chosen is None else float(problem.scores[chosen].sum())


def _better(problem: Problem, known: Repair, chosen: Bools | None) -> Repair:
    more = _total(problem, chosen) > _total(problem, known.chosen)
    return replace(known, chosen=chosen) if more else known


def _by_sets(problem: Problem, usable: Bools, min_sum: float, known: Repair, time_limit: TimeLimit) -> Repair:
    set_search = SetSearch(problem, usable, problem.scores, min_sum - _CLOSE)
    lowest = int((problem.demand > 0).sum()) * min_sum - _CLOSE * problem.n_papers
    none = Repair(None, -np.inf, known.prices)
    if not set_search.possible:
        return none
    set_prices = SetPriceSearch(problem, set_search, problem.scores, time_limit).found(known.prices, lowest)
    if set_prices is None:
        return none
    known = Repair(known.chosen, min(set_prices.bound, known.bound), set_prices.prices)
    worth, loss = (
        problem.scores - set_prices.prices[problem.indices],
        _FIRST_LOSS * max(1.0, abs(set_prices.bound)),
    )
    while not time_limit.is_over:
        near, sets = set_search.near(worth, set_prices.best, loss + _CLOSE)
        part = _near_part(problem, near, min_sum, (worth, set_prices.best))
        limits = {"time_limit": time_limit.seconds}
        chosen, finished = _whole(problem, sets, limits) if sets else _solve(problem, part, limits)
        known = _better(problem, known, chosen)
        lost = set_prices.bound - _total(problem, known.chosen)
        if finished and lost <= loss + _CLOSE:
            return replace(known, bound=_total(problem, known.chosen), finished=True)
        if finished and loss >= set_prices.bound - lowest:
            return none
        loss = loss * _MORE if chosen is None else lost
    return known


def _whole(problem: Problem, sets: ReviewerSets, limits: dict[str, float]) -> tuple[Bools | None, bool]:
    """The best assignment that gives each paper one of these sets, and whether the search was finished."""
    _, least, most = residual_needs(problem)
    rows, places = np.nonzero(sets.members >= 0)
    who = problem.indices[sets.members[rows, places]]
    papers, which = np.unique(sets.papers, return_inverse=True)
    one_each = csr_array((np.ones(len(sets)), (which, np.arange(len(sets)))), (len(papers), len(sets)))
    loads = csr_array((np.ones(len(rows)), (who, rows)), (problem.n_reviewers, len(sets)))
    found = milp(
        -sets.scores,
        integrality=np.ones(len(sets), dtype=np.int64),
        bounds=Bounds(0, 1),
        constraints=[LinearConstraint(one_each, 1, 1), LinearConstraint(loads, least, most)],
        options={"mip_rel_gap": 0.0, **limits},  # type: ignore[arg-type]  # the stubs know fewer
    )
    if found.x is None:
        return None, found.status == _IMPOSSIBLE
    chosen = problem.fixed.copy()
    members = sets.members[found.x > 0.5]
    chosen[members[members >= 0]] = True
    return chosen, found.status == _OPTIMAL


def _near_part(problem: Problem, near: Ints, min_sum: float, most: tuple[Floats, Floats]) -> _Part:
    demand, least, room = residual_needs(problem)
    had = sums_by(problem.rows[problem.fixed], problem.scores[problem.fixed], problem.n_papers)
    min_sums = np.where(problem.demand > 0, min_sum - had, -np.inf)
    return _Part(near, np.flatnonzero(problem.fixed), demand, least, room, min_sums, most)


def _by_pairs(problem: Problem, dual: Dual, min_sum: float, known: Repair, time_limit: TimeLimit) -> Repair:
    losses = np.where(np.isfinite(dual.reduced), np.abs(dual.reduced), np.inf)
    loss = _loss_of(losses, 4 * (problem.n_papers + problem.n_reviewers))
    finished = False
    while not time_limit.is_over:
        part = _part(problem, dual, losses, loss, min_sum)
        chosen, finished = _solve(problem, part, {"time_limit": time_limit.seconds})
        known = _better(problem, known, chosen)
        lost = dual.bound - _total(problem, known.chosen)
        if finished and (lost <= loss + _CLOSE or np.isinf(loss)):
            return replace(known, bound=_total(problem, known.chosen), finished=True)
        loss = lost if np.isfinite(lost) else _raised(losses, loss)
    return known


def _raised(losses: Floats, loss: float) -> float:
    """Enough for twice as many pairs."""
    return _loss_of(losses, 2 * int((losses <= loss + _CLOSE).sum()))


def _loss_of(losses: Floats, count: int) -> float:
    """The loss up to which so many pairs are open; infinite where that is all of them."""
    finite = losses[np.isfinite(losses)]
    return float(np.partition(finite, count)[count]) if len(finite) > count else np.inf


def _part(problem: Problem, dual: Dual, losses: Floats, loss: float, min_sum: float) -> _Part:
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
        min_sum=np.where(problem.demand > 0, min_sum - had, -np.inf),
    )


def _solve(problem: Problem, part: _Part, limits: dict[str, float]) -> tuple[Bools | None, bool]:
    """The best assignment of the part, and whether the search was finished within the limits."""
    pairs, numbers = part.open_pairs, np.arange(len(part.open_pairs))
    chosen = np.zeros(len(problem.scores), dtype=bool)
    chosen[part.settled] = True
    if not len(pairs):
        return (chosen if not part.demand.any() and np.all(part.min_sum <= _CLOSE) else None), True
    rows, columns, scores = problem.rows[pairs], problem.indices[pairs], problem.scores[pairs]
    ones, papers = np.ones(len(pairs)), (problem.n_papers, len(pairs))
    min_sums = csr_array((scores * _SHARPER, (rows, numbers)), papers)
    loads = csr_array((ones, (columns, numbers)), (problem.n_reviewers, len(pairs)))
    rules = [
        LinearConstraint(csr_array((ones, (rows, numbers)), papers), part.demand, part.demand),
        LinearConstraint(loads, part.load_min, part.load_max),
        LinearConstraint(min_sums, part.min_sum * _SHARPER, np.inf),
    ]
    if part.most:
        worth, most = part.most
        rules.append(
            LinearConstraint(csr_array((worth[pairs], (rows, numbers)), papers), -np.inf, most + _CLOSE)
        )
    found = milp(
        -scores,
        integrality=np.ones(len(pairs), dtype=np.int64),
        bounds=Bounds(0, 1),
        constraints=rules,
        options={"mip_rel_gap": 0.0, **limits},  # type: ignore[arg-type]  # the stubs know fewer
    )
    if found.x is None:
        return None, found.status == _IMPOSSIBLE
    chosen[pairs] = found.x > 0.5
    return chosen, found.status == _OPTIMAL
