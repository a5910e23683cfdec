"""Rules on panels as rows of a programme, and its relaxation with the prices that prove a bound.

The relaxation (shares between 0 and 1) grows: it starts with the most promising pairs and without limits;
pairs that its prices call too cheap and limits that its answer exceeds are added.
"""

from dataclasses import dataclass, field, replace

import numpy as np
from scipy.optimize import OptimizeResult, linprog
from scipy.sparse import csr_array, vstack

from reviews.matching.panels.rules import MIN_SUM, Limit, PanelRules
from reviews.matching.problem.arrays import Bools, Floats, Ints
from reviews.matching.problem.problem import Problem
from reviews.matching.problem.solution import PanelPrice

CHEAP = 1e-9
_HARDLY = 1e-4
_FIRST_OF_PAPER, _FIRST_OF_COVER, _FIRST_OF_REVIEWER = 16, 4, 8
_MAX_ROUNDS = 200
_ROUNDS_WITH_LIMITS, _MUCH = 6, 0.1
_MAX_AT_ONCE = 400  # limits; more make the programme slow long before they make its bound better


@dataclass(eq=False)
class Model:
    """Rows and columns of the programme: papers, loads, covers (with a dear way out each), floors, limits.

    `widest`: how far scores lie apart. `floor`: what each paper's scores must sum to at least. A model that
    `raises` looks for the highest such floor instead of the greatest total.
    """

    problem: Problem
    rules: PanelRules
    covers: dict[str, Bools]
    needs: dict[str, Bools]
    widest: float
    min_sum: float | None = None
    raises: bool = False
    limits: list[Limit] = field(default_factory=list)
    known: set[tuple[object, ...]] = field(default_factory=set)

    def with_min_sum(self, min_sum: float) -> "Model":
        """The same, where no paper's sum may lie below this; limits found by one are found for both."""
        return replace(self, min_sum=min_sum, raises=False)

    def raising(self) -> "Model":
        """The same, looking for the highest floor."""
        return replace(self, min_sum=0.0, raises=True)

    @property
    def gains(self) -> Floats:
        """What a pair adds to what is looked for."""
        return np.zeros(len(self.problem.scores)) if self.raises else self.problem.scores

    @property
    def penalty(self) -> float:
        """What a missed cover costs: more than any exchange could gain."""
        return 100.0 * (1.0 + float(np.max(np.abs(self.problem.scores), initial=0.0)))

    @property
    def bounded_papers(self) -> Ints:
        """The papers whose sums have a floor."""
        return np.flatnonzero(self.problem.demand > 0) if self.min_sum is not None else np.empty(0, dtype=int)

    def keys(self) -> list[tuple[str, tuple[int, ...]]]:
        """What each side row is about."""
        papers = range(self.problem.n_papers)
        covers: list[tuple[str, tuple[int, ...]]] = [(kind, (p,)) for kind in self.covers for p in papers]
        min_sums = [(MIN_SUM, (p,)) for p in self.bounded_papers.tolist()]
        return [*covers, *min_sums, *((limit.kind, limit.key) for limit in self.limits)]

    def add_exceeded(self, share: Floats, by: float = 0.5) -> int:
        """Add the limits that these shares exceed by so much; how many were new."""
        exceeded = self.rules.exceeded(self.problem, share, by)
        new = [one for one in exceeded if (one.kind, *one.key) not in self.known][:_MAX_AT_ONCE]
        self.limits += new
        self.known |= {(one.kind, *one.key) for one in new}
        return len(new)

    def side_rows(self) -> tuple[csr_array, Floats]:
        """Covers, floors and limits as rows `<=` over all stored pairs."""
        n, papers = len(self.problem.scores), self.problem.n_papers
        rows, sides = [], []
        for kind, mask in self.covers.items():
            at = np.flatnonzero(mask)
            rows.append(csr_array((-np.ones(len(at)), (self.problem.rows[at], at)), (papers, n)))
            sides.append(-self.needs[kind].astype(np.float64))
        if self.min_sum is not None:
            sums = csr_array((-self.problem.scores, (self.problem.rows, np.arange(n))), (papers, n))
            rows.append(sums[self.bounded_papers])
            sides.append(np.full(len(self.bounded_papers), -self.min_sum))
        lengths = [len(one.pairs) for one in self.limits]
        columns = (
            np.concatenate([one.pairs for one in self.limits]) if lengths else np.empty(0, dtype=np.int64)
        )
        numbers = np.repeat(np.arange(len(lengths)), lengths)
        rows.append(csr_array((np.ones(len(columns)), (numbers, columns)), (len(lengths), n)))
        sides.append(np.ones(len(lengths)))
        return vstack(rows).tocsr(), np.concatenate(sides)


@dataclass(frozen=True, eq=False)
class Relaxed:
    """The relaxation's answer with its prices: of papers, of reviewers' loads, of side rows."""

    share: Floats
    missed: Floats
    reviewers: Floats
    sides: Floats
    reduced: Floats
    bound: float

    def listed(self, model: Model) -> tuple[PanelPrice, ...]:
        """The rules that cost something, with their prices."""
        keys = model.keys()
        prices = np.concatenate([self.sides, np.zeros(len(keys) - len(self.sides))]).tolist()
        return tuple(
            PanelPrice(kind, key, price) for (kind, key), price in zip(keys, prices, strict=True) if price > 0
        )


def relax(model: Model, chosen: Bools, prices: Floats) -> Relaxed:
    """Solve the relaxation by growing it: pairs by price, limits by need."""
    active = _promising(model, chosen, prices)
    for number in range(_MAX_ROUNDS):
        relaxed = _linear(model, active)
        # The bound holds whatever is left out, so pairs that could hardly raise it wait for ever.
        cheap = model.problem.allowed & ~active & (relaxed.reduced > _HARDLY * model.widest)
        # Any subset of the limits gives a valid bound; the first that are much exceeded make most of it.
        added = number < _ROUNDS_WITH_LIMITS and model.add_exceeded(relaxed.share, _MUCH)
        if not added and not cheap.any():
            break
        active |= cheap
    return relaxed


