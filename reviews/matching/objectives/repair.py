"""The exact repair where levels do not suffice: a small mixed-integer programme over what is left open.

Where few pairs matter, it decides about pairs: the flow's dual prices say what it costs at least to take or
drop each, and only pairs cheaper than what the repair loses in all can be part of a better assignment
(reduced-cost fixing). Where many matter, it decides about whole sets of reviewers for each paper (see
`reviewer_sets`), whose relaxation is nearly exact, so that few stay open (column generation). Either way the
loss is a guess, and is guessed higher until the answer shows that it was high enough.
"""

from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import LinearConstraint
from scipy.sparse import csr_array

from reviews.matching.flow.dual_prices import Dual
from reviews.matching.flow.network import residual_needs
from reviews.matching.objectives.integer_programme import best_columns
from reviews.matching.objectives.reviewer_sets import ReviewerSets, SetSearch, TooManySets
from reviews.matching.objectives.set_duals import SetDuals, SetDualSearch
from reviews.matching.problem.arrays import Bools, Floats, Ints, counts_by, sums_by
from reviews.matching.problem.effort import Effort
from reviews.matching.problem.problem import Problem

_CLOSE = 1e-7  # in scores: less is a rounding error
_SHARPEN = 1e3  # HiGHS lets a row be missed by 1e-6, but no paper may miss its sum
_EASY_TRIES, _EASY_PAIRS, _EASY_NODES = 3, 5, 20  # pairs are counted per paper and reviewer
_FIRST_LOSS, _LOSS_GROWTH = 1.5e-4, 4.0  # the first as a share of the bound


@dataclass(frozen=True, eq=False)
class Repair:
    """The stored pairs assigned (None if no assignment was found) and the prices that prove the bound.

    No assignment that gives every paper the smallest sum asked for has a total above `bound`; it is minus
    infinity if there is none at all. Not `finished` if the work allowed did not suffice.
    """

    chosen: Bools | None
    bound: float
    duals: Floats
    finished: bool = False


@dataclass(frozen=True, eq=False)
class _Subproblem:
    """The pairs still open, and what the pairs already settled leave of demand, loads and smallest sums.

    `most` cuts off what cannot be best: the worth of each stored pair, and the most that all pairs of each
    paper can be worth together.
    """

    open_pairs: Ints
    settled: Ints
    demand: Ints
    load_min: Ints
    load_max: Ints
    min_sums: Floats
    most: tuple[Floats, Floats] | None = None


def repair(problem: Problem, dual: Dual, min_sum: float, effort: Effort) -> Repair:
    """The assignment of greatest total in which every paper has at least `min_sum`.

    `dual` are the prices of a flow that comes near to it. When the work allowed is done, the best found.
    """
    if decided := _easily(problem, dual, min_sum, effort):
        return decided
    known = Repair(None, dual.bound, dual.reviewers)
    try:
        return _by_sets(problem, np.isfinite(dual.reduced), min_sum, known, effort)
    except TooManySets:
        return _by_pairs(problem, dual, min_sum, known, effort)


def _easily(problem: Problem, dual: Dual, min_sum: float, effort: Effort) -> Repair | None:
    """The answer if programmes over few pairs decide with hardly any branching, else None."""
    losses, size = _losses(dual), problem.n_papers + problem.n_reviewers
    loss = _loss_that_opens(2 * size, losses)
    for _ in range(_EASY_TRIES):
        if _count_open(losses, loss) > _EASY_PAIRS * size:
            return None
        subproblem = _open_up_to(loss, problem, dual, losses, min_sum)
        chosen, finished = _best_pairs(problem, subproblem, effort, node_limit=_EASY_NODES)
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


def _by_sets(problem: Problem, usable: Bools, min_sum: float, known: Repair, effort: Effort) -> Repair:
    """Raises `TooManySets` if a paper has too many sets of reviewers to look at each."""
    search = SetSearch(problem, usable, problem.scores, min_sum - _CLOSE)
    lowest = int((problem.demand > 0).sum()) * min_sum - _CLOSE * problem.n_papers
    nothing = Repair(None, -np.inf, known.duals)
    if not search.possible:
        return nothing
    priced = SetDualSearch(problem, search, problem.scores, effort).best(known.duals, lowest)
    if priced is None:
        return nothing
    known = Repair(known.chosen, min(priced.bound, known.bound), priced.duals)
    loss = _FIRST_LOSS * max(1.0, abs(priced.bound))
    while not effort.is_over:
        chosen, finished = _among_near_sets(
            problem, search, priced, min_sum=min_sum, loss=loss, effort=effort
        )
        known = _better(problem, known, chosen)
        lost = priced.bound - _total(problem, known.chosen)
        if finished and lost <= loss + _CLOSE:
            return replace(known, bound=_total(problem, known.chosen), finished=True)
        if finished and loss >= priced.bound - lowest:
            return nothing
        loss = loss * _LOSS_GROWTH if chosen is None else lost
    return known


def _among_near_sets(
    problem: Problem,
    search: SetSearch,
    priced: SetDuals,
    *,
    min_sum: float,
    loss: float,
    effort: Effort,
) -> tuple[Bools | None, bool]:
    """The best assignment whose sets lose no more than this, and whether it is proven.

    Where these sets are too many to choose among, over all pairs that occur in them.
    """
    worth = problem.scores - priced.duals[problem.indices]
    pairs, sets = search.near(worth, priced.best, loss + _CLOSE)
    if sets:
        return _best_sets(problem, sets, effort)
    subproblem = _open_pairs_only(pairs, problem, min_sum, (worth, priced.best))
    return _best_pairs(problem, subproblem, effort)


