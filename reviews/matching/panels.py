"""The best assignment under rules on the panel of a paper.

Those rules break the structure of a flow. The relaxation (shares between 0 and 1) is solved as a linear
programme that grows: it starts with the most promising pairs and without limits; pairs that its prices call
too cheap and limits that its answer exceeds are added. Its prices prove the bound. A mixed-integer programme
over the pairs that these prices leave competitive then finds whole assignments; it is widened until it comes
near enough to the bound.
"""

from dataclasses import dataclass, field, replace
from time import perf_counter

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, linprog, milp
from scipy.sparse import csc_array, csr_array, vstack

from reviews.matching.arrays import Bools, Floats, Ints
from reviews.matching.bargains import Asked, all_at_once, clash
from reviews.matching.errors import Infeasible, Shortage
from reviews.matching.network import best_flow, whole_gains
from reviews.matching.prices import dual_of
from reviews.matching.problem import Problem
from reviews.matching.rules import GROUP, LIKED, SENIOR, Limit, PanelRules
from reviews.matching.shortage import check_required, explain
from reviews.matching.solution import PanelPrice, Solution, paper_sums, worst_of
from reviews.matching.solver import solve

_NEAR = 5e-4  # a gap with which nobody would look further
_LEAST_SECONDS = 5.0  # of a search that begins when patience is over
_ENOUGH = 2e-3
_FIRST_OF_PAPER, _FIRST_OF_COVER, _FIRST_OF_REVIEWER = 16, 4, 8
_CHEAP, _HARDLY = 1e-9, 1e-4
_WIDTHS = (0.005, 0.02, 0.06)  # how far below its price a pair may lie, in shares of the widest score
_MOST_ROUNDS = 200
_ROUNDS_WITH_LIMITS, _MUCH = 6, 0.1
_MOST_AT_ONCE = 400  # limits; more make the programme slow long before they make its bound better


@dataclass(eq=False)
class _Model:
    """Rows and columns of the programme: papers, loads, covers (with a dear way out each), limits."""

    problem: Problem
    rules: PanelRules
    covers: dict[str, Bools]
    needs: dict[str, Bools]
    limits: list[Limit] = field(default_factory=list)
    known: set[tuple[object, ...]] = field(default_factory=set)

    @property
    def penalty(self) -> float:
        """What a missed cover costs: more than any exchange could gain."""
        return 100.0 * (1.0 + float(np.max(np.abs(self.problem.scores), initial=0.0)))

    @property
    def widest(self) -> float:
        """How far scores lie apart."""
        return max(float(np.ptp(self.problem.scores)) if len(self.problem.scores) else 0.0, _CHEAP)

    def add_exceeded(self, share: Floats, by: float = 0.5) -> int:
        """Add the limits that these shares exceed by so much; how many were new."""
        exceeded = self.rules.exceeded(self.problem, share, by)
        new = [one for one in exceeded if (one.kind, *one.key) not in self.known][:_MOST_AT_ONCE]
        self.limits += new
        self.known |= {(one.kind, *one.key) for one in new}
        return len(new)

    def side_rows(self) -> tuple[csr_array, Floats]:
        """Covers and limits as rows `<=` over all stored pairs."""
        n, papers = len(self.problem.scores), self.problem.n_papers
        rows, sides = [], []
        for kind, mask in self.covers.items():
            at = np.flatnonzero(mask)
            rows.append(csr_array((-np.ones(len(at)), (self.problem.rows[at], at)), (papers, n)))
            sides.append(-self.needs[kind].astype(np.float64))
        lengths = [len(one.pairs) for one in self.limits]
        columns = (
            np.concatenate([one.pairs for one in self.limits]) if lengths else np.empty(0, dtype=np.int64)
        )
        numbers = np.repeat(np.arange(len(lengths)), lengths)
        rows.append(csr_array((np.ones(len(columns)), (numbers, columns)), (len(lengths), n)))
        sides.append(np.ones(len(lengths)))
        return vstack(rows).tocsr(), np.concatenate(sides)


@dataclass(frozen=True, eq=False)
class _Relaxed:
    """The relaxation's answer with its prices: of papers, of reviewers' loads, of side rows."""

    share: Floats
    missed: Floats
    reviewers: Floats
    sides: Floats
    reduced: Floats
    bound: float


