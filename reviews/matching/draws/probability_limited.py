"""Assignments that nobody can force: each pair is drawn with a limited probability, at the least price.

The best marginal probabilities under a limit per pair are a linear programme over flows (Jecmen et al. 2020,
"Mitigating manipulation in peer review via randomized reviewer assignments", section 4). A place is cut into
equal parts, so that the limit is a whole number of them; the flow's optimum is then the programme's. With
`spread` a pair's later parts are worth less than its first (Xu et al. 2023, "A one-size-fits-all approach to
improving randomness in paper assignment", perturbed maximisation with f(x) = x - spread * x^2), which moves
probability to pairs that are nearly as good.
"""

from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from time import perf_counter

import numpy as np
from ortools.graph.python import min_cost_flow

from reviews.matching.flow.infeasibility import check_required
from reviews.matching.flow.network import residual_needs, whole_gains
from reviews.matching.flow.sentences import too_little_chance
from reviews.matching.problem.arrays import Floats, Ints, sums_by
from reviews.matching.problem.errors import Infeasibility, Infeasible, ProblemError
from reviews.matching.problem.problem import Problem

_FINEST_LIMIT = 1000
_PARTS_WHEN_SPREAD = 10
_EMPTY, _IDLE = 3, 1
_MAX_ROUNDS = 5000


@dataclass(frozen=True)
class _Share:
    """The limit as `cap` of `units` parts of a place, and how later parts lose in worth."""

    units: int
    cap: int
    spread: float

    @property
    def steps(self) -> int:
        """Into how many parts of different worth a pair is cut."""
        return self.cap if self.spread else 1


@dataclass(frozen=True, eq=False, kw_only=True)
class Marginals:
    """How probable each stored pair is: `parts` of `units`.

    `total` is the expected sum of scores, `bound` what no marginals under the same limit exceed; without a
    `spread` both are equal. `prices` of the reviewers' loads prove the bound.
    """

    problem: Problem
    limit: float
    spread: float
    units: int
    parts: Ints
    total: float
    bound: float
    prices: Floats
    seconds: float

    @property
    def probabilities(self) -> Floats:
        """The probability of each stored pair."""
        return self.parts / self.units


def probability_limited(problem: Problem, limit: float, *, spread: float = 0.0) -> Marginals:
    """The marginal probabilities of greatest expected total, none above `limit` but those of required pairs.

    `limit` is taken as the nearest fraction with a denominator of at most 1000. Raises `ProblemError` for a
    limit outside (0, 1] or a spread outside [0, 1), `Infeasible` if the limit leaves places that cannot be
    filled.
    """
    started = perf_counter()
    share = _share(limit, spread)
    check_required(problem)
    gains, scale = whole_gains(problem)
    free = np.flatnonzero(problem.allowed & ~problem.fixed)
    parts = np.where(problem.fixed, share.units, 0)
    parts[free] = _flow(problem, free, gains[free], share)
    if spread:
        plain = probability_limited(problem, share.cap / share.units)
        prices, bound = plain.prices, plain.bound
    else:
        prices, bound = _certificate(problem, parts, gains, scale, share)
    return Marginals(
        problem=problem,
        limit=share.cap / share.units,
        spread=spread,
        units=share.units,
        parts=parts,
        total=float(problem.scores @ parts) / share.units,
        bound=bound,
        prices=prices,
        seconds=perf_counter() - started,
    )


def _share(limit: float, spread: float) -> _Share:
    if not 0 < limit <= 1:
        raise ProblemError("A probability limit lies above 0 and is at most 1.")
    if not 0 <= spread < 1:
        raise ProblemError("The spread lies between 0 (the greatest total) and 1.")
    part = max(Fraction(limit).limit_denominator(_FINEST_LIMIT), Fraction(1, _FINEST_LIMIT))
    units = lcm(part.denominator, _PARTS_WHEN_SPREAD) if spread else part.denominator
    return _Share(units, int(part * units), spread)