def _best_sets(problem: Problem, sets: ReviewerSets, effort: Effort) -> tuple[Bools | None, bool]:
    """The best assignment that gives each paper one of these sets, and whether that is proven."""
    _, least, most = residual_needs(problem)
    rows, places = np.nonzero(sets.members >= 0)
    who = problem.indices[sets.members[rows, places]]
    papers, which = np.unique(sets.papers, return_inverse=True)
    one_each = csr_array((np.ones(len(sets)), (which, np.arange(len(sets)))), (len(papers), len(sets)))
    loads = csr_array((np.ones(len(rows)), (who, rows)), (problem.n_reviewers, len(sets)))
    constraints = [LinearConstraint(one_each, 1, 1), LinearConstraint(loads, least, most)]
    picked, proven = best_columns(sets.scores, constraints, effort)
    if picked is None:
        return None, proven
    chosen = problem.fixed.copy()
    members = sets.members[picked]
    chosen[members[members >= 0]] = True
    return chosen, proven


def _by_pairs(problem: Problem, dual: Dual, min_sum: float, known: Repair, effort: Effort) -> Repair:
    losses = _losses(dual)
    loss = _loss_that_opens(4 * (problem.n_papers + problem.n_reviewers), losses)
    while not effort.is_over:
        subproblem = _open_up_to(loss, problem, dual, losses, min_sum)
        chosen, finished = _best_pairs(problem, subproblem, effort)
        known = _better(problem, known, chosen)
        lost = dual.bound - _total(problem, known.chosen)
        if finished and (lost <= loss + _CLOSE or np.isinf(loss)):
            return replace(known, bound=_total(problem, known.chosen), finished=True)
        loss = lost if np.isfinite(lost) else _raised(losses, loss)
    return known


def _losses(dual: Dual) -> Floats:
    """What the total loses at least by taking a pair that is out, or dropping one that is in."""
    return np.where(np.isfinite(dual.reduced), np.abs(dual.reduced), np.inf)


def _count_open(losses: Floats, loss: float) -> int:
    return int((losses <= loss + _CLOSE).sum())


def _raised(losses: Floats, loss: float) -> float:
    """The loss that opens twice as many pairs."""
    return _loss_that_opens(2 * _count_open(losses, loss), losses)


def _loss_that_opens(count: int, losses: Floats) -> float:
    """The loss up to which `count` pairs are open; infinite if there are no more than that."""
    finite = losses[np.isfinite(losses)]
    return float(np.partition(finite, count)[count]) if len(finite) > count else np.inf


def _open_up_to(loss: float, problem: Problem, dual: Dual, losses: Floats, min_sum: float) -> _Subproblem:
    """Open are pairs that lose no more than this; of the others, those with a gain at these prices are in."""
    near = losses <= loss + _CLOSE
    settled = np.flatnonzero(problem.fixed | (~near & (dual.reduced > 0)))
    loads = counts_by(problem.indices[settled], problem.n_reviewers)
    return _Subproblem(
        open_pairs=np.flatnonzero(np.isfinite(losses) & near & ~problem.fixed),
        settled=settled,
        demand=problem.demand - counts_by(problem.rows[settled], problem.n_papers),
        load_min=problem.load_min - loads,
        load_max=problem.load_max - loads,
        min_sums=_still_needed(problem, settled, min_sum),
    )


def _open_pairs_only(
    pairs: Ints, problem: Problem, min_sum: float, most: tuple[Floats, Floats]
) -> _Subproblem:
    fixed = np.flatnonzero(problem.fixed)
    return _Subproblem(pairs, fixed, *residual_needs(problem), _still_needed(problem, fixed, min_sum), most)


def _still_needed(problem: Problem, settled: Ints, min_sum: float) -> Floats:
    """What each paper lacks to its smallest sum beside the settled pairs."""
    had = sums_by(problem.rows[settled], problem.scores[settled], problem.n_papers)
    return np.where(problem.demand > 0, min_sum - had, -np.inf)


def _best_pairs(
    problem: Problem, subproblem: _Subproblem, effort: Effort, node_limit: float = np.inf
) -> tuple[Bools | None, bool]:
    """The best assignment with the settled pairs, and whether that is proven within the work allowed."""
    pairs = subproblem.open_pairs
    chosen = np.zeros(len(problem.scores), dtype=bool)
    chosen[subproblem.settled] = True
    if not len(pairs):
        complete = not subproblem.demand.any() and np.all(subproblem.min_sums <= _CLOSE)
        return (chosen if complete else None), True
    picked, proven = best_columns(
        problem.scores[pairs], _constraints(problem, subproblem), effort, node_limit=node_limit
    )
    if picked is None:
        return None, proven
    chosen[pairs] = picked
    return chosen, proven


def _constraints(problem: Problem, subproblem: _Subproblem) -> list[LinearConstraint]:
    """Demand, loads and smallest sums over the open pairs."""
    pairs = subproblem.open_pairs
    columns, ones = np.arange(len(pairs)), np.ones(len(pairs))

    def by_paper(values: Floats) -> csr_array:
        return csr_array((values, (problem.rows[pairs], columns)), (problem.n_papers, len(pairs)))

    loads = csr_array((ones, (problem.indices[pairs], columns)), (problem.n_reviewers, len(pairs)))
    sums = by_paper(problem.scores[pairs] * _SHARPEN)
    found = [
        LinearConstraint(by_paper(ones), subproblem.demand, subproblem.demand),
        LinearConstraint(loads, subproblem.load_min, subproblem.load_max),
        LinearConstraint(sums, subproblem.min_sums * _SHARPEN, np.inf),
    ]
    if subproblem.most:
        worth, most = subproblem.most
        found.append(LinearConstraint(by_paper(worth[pairs]), -np.inf, most + _CLOSE))
    return found
