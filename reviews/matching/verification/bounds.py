"""Bounds that need no trust in the solver: no assignment that fills the same places can do better.

For any prices of reviewers' loads, paying each reviewer's price and letting every paper choose its best
reviewers on its own (with its smallest sum kept, where that is the aim) is at least as good as any
assignment. So prices may come from anywhere. Where those of a result prove too little, HiGHS finds others by
a linear programme, and where even the best prices leave a gap, it decides by a mixed-integer programme.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import combinations
from math import comb
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import coo_array, csr_array, vstack

from reviews.matching.problem.arrays import Bools, Floats, Ints
from reviews.matching.verification.levels import levels_hold
from reviews.matching.verification.reach import TOLERANCE, Reach, close

# Nodes of a programme for each entry of its rows, some minutes; one that takes more proves what it has. They
# are counted, not timed: a busy machine proves as much.
_NODES_BY_ENTRIES, _LEAST_NODES = 2e8, 1_000
_MAX_SETS = 300_000  # of reviewers for one paper; beyond, a bound on them is taken
_MAX_DUAL_PRICE, _HALVINGS = 1e6, 60  # of a smallest sum, found by bisection
_NEAR = 1e-3  # as a share of a bound: nearer to the total, prices are good enough to decide with
# Of what readers have beyond the smallest sum: each proves something, and the best of all is taken.
_DUALS_OF_BEYOND = (0.0, *np.geomspace(1 / 64, 64, 49).tolist())
_INFEASIBLE = 2  # of the statuses that `milp` documents
_SHARPEN = 1e3  # HiGHS lets a row be missed by 1e-6, but no paper may miss its sum
_linprog: Any = linprog  # its stubs know no sparse matrices
OnStep = Callable[[str], None]


def _silently(_: str) -> None:
    """Nobody wants to know."""


def greatest_total(
    reach: Reach,
    total: float,
    min_sum: float | None,
    duals: Floats | None,
    *,
    enough: float | None = None,
    on_progress: OnStep = _silently,
) -> float:
    """A proven bound on the total of assignments that reach as much, as near to `total` as can be shown.

    With `min_sum`, of those in which no paper's sum lies below it. A bound of `enough` is not improved on.
    """
    bound, best = float("inf"), np.zeros(reach.problem.n_reviewers)
    if duals is not None and len(duals) == reach.problem.n_reviewers and np.all(np.isfinite(duals)):
        on_progress("Adding up what each paper could gain")
        bound, best = _priced(reach, duals, min_sum), duals
    is_hard = min_sum is not None and reach.is_small
    if not _suffices(bound, total, enough) and not (is_hard and bound - total <= _NEAR * abs(bound)):
        on_progress("Looking for better prices")
        found = _programme_duals(reach, min_sum)
        bound, best = min((bound, best), (_priced(reach, found, min_sum), found), key=lambda one: one[0])
    if min_sum is not None and is_hard and not _suffices(bound, total, enough):
        on_progress("Deciding by a programme")
        open_pairs = _may_be_better(reach, best, min_sum, bound - total)
        bound = min(bound, max(total, _decided(reach, min_sum, open_pairs)))
    return bound


def _may_be_better(reach: Reach, duals: Floats, min_sum: float, missing: float) -> Bools:
    """The usable pairs that can be in an assignment better than one that misses so much of the bound.

    At these prices a paper that takes the pair must not gain less than its best by more than that. What it
    gains is at most that with a price on what its readers have beyond the smallest sum, whatever that price.
    """
    problem, found = reach.problem, reach.required.copy()
    for paper in np.flatnonzero(reach.filled).tolist():
        low, high = problem.indptr[paper : paper + 2]
        at = np.arange(low, high)[reach.usable[low:high]]
        worth = problem.scores[at] - duals[problem.indices[at]]
        beyond = problem.scores[at] - (min_sum - TOLERANCE) / reach.filled[paper]
        least = _best(reach, paper, duals, min_sum)[1] - missing - TOLERANCE
        may = np.ones(len(at), dtype=bool)
        for dual in _DUALS_OF_BEYOND:
            may &= (
                _best_with_each(worth + dual * beyond, reach.required[at], int(reach.filled[paper])) >= least
            )
        found[at[may]] = True
    return np.asarray(found & reach.usable)


def _best_with_each(values: Floats, must: Bools, count: int) -> Floats:
    """For each reader the greatest sum of `count` values with that reader and all who must be there."""
    order = np.lexsort((-values, ~must))
    best = values[order[:count]].sum()
    last = values[order[count - 1]]
    return np.asarray(best + np.where(np.isin(np.arange(len(values)), order[:count]), 0.0, values - last))


def _suffices(bound: float, reached: float, enough: float | None) -> bool:
    return close(bound, reached) or (enough is not None and (bound <= enough or close(bound, enough)))


def greatest_min_sum(
    reach: Reach, min_sum: float, *, enough: float | None = None, on_progress: OnStep = _silently
) -> float:
    """A proven bound on the smallest sum: `min_sum` itself if nothing greater is possible.

    A bound of `enough` is not improved on. Where a programme takes too many nodes, and where the problem is
    too large for one, what no paper can exceed on its own.
    """
    on_progress("Bounding the worst paper")
    own = min(
        float(_best(reach, paper, np.zeros(reach.problem.n_reviewers), None)[0])
        for paper in np.flatnonzero(reach.filled).tolist()
    )
    if close(own, min_sum):
        return min_sum
    if enough is not None and own > enough and not close(own, enough) and not levels_hold(reach, enough):
        own = enough
    if _suffices(own, min_sum, enough) or not reach.is_small:
        return own
    above = min_sum + 2 * TOLERANCE * max(1.0, abs(min_sum))
    return min_sum if _mixed(reach, above) is None else own


def _priced(reach: Reach, duals: Floats, min_sum: float | None) -> float:
    """What reviewers' loads are worth at these prices, and what each paper then gains by choosing alone."""
    loads_worth = np.where(duals > 0, reach.problem.load_max, reach.least) * duals
    gains = [_best(reach, paper, duals, min_sum)[1] for paper in np.flatnonzero(reach.filled).tolist()]
    return float(loads_worth.sum() + sum(gains))