def solve_panels(
    problem: Problem, rules: PanelRules, *, allow_shortfall: bool = False, patience: float = 60.0
) -> Solution:
    """The assignment of greatest total under the rules, with a proven bound (see `Solution.gap`).

    Raises `Infeasible` where a rule cannot be met, or, with `allow_shortfall`, lifts it for the papers
    concerned and names them in `shortages`. `patience`: seconds after which the best answer so far is taken;
    most problems need a tenth of it, and only those that use it up may have another answer elsewhere.
    """
    started = perf_counter()
    check_required(problem)
    rules = rules.checked(problem)
    if not problem.demand.any():
        return replace(solve(problem), objective="panels")
    gains, scale = whole_gains(problem)
    flow = best_flow(problem, gains)
    if shortages := explain(problem, flow):
        raise Infeasible(shortages)
    covers = {kind: mask & problem.allowed for kind, mask in rules.covers(problem).items()}
    model = _Model(problem, rules, covers, {kind: rules.needs(kind, problem) for kind in covers})
    lifted = _lift(model, _hopeless(model), allow_shortfall=allow_shortfall)
    prices = dual_of(problem, flow.chosen, gains, scale).reviewers
    relaxed = _relax(model, flow.chosen, prices)
    lifted += _lift(model, _missed(model, relaxed), allow_shortfall=allow_shortfall)
    if np.any(relaxed.missed > 1e-6):
        relaxed = _relax(model, flow.chosen, relaxed.reviewers)
    asked = Asked(problem, rules, model.covers, model.needs)
    until = started + patience
    chosen = _all_at_once(asked, until) if asked.is_small else _whole(model, relaxed, until=until)
    return _solution(model, relaxed, chosen, tuple(lifted), perf_counter() - started)


def _hopeless(model: _Model) -> list[tuple[str, int]]:
    """Covers for which a paper has no candidate at all."""
    found = []
    for kind, mask in model.covers.items():
        candidates = np.bincount(model.problem.rows[mask], minlength=model.problem.n_papers)
        found += [(kind, int(p)) for p in np.flatnonzero(model.needs[kind] & (candidates == 0))]
    return found