def _flow(problem: Problem, free: Ints, gains: Ints, share: _Share) -> Ints:
    """The parts of each free pair: a flow in which every place counts as `units`."""
    demand, least, most = (need * share.units for need in residual_needs(problem))
    steps, values = share.steps, _values(gains, share)
    papers = np.arange(problem.n_papers)
    reviewers = problem.n_papers + np.arange(problem.n_reviewers)
    sink = problem.n_papers + problem.n_reviewers
    dear = (2 * int(np.max(np.abs(values), initial=0)) + 1) * (min(sink - len(papers), len(papers)) + 1)
    network = min_cost_flow.SimpleMinCostFlow()
    add = network.add_arcs_with_capacity_and_unit_cost
    tails, heads = np.tile(problem.rows[free], steps), np.tile(reviewers[problem.indices[free]], steps)
    pairs = add(tails, heads, np.full(len(tails), share.cap // steps), -values)
    empty = add(papers, np.full(len(papers), sink), demand, np.full(len(papers), _EMPTY * dear))
    add(reviewers, np.full(len(reviewers), sink), least, np.full(len(reviewers), -_IDLE * dear))
    add(reviewers, np.full(len(reviewers), sink), most - least, np.zeros(len(reviewers), dtype=np.int64))
    network.set_nodes_supplies(
        np.arange(sink + 1), np.concatenate([demand, np.zeros(len(reviewers), np.int64), [-demand.sum()]])
    )
    status = network.solve()
    if status != network.OPTIMAL:  # every problem has the all-empty solution, so this is a fault of ours
        raise ArithmeticError(f"The flow solver answered {status}.")
    parts = network.flows(pairs).reshape(steps, -1).sum(axis=0)
    _refuse_gaps(problem, free, parts, network.flows(empty), share)
    return np.asarray(parts, dtype=np.int64)


def _values(gains: Ints, share: _Share) -> Ints:
    """What the next part of each pair is worth, first parts first; constant without a spread."""
    if not share.spread:
        return gains
    slope = share.spread * (2 * np.arange(share.steps)[:, None] + 1) / share.units
    return np.rint(gains - np.abs(gains) * slope).astype(np.int64).reshape(-1)


def _refuse_gaps(problem: Problem, free: Ints, parts: Ints, empty: Ints, share: _Share) -> None:
    candidates = np.bincount(problem.rows[free], minlength=problem.n_papers)
    infeasibilities = [
        Infeasibility(
            sentence=too_little_chance(
                problem,
                int(paper),
                candidates=int(candidates[paper]),
                limit=share.cap / share.units,
                empty=float(empty[paper] / share.units),
            ),
            papers=(int(paper),),
            reviewers=(),
            missing=int(-(-empty[paper] // share.units)),
        )
        for paper in np.flatnonzero(empty)
    ]
    if infeasibilities:
        raise Infeasible(tuple(infeasibilities))
    loads = sums_by(problem.indices[free], parts.astype(np.float64), problem.n_reviewers)
    idle = np.flatnonzero(loads < residual_needs(problem)[1] * share.units)
    if len(idle):
        name = problem.reviewer_name(int(idle[0]))
        sentence = f"Under this limit {name} cannot be given their least load: lower it or raise the limit."
        raise Infeasible(
            (Infeasibility(sentence=sentence, papers=(), reviewers=tuple(idle.tolist()), missing=1),)
        )


def _certificate(
    problem: Problem, parts: Ints, gains: Ints, scale: float, share: _Share
) -> tuple[Floats, float]:
    """Prices of reviewers from shortest paths in the residual network, and the bound they prove."""
    free = problem.allowed & ~problem.fixed
    papers, prices = _distances(problem, parts, gains, share)
    worth, dual = papers / scale, prices / scale
    surplus = np.maximum(problem.scores - worth[problem.rows] - dual[problem.indices], 0.0)
    demand, least, most = residual_needs(problem)
    loads_worth = most @ np.maximum(dual, 0) - least @ np.maximum(-dual, 0)
    bound = (
        surplus[free].sum() * share.cap / share.units
        + worth @ demand
        + loads_worth
        + problem.scores[problem.fixed].sum()
    )
    return dual, float(bound)


def _distances(problem: Problem, parts: Ints, gains: Ints, share: _Share) -> tuple[Ints, Ints]:
    free = problem.allowed & ~problem.fixed
    loads = np.bincount(problem.indices, parts, problem.n_reviewers).astype(np.int64)
    slack, spare = loads < problem.load_max * share.units, loads > problem.load_min * share.units
    more, back = np.flatnonzero(free & (parts < share.cap)), np.flatnonzero(free & (parts > 0))
    papers = np.zeros(problem.n_papers, dtype=np.int64)
    reviewers = np.zeros(problem.n_reviewers, dtype=np.int64)
    sink = 0
    for _ in range(_MAX_ROUNDS):
        before = (papers.copy(), reviewers.copy(), sink)
        np.minimum.at(reviewers, problem.indices[more], papers[problem.rows[more]] - gains[more])
        sink = min(sink, int(np.min(reviewers, where=slack, initial=sink)))
        reviewers[spare] = np.minimum(reviewers[spare], sink)
        np.minimum.at(papers, problem.rows[back], reviewers[problem.indices[back]] + gains[back])
        if sink == before[2] and np.array_equal(papers, before[0]) and np.array_equal(reviewers, before[1]):
            break
    return papers - sink, sink - reviewers
