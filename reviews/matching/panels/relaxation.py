"""The linear relaxation under rules on panels, and the prices in it that prove a bound.

Its columns are shares, from 0 to 1, of the stored pairs; its rows are demand, loads, covers, smallest sums
and limits. It grows (column and cut generation): it begins with the most promising pairs and without limits;
pairs that could raise the bound and limits that its answer exceeds are added until neither is left.
"""

from dataclasses import dataclass, field, replace

import numpy as np
from scipy.optimize import OptimizeResult, linprog
from scipy.sparse import csr_array, vstack

from reviews.matching.panels.rules import MIN_SUM, PanelLimit, PanelRules
from reviews.matching.problem.arrays import Bools, Floats, Ints
from reviews.matching.problem.problem import Problem
from reviews.matching.problem.solution import DualPrice

TINY = 1e-9  # a share, or a range of scores, that is no more than a rounding error
_UNDERPRICED = 1e-4  # as a share of the range of scores: what a pair must promise to be added
_FIRST_OF_PAPER, _FIRST_OF_COVER, _FIRST_OF_REVIEWER = 16, 4, 8  # pairs to begin with
_MAX_ROUNDS = 200
_ROUNDS_WITH_LIMITS, _MUCH = 6, 0.1
_MAX_NEW_LIMITS = 400  # a round; more make the programme slow long before they make its bound better
Key = tuple[int, ...]


@dataclass(eq=False)
class Model:
    """What the programme is to hold.

    `covers` says which stored pairs give their paper what a cover asks for, `needs` which papers it is asked
    for. `score_range`: how far scores lie apart. `min_sum`: what each paper's scores must add up to, if that
    is asked for. A model that `seeks_min_sum` looks for the greatest such sum instead of the greatest total.
    `limits` grow while the model is solved; `known` are their kinds and keys.
    """

    problem: Problem
    rules: PanelRules
    covers: dict[str, Bools]
    needs: dict[str, Bools]
    score_range: float
    min_sum: float | None = None
    seeks_min_sum: bool = False
    limits: list[PanelLimit] = field(default_factory=list)
    known: set[tuple[object, ...]] = field(default_factory=set)

    @property
    def gains(self) -> Floats:
        """What each stored pair adds to what is looked for."""
        return np.zeros(len(self.problem.scores)) if self.seeks_min_sum else self.problem.scores

    @property
    def penalty(self) -> float:
        """The cost of missing a cover or a limit: more than any exchange of pairs could gain."""
        return 100.0 * (1.0 + float(np.max(np.abs(self.problem.scores), initial=0.0)))

    @property
    def papers_with_min_sum(self) -> Ints:
        """The papers that have a row for their smallest sum."""
        return np.flatnonzero(self.problem.demand > 0) if self.min_sum is not None else np.empty(0, dtype=int)

    def with_min_sum(self, min_sum: float) -> "Model":
        """The same with a smallest sum for every paper. Both share the limits found."""
        return replace(self, min_sum=min_sum, seeks_min_sum=False)

    def seeking_min_sum(self) -> "Model":
        """The same, looking for the greatest smallest sum. Both share the limits found."""
        return replace(self, min_sum=0.0, seeks_min_sum=True)

    def keys(self) -> list[tuple[str, Key]]:
        """The kind and key of each row of `side_rows`."""
        papers = range(self.problem.n_papers)
        covers: list[tuple[str, Key]] = [(kind, (paper,)) for kind in self.covers for paper in papers]
        sums = [(MIN_SUM, (paper,)) for paper in self.papers_with_min_sum.tolist()]
        return [*covers, *sums, *((limit.kind, limit.key) for limit in self.limits)]

    def add_exceeded(self, share: Floats, by: float = 0.5) -> int:
        """Add the limits that these shares exceed by more than `by`; returns how many were new."""
        exceeded = self.rules.exceeded(self.problem, share, by)
        new = [one for one in exceeded if (one.kind, *one.key) not in self.known][:_MAX_NEW_LIMITS]
        self.limits += new
        self.known |= {(one.kind, *one.key) for one in new}
        return len(new)

    def side_rows(self) -> tuple[csr_array, Floats]:
        """Covers, smallest sums and limits as `<=` rows over all stored pairs, and their right sides."""
        covers = [self._by_paper(-mask.astype(np.float64)) for mask in self.covers.values()]
        sides = [-self.needs[kind].astype(np.float64) for kind in self.covers]
        sums = self._by_paper(-self.problem.scores)[self.papers_with_min_sum]
        sum_sides = np.full(len(self.papers_with_min_sum), -(self.min_sum or 0.0))
        rows = [*covers, sums, self._limit_rows()]
        return vstack(rows).tocsr(), np.concatenate([*sides, sum_sides, np.ones(len(self.limits))])

    def _by_paper(self, values: Floats) -> csr_array:
        """A row a paper with these values (one a stored pair); zeros are not stored."""
        at = np.flatnonzero(values)
        shape = (self.problem.n_papers, len(values))
        return csr_array((values[at], (self.problem.rows[at], at)), shape)

    def _limit_rows(self) -> csr_array:
        lengths = [len(one.pairs) for one in self.limits]
        nothing = np.empty(0, dtype=np.int64)
        columns = np.concatenate([nothing, *(one.pairs for one in self.limits)])
        numbers = np.repeat(np.arange(len(lengths)), lengths)
        shape = (len(lengths), len(self.problem.scores))
        return csr_array((np.ones(len(columns)), (numbers, columns)), shape)