def _missed(model: _Model, relaxed: _Relaxed) -> list[tuple[str, int]]:
    """Covers that even shares cannot meet together. Raises `Infeasible` where limits are what they miss."""
    kinds, covers = list(model.covers), len(model.covers) * model.problem.n_papers
    missed = np.flatnonzero(relaxed.missed > 1e-6).tolist()
    if crowded := [model.limits[at - covers] for at in missed if at >= covers]:
        raise Infeasible(list(dict.fromkeys(_too_tight(model.problem, limit) for limit in crowded)))
    return [(kinds[at // model.problem.n_papers], int(at % model.problem.n_papers)) for at in missed]


def _too_tight(problem: Problem, limit: Limit) -> Shortage:
    papers = (limit.key[2],) if limit.kind == GROUP else (limit.key[0], limit.key[2])
    names = " and ".join(problem.paper_name(paper) for paper in papers)
    rule = "two reviewers of one group" if limit.kind == GROUP else "authors who review each other"
    sentence = f"The reviewers that are left for {names} would be {rule}: add reviewers, or lift the rule."
    return Shortage(sentence=sentence, papers=papers)


def _lift(model: _Model, covers: list[tuple[str, int]], *, allow_shortfall: bool) -> list[Shortage]:
    words = {SENIOR: "is senior", LIKED: "said yes to it"}
    shortages = [
        Shortage(
            sentence=(
                f"{model.problem.paper_name(paper).capitalize()} cannot have a reviewer who "
                f"{words.get(kind, 'knows one of its topics')}: invite one, or lift the rule for it."
            ),
            papers=(paper,),
        )
        for kind, paper in covers
    ]
    if shortages and not allow_shortfall:
        raise Infeasible(shortages)
    for kind, paper in covers:
        model.needs[kind] = model.needs[kind] & (np.arange(model.problem.n_papers) != paper)
    return shortages


def _relax(model: _Model, chosen: Bools, prices: Floats) -> _Relaxed:
    """Solve the relaxation by growing it: pairs by price, limits by need."""
    active = _promising(model, chosen, prices)
    for number in range(_MOST_ROUNDS):
        relaxed = _linear(model, active)
        # The bound holds whatever is left out, so pairs that could hardly raise it wait for ever.
        cheap = model.problem.allowed & ~active & (relaxed.reduced > _HARDLY * model.widest)
        # Any subset of the limits gives a valid bound; the first that are much exceeded make most of it.
        added = number < _ROUNDS_WITH_LIMITS and model.add_exceeded(relaxed.share, _MUCH)
        if not added and not cheap.any():
            break
        active |= cheap
    return relaxed


def _promising(model: _Model, chosen: Bools, prices: Floats) -> Bools:
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


def _rows(model: _Model, columns: Ints) -> tuple[csc_array, Floats, csc_array, Ints]:
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


def _beside(one: csr_array, other: csr_array) -> csc_array:
    return vstack([one.T, other.T]).T.tocsc()


def _linear(model: _Model, active: Bools) -> _Relaxed:
    problem, columns = model.problem, np.flatnonzero(active)
    rows, upper, papers, demand = _rows(model, columns)
    ways = rows.shape[1] - len(columns)
    lower = np.concatenate([problem.fixed[columns].astype(np.float64), np.zeros(ways)])
    upper_bounds = np.concatenate([np.ones(len(columns)), np.full(ways, np.inf)])
    found: OptimizeResult = linprog(  # type: ignore[call-overload]  # the stubs know no sparse rows
        np.concatenate([-problem.scores[columns], np.full(ways, model.penalty)]),
        A_ub=rows,
        b_ub=upper,
        A_eq=papers,
        b_eq=demand,
        bounds=np.column_stack([lower, upper_bounds]),
        method="highs-ds",
    )
    if found.x is None:
        raise ArithmeticError(f"The linear programme has no answer: {found.message}")
    return _priced(model, columns, found)


def _priced(model: _Model, columns: Ints, found: OptimizeResult) -> _Relaxed:
    problem = model.problem
    duals = -np.asarray(found.ineqlin.marginals)
    reviewers = duals[: problem.n_reviewers] - duals[problem.n_reviewers : 2 * problem.n_reviewers]
    sides = np.maximum(duals[2 * problem.n_reviewers :], 0.0)
    share = np.zeros(len(problem.scores))
    share[columns] = found.x[: len(columns)]
    side_rows, side_limits = model.side_rows()
    worth = problem.scores - reviewers[problem.indices] - side_rows.T @ sides
    bound = float(
        problem.load_max @ np.maximum(reviewers, 0)
        - problem.load_min @ np.maximum(-reviewers, 0)
        + side_limits @ sides
        + worth[_best_places(problem, worth)].sum()
    )
    papers = -np.asarray(found.eqlin.marginals)
    return _Relaxed(share, found.x[len(columns) :], reviewers, sides, worth - papers[problem.rows], bound)


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


def _all_at_once(asked: Asked, until: float) -> Bools:
    chosen, impossible = all_at_once(asked, until)
    if chosen is None:
        raise Infeasible([clash(asked, proven=impossible)])
    return chosen


def _whole(model: _Model, relaxed: _Relaxed, *, until: float) -> Bools:
    """Whole assignments over more and more pairs, until one is near the bound."""
    best, best_total = None, -np.inf
    for width in (*_WIDTHS, np.inf):
        competitive = model.problem.allowed & (
            (relaxed.reduced >= -width * model.widest) | (relaxed.share > _CHEAP)
        )
        chosen = _within(model, competitive, until=until)
        total = -np.inf if chosen is None else float(model.problem.scores[chosen].sum())
        if total > best_total:
            best, best_total = chosen, total
        near = relaxed.bound - best_total <= _ENOUGH * max(1.0, abs(relaxed.bound))
        if near or (best is not None and perf_counter() > until):
            break
    if best is None:
        raise Infeasible([_no_whole_answer()])
    return best


def _no_whole_answer() -> Shortage:
    sentence = (
        "The rules can be met on average, but no whole assignment was found in time: lift one of them, or "
        "allow more time."
    )
    return Shortage(sentence=sentence)


def _within(model: _Model, competitive: Bools, *, until: float) -> Bools | None:
    """The best whole assignment over these pairs; limits it exceeds are added until it exceeds none."""
    problem, columns = model.problem, np.flatnonzero(competitive)
    for _ in range(_MOST_ROUNDS):
        rows, upper, papers, demand = _rows(model, columns)
        ways = rows.shape[1] - len(columns)
        found = milp(
            np.concatenate([-problem.scores[columns], np.full(ways, model.penalty)]),
            integrality=np.concatenate([np.ones(len(columns)), np.zeros(ways)]),
            bounds=Bounds(
                np.concatenate([problem.fixed[columns], np.zeros(ways)]),
                np.concatenate([np.ones(len(columns)), np.zeros(ways)]),
            ),
            constraints=[LinearConstraint(rows, -np.inf, upper), LinearConstraint(papers, demand, demand)],
            options={"mip_rel_gap": _NEAR, "time_limit": max(_LEAST_SECONDS, until - perf_counter())},
        )
        if found.x is None:
            return None
        chosen = np.zeros(len(problem.scores), dtype=bool)
        chosen[columns] = found.x[: len(columns)] > 0.5
        if not model.add_exceeded(chosen.astype(np.float64)):
            return chosen
    return None


def _solution(
    model: _Model, relaxed: _Relaxed, chosen: Bools, lifted: tuple[Shortage, ...], seconds: float
) -> Solution:
    problem = model.problem
    worst, worst_paper = worst_of(problem, paper_sums(problem, chosen))
    return Solution(
        objective="panels",
        papers=problem.rows[chosen],
        reviewers=problem.indices[chosen],
        total=float(problem.scores[chosen].sum()),
        worst=worst,
        worst_paper=worst_paper,
        bound=relaxed.bound,
        seconds=seconds,
        shortages=lifted,
        prices=relaxed.reviewers,
        panel_prices=tuple(_listed(model, relaxed)),
    )


def _listed(model: _Model, relaxed: _Relaxed) -> list[PanelPrice]:
    """The rules that cost something, with their prices."""
    keys: list[tuple[str, tuple[int, ...]]] = [
        (kind, (paper,)) for kind in model.covers for paper in range(model.problem.n_papers)
    ]
    keys += [(limit.kind, limit.key) for limit in model.limits]
    prices = np.concatenate([relaxed.sides, np.zeros(len(keys) - len(relaxed.sides))]).tolist()
    return [
        PanelPrice(kind, key, price) for (kind, key), price in zip(keys, prices, strict=True) if price > 0
    ]