def _promising(model: Model, chosen: Bools, prices: Floats) -> Bools:
    """Pairs to begin with: an assignment, and the best after price for each paper, cover and reviewer."""
    problem, value = model.problem, model.problem.scores - prices[model.problem.indices]
    active = chosen | _first(problem.rows, value, problem.allowed, _FIRST_OF_PAPER)
    active |= _first(problem.indices, value, problem.allowed, _FIRST_OF_REVIEWER)
    for mask in model.covers.values():
        active |= _first(problem.rows, value, mask, _FIRST_OF_COVER)
    return active


def _first(keys: Ints, value: Floats, mask: Bools, count: int) -> Bools:
    """The `count` pairs of greatest value among `mask` for each key."""
    at = np.flatnonzero(mask)
    order = at[np.lexsort((-value[at], keys[at]))]
    sorted_keys = keys[order]
    rank = np.arange(len(order)) - np.searchsorted(sorted_keys, sorted_keys)
    found = np.zeros(len(keys), dtype=bool)
    found[order[rank < count]] = True
    return found


def rows_over(model: Model, columns: Ints) -> tuple[csr_array, Floats, csr_array, Ints]:
    """Rows `<=` (loads, covers, limits) and `=` (papers) over these pairs; each side row has a way out."""
    problem, numbers, ones = model.problem, np.arange(len(columns)), np.ones(len(columns))
    papers = csr_array((ones, (problem.rows[columns], numbers)), (problem.n_papers, len(columns)))
    loads = csr_array((ones, (problem.indices[columns], numbers)), (problem.n_reviewers, len(columns)))
    sides, limits = model.side_rows()
    ways = len(limits)
    pairs = vstack([loads, -loads, sides.tocsc()[:, columns].tocsr()]).tocsr()
    at = (2 * problem.n_reviewers + np.arange(ways), np.arange(ways))
    way = csr_array((-np.ones(ways), at), (pairs.shape[0], ways))
    upper = np.concatenate([problem.load_max, -problem.load_min, limits]).astype(np.float64)
    return _beside(pairs, way), upper, _beside(papers, csr_array((problem.n_papers, ways))), problem.demand


def _beside(one: csr_array, other: csr_array) -> csr_array:
    return vstack([one.T, other.T]).T.tocsr()


def _linear(model: Model, active: Bools) -> Relaxed:
    problem, columns = model.problem, np.flatnonzero(active)
    rows, upper, papers, demand = rows_over(model, columns)
    ways, last = rows.shape[1] - len(columns), _height(model)
    found: OptimizeResult = linprog(  # type: ignore[call-overload]  # the stubs know no sparse rows
        np.concatenate([-model.gains[columns], np.full(ways, model.penalty), -np.ones(last.shape[1])]),
        A_ub=_beside(rows, last),
        b_ub=upper,
        A_eq=_beside(papers, csr_array((problem.n_papers, last.shape[1]))),
        b_eq=demand,
        bounds=[
            *((low, 1.0) for low in problem.fixed[columns].astype(np.float64).tolist()),
            *[(0.0, None)] * ways,
            *[(None, None)] * last.shape[1],
        ],
        method="highs-ds",
    )
    if found.x is None:
        raise ArithmeticError(f"The linear programme has no answer: {found.message}")
    return _priced(model, columns, found)


def _height(model: Model) -> csr_array:
    """Where a floor is looked for, one more column: its height, which each floor's row has to reach."""
    first = 2 * model.problem.n_reviewers + len(model.covers) * model.problem.n_papers
    rows = first + len(model.bounded_papers) + len(model.limits)
    at = first + np.arange(len(model.bounded_papers)) if model.raises else np.empty(0, dtype=np.int64)
    return csr_array((np.ones(len(at)), (at, np.zeros(len(at), dtype=int))), (rows, int(model.raises)))


def _priced(model: Model, columns: Ints, found: OptimizeResult) -> Relaxed:
    problem = model.problem
    duals = -np.asarray(found.ineqlin.marginals)
    reviewers = duals[: problem.n_reviewers] - duals[problem.n_reviewers : 2 * problem.n_reviewers]
    sides = np.maximum(duals[2 * problem.n_reviewers :], 0.0)
    share = np.zeros(len(problem.scores))
    share[columns] = found.x[: len(columns)]
    side_rows, side_limits = model.side_rows()
    worth = model.gains - reviewers[problem.indices] - side_rows.T @ sides
    bound = float(
        problem.load_max @ np.maximum(reviewers, 0)
        - problem.load_min @ np.maximum(-reviewers, 0)
        + side_limits @ sides
        + worth[_best_places(problem, worth)].sum()
    )
    papers = -np.asarray(found.eqlin.marginals)
    missed = found.x[len(columns) : len(columns) + len(side_limits)]
    return Relaxed(share, missed, reviewers, sides, worth - papers[problem.rows], bound)


def _best_places(problem: Problem, worth: Floats) -> Bools:
    """For each paper alone the pairs of greatest worth, as many as it needs, required ones among them."""
    ranked = np.where(problem.fixed, np.inf, worth)
    at = np.flatnonzero(problem.allowed)
    order = at[np.lexsort((-ranked[at], problem.rows[at]))]
    rows = problem.rows[order]
    rank = np.arange(len(order)) - np.searchsorted(rows, rows)
    best = np.zeros(len(worth), dtype=bool)
    best[order[rank < problem.demand[rows]]] = True
    return best