@dataclass(frozen=True, eq=False)
class Relaxed:
    """The answer of the relaxation and the bound that its prices prove.

    `share` and `reduced` (the reduced cost) have one a stored pair, `missed` and `sides` (the price) one a
    side row, and `reviewers` the price of each reviewer's load.
    """

    share: Floats
    missed: Floats
    reviewers: Floats
    sides: Floats
    reduced: Floats
    bound: float

    def listed(self, model: Model) -> tuple[DualPrice, ...]:
        """The side rows that cost something, with their prices; limits added since have none."""
        keys = model.keys()
        duals = np.concatenate([self.sides, np.zeros(len(keys) - len(self.sides))]).tolist()
        return tuple(
            DualPrice(kind, key, value) for (kind, key), value in zip(keys, duals, strict=True) if value > 0
        )


def relax(model: Model, chosen: Bools, duals: Floats) -> Relaxed:
    """The answer of the relaxation, grown from the pairs of an assignment and reviewers' prices."""
    active = _promising(model, chosen, duals)
    for number in range(_MAX_ROUNDS):
        relaxed = _linear(model, active)
        # The bound holds whatever pairs are left out, so those that could hardly raise it are never added.
        promising = relaxed.reduced > _UNDERPRICED * model.score_range
        new = model.problem.allowed & ~active & promising
        # Any subset of the limits gives a valid bound; the first that are much exceeded make most of it.
        added = number < _ROUNDS_WITH_LIMITS and model.add_exceeded(relaxed.share, _MUCH)
        if not added and not new.any():
            break
        active |= new
    return relaxed


def _promising(model: Model, chosen: Bools, duals: Floats) -> Bools:
    """Pairs to begin with: an assignment, and the best after price for each paper, cover and reviewer."""
    problem, value = model.problem, model.problem.scores - duals[model.problem.indices]
    active = chosen | _best_of_each(problem.rows, value, problem.allowed, _FIRST_OF_PAPER)
    active |= _best_of_each(problem.indices, value, problem.allowed, _FIRST_OF_REVIEWER)
    for mask in model.covers.values():
        active |= _best_of_each(problem.rows, value, mask, _FIRST_OF_COVER)
    return active


def _best_of_each(keys: Ints, value: Floats, mask: Bools, count: int | Ints) -> Bools:
    """Of each key the `count` pairs of greatest value in the mask; `count` may have one a key."""
    at = np.flatnonzero(mask)
    order = at[np.lexsort((-value[at], keys[at]))]
    sorted_keys = keys[order]
    rank = np.arange(len(order)) - np.searchsorted(sorted_keys, sorted_keys)
    found = np.zeros(len(keys), dtype=bool)
    found[order[rank < (count if isinstance(count, int) else count[sorted_keys])]] = True
    return found


@dataclass(frozen=True, eq=False)
class Rows:
    """Rows over some pairs: `upper` with the right-hand sides `most`, and `exact`, a paper's demand."""

    upper: csr_array
    most: Floats
    exact: csr_array