def _best(reach: Reach, paper: int, duals: Floats, min_sum: float | None) -> tuple[float, float]:
    """Score and gain of the set of reviewers that gains this paper most, its smallest sum kept."""
    low, high = reach.problem.indptr[paper : paper + 2]
    at = np.arange(low, high)[reach.usable[low:high]]
    scores, must = reach.problem.scores[at], reach.required[at]
    worth = scores - duals[reach.problem.indices[at]]
    count = int(reach.filled[paper])
    order = np.lexsort((-worth, ~must))[:count]
    score = float(scores[order].sum())
    if min_sum is None or score >= min_sum - TOLERANCE:
        return score, float(worth[order].sum())
    return min_sum, _best_with_min_sum(scores, worth, must, count, min_sum - TOLERANCE)


def _best_with_min_sum(scores: Floats, worth: Floats, must: Bools, count: int, min_sum: float) -> float:
    free = _undominated(scores, worth, np.flatnonzero(~must), count)
    left = count - int(must.sum())
    base_score, base_worth = float(scores[must].sum()), float(worth[must].sum())
    if comb(len(free), left) > _MAX_SETS:
        return base_worth + _eased(scores[free], worth[free], left, min_sum - base_score)
    sets = np.array(list(combinations(free.tolist(), left)), dtype=np.int64).reshape(-1, left)
    remaining = base_score + scores[sets].sum(axis=1) >= min_sum
    return base_worth + float(np.max(worth[sets].sum(axis=1), where=remaining, initial=-np.inf))


def _undominated(scores: Floats, worth: Floats, free: Ints, count: int) -> Ints:
    """The free reviewers but those to whom `count` others are preferable in both score and worth."""
    order = free[np.lexsort((-worth[free], -scores[free]))]
    top: list[float] = []
    remaining = []
    for at in order.tolist():
        if len(top) < count or worth[at] > top[0]:
            remaining.append(at)
            top = sorted([*top, float(worth[at])])[-count:]
    return np.array(remaining, dtype=np.int64)