def rows_over(model: Model, columns: Ints) -> Rows:
    """The rows over the stored pairs at these positions: loads, least loads, then side rows; and demand."""
    problem, numbers, ones = model.problem, np.arange(len(columns)), np.ones(len(columns))
    papers = csr_array((ones, (problem.rows[columns], numbers)), (problem.n_papers, len(columns)))
    loads = csr_array((ones, (problem.indices[columns], numbers)), (problem.n_reviewers, len(columns)))
    sides, side_limits = model.side_rows()
    upper = vstack([loads, -loads, sides.tocsc()[:, columns].tocsr()]).tocsr()
    most = np.concatenate([problem.load_max, -problem.load_min, side_limits]).astype(np.float64)
    return Rows(upper, most, papers)


def _linear(model: Model, active: Bools) -> Relaxed:
    """Solve over the active pairs, with a slack column for each side row and one more for what is sought."""
    problem, columns = model.problem, np.flatnonzero(active)
    rows, slack, height = rows_over(model, columns), _slack(model), _height(model)
    width = slack.shape[1] + height.shape[1]
    found: OptimizeResult = linprog(  # type: ignore[call-overload]  # the stubs know no sparse rows
        np.concatenate(
            [-model.gains[columns], np.full(slack.shape[1], model.penalty), -np.ones(height.shape[1])]
        ),
        A_ub=_beside(rows.upper, slack, height),
        b_ub=rows.most,
        A_eq=_beside(rows.exact, csr_array((problem.n_papers, width))),
        b_eq=problem.demand,
        bounds=[
            *((low, 1.0) for low in problem.fixed[columns].astype(np.float64).tolist()),
            *[(0.0, None)] * slack.shape[1],
            *[(None, None)] * height.shape[1],
        ],
        method="highs-ds",
    )
    if found.x is None:
        raise ArithmeticError(f"The linear programme has no answer: {found.message}")
    return _priced(model, columns, found)


def _beside(*parts: csr_array) -> csr_array:
    return vstack([part.T for part in parts]).T.tocsr()


def _slack(model: Model) -> csr_array:
    """A column for each side row, by which it may be missed at the penalty: then an answer always exists."""
    first, sides = 2 * model.problem.n_reviewers, len(model.keys())
    at = (first + np.arange(sides), np.arange(sides))
    return csr_array((-np.ones(sides), at), (first + sides, sides))


def _height(model: Model) -> csr_array:
    """Where the greatest smallest sum is sought, a column for it, which each paper's sum has to reach."""
    first = 2 * model.problem.n_reviewers + len(model.covers) * model.problem.n_papers
    rows = first + len(model.papers_with_min_sum) + len(model.limits)
    at = np.empty(0, dtype=np.int64)
    if model.seeks_min_sum:
        at = first + np.arange(len(model.papers_with_min_sum))
    return csr_array((np.ones(len(at)), (at, np.zeros(len(at), dtype=int))), (rows, int(model.seeks_min_sum)))


def _priced(model: Model, columns: Ints, found: OptimizeResult) -> Relaxed:
    """The answer over all stored pairs; its bound is computed from the prices alone, by weak duality."""
    problem = model.problem
    duals = -np.asarray(found.ineqlin.marginals)
    reviewers = duals[: problem.n_reviewers] - duals[problem.n_reviewers : 2 * problem.n_reviewers]
    sides = np.maximum(duals[2 * problem.n_reviewers :], 0.0)
    share = np.zeros(len(problem.scores))
    share[columns] = found.x[: len(columns)]
    side_rows, side_limits = model.side_rows()
    worth = model.gains - reviewers[problem.indices] - side_rows.T @ sides
    ranked = np.where(problem.fixed, np.inf, worth)
    best = _best_of_each(problem.rows, ranked, problem.allowed, problem.demand)
    bound = float(
        problem.load_max @ np.maximum(reviewers, 0)
        - problem.load_min @ np.maximum(-reviewers, 0)
        + side_limits @ sides
        + worth[best].sum()
    )
    papers = -np.asarray(found.eqlin.marginals)
    missed = found.x[len(columns) : len(columns) + len(side_limits)]
    return Relaxed(share, missed, reviewers, sides, worth - papers[problem.rows], bound)