def _eased(scores: Floats, worth: Floats, count: int, min_sum: float) -> float:
    """A bound where sets are too many to try: the smallest sum gets a price, found by bisection."""
    low, high, best = 0.0, _MAX_DUAL_PRICE, float("inf")
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        order = np.argsort(-(worth + middle * scores))[:count]
        best = min(best, float((worth + middle * scores)[order].sum()) - middle * min_sum)
        low, high = (middle, high) if scores[order].sum() < min_sum else (low, middle)
    return best


@dataclass(frozen=True, eq=False)
class _Rows:
    """The constraints over the usable pairs (positions `at`), as matrices with a row a paper or reviewer."""

    at: Ints
    fill: csr_array
    load: csr_array
    score: csr_array


def _rows(reach: Reach) -> _Rows:
    at = np.flatnonzero(reach.usable)
    numbers, ones = np.arange(len(at)), np.ones(len(at))
    papers, reviewers = (reach.problem.n_papers, len(at)), (reach.problem.n_reviewers, len(at))
    return _Rows(
        at,
        coo_array((ones, (reach.rows[at], numbers)), papers).tocsr(),
        coo_array((ones, (reach.problem.indices[at], numbers)), reviewers).tocsr(),
        coo_array((reach.problem.scores[at], (reach.rows[at], numbers)), papers).tocsr(),
    )


def _programme_duals(reach: Reach, min_sum: float | None) -> Floats:
    """Reviewers' prices from the linear relaxation; zeros if it has no answer."""
    rows, reviewers = _rows(reach), reach.problem.n_reviewers
    if not len(rows.at):
        return np.zeros(reviewers)
    served = np.flatnonzero(reach.filled) if min_sum is not None else np.empty(0, dtype=np.int64)
    found = _linprog(
        -reach.problem.scores[rows.at],
        A_ub=vstack([rows.load, -rows.load, -rows.score[served]]),
        b_ub=np.concatenate([reach.problem.load_max, -reach.least, np.full(len(served), -(min_sum or 0.0))]),
        A_eq=rows.fill,
        b_eq=reach.filled,
        bounds=np.stack([reach.required[rows.at].astype(float), np.ones(len(rows.at))], axis=1),
        method="highs",
    )
    if found.status != 0:
        return np.zeros(reviewers)
    duals: Floats = -np.asarray(found.ineqlin.marginals, dtype=np.float64)
    return duals[:reviewers] - duals[reviewers : 2 * reviewers]


def _decided(reach: Reach, min_sum: float, among: Bools) -> float:
    """The greatest total with this smallest sum among these pairs; minus infinity if it is impossible."""
    found = _mixed(replace(reach, usable=among), min_sum)
    return float("-inf") if found is None else found


def _mixed(reach: Reach, min_sum: float) -> float | None:
    """A bound on the total with this smallest sum by a mixed-integer programme; None if it is impossible."""
    rows = _rows(reach)
    least = np.where(reach.filled > 0, (min_sum - TOLERANCE) * _SHARPEN, -np.inf)
    nodes = max(_LEAST_NODES, int(_NODES_BY_ENTRIES / max(1, 3 * len(rows.at))))
    found = milp(
        -reach.problem.scores[rows.at],
        integrality=np.ones(len(rows.at), dtype=np.int64),
        bounds=Bounds(reach.required[rows.at].astype(float), 1),
        constraints=[
            LinearConstraint(rows.fill, reach.filled, reach.filled),
            LinearConstraint(rows.load, reach.least, reach.problem.load_max),
            LinearConstraint(rows.score * _SHARPEN, least, np.inf),
        ],
        options={"mip_rel_gap": 0.0, "node_limit": nodes},
    )
    if found.status == _INFEASIBLE:
        return None
    return float("inf") if found.mip_dual_bound is None else -float(found.mip_dual_bound)
