"""Randomised assignments in which no pair is likelier than a limit, so that nobody can force a pair.

The best marginal probabilities under a limit per pair are a linear programme over flows (Jecmen et al.,
"Mitigating manipulation in peer review via randomized reviewer assignments", NeurIPS 2020, section 4). A
place is cut into equal parts, so that the limit is a whole number of them; the flow's optimum is then that of
the programme. With a `spread` a pair's later parts are worth less than its first, which moves probability to
pairs that are nearly as good (Xu et al., "A one-size-fits-all approach to improving randomness in paper
assignment", NeurIPS 2023: perturbed maximisation with f(x) = x - spread x^2).
"""

from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from time import perf_counter

import numpy as np

from reviews.matching.flow.infeasibility import check_required
from reviews.matching.flow.network import Arcs, by_paper, cheapest, residual_needs, whole_gains
from reviews.matching.flow.sentences import too_little_chance
from reviews.matching.problem.arrays import Floats, Ints, sums_by
from reviews.matching.problem.errors import Infeasibility, Infeasible, ProblemError
from reviews.matching.problem.problem import Problem

_FINEST_LIMIT = 1000  # the greatest denominator: how exactly a limit is kept
_PARTS_WHEN_SPREAD = 10  # the worth of a pair falls in so many steps, or a multiple
_MAX_ROUNDS = 5000  # of shortest paths; each needs far fewer


@dataclass(frozen=True)
class _Share:
    """The limit as `cap` of the `units` parts of a place, and how much later parts lose in worth."""

    units: int
    cap: int
    spread: float

    @property
    def steps(self) -> int:
        """The number of parts of different worth that a pair has."""
        return self.cap if self.spread else 1


@dataclass(frozen=True, eq=False, kw_only=True)
class Marginals:
    """The probability of each stored pair, as `parts` of `units`.

    `limit` is the limit that was kept: the one asked for as a fraction. `total` is the expected sum of
    scores; no probabilities under the same limit expect more than `bound`, which `duals` (of reviewers'
    loads) prove. Without a `spread` both are equal. `seconds` is the time it took.
    """

    problem: Problem
    limit: float
    spread: float
    units: int
    parts: Ints
    total: float
    bound: float
    duals: Floats
    seconds: float

    @property
    def probabilities(self) -> Floats:
        """The probability of each stored pair."""
        return self.parts / self.units


def probability_limited(problem: Problem, limit: float, *, spread: float = 0.0) -> Marginals:
    """The marginal probabilities of greatest expected total, none above `limit` but those of required pairs.

    `limit` is taken as the nearest fraction with a denominator of at most 1000. Raises `ProblemError` for a
    limit outside (0, 1] or a spread outside [0, 1), and `Infeasible` if under the limit places stay empty or
    least loads are not met.
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
        duals, bound = plain.duals, plain.bound
    else:
        duals, bound = _certificate(problem, parts, gains, scale, share)
    return Marginals(
        problem=problem,
        limit=share.cap / share.units,
        spread=spread,
        units=share.units,
        parts=parts,
        total=float(problem.scores @ parts) / share.units,
        bound=bound,
        duals=duals,
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
    """The parts of each free pair, by a flow in which a place counts as `units`. Raises `Infeasible`."""
    demand, least, most = (need * share.units for need in residual_needs(problem))
    arcs = Arcs(
        tails=np.tile(problem.rows[free], share.steps).astype(np.int32),
        reviewers=np.tile(problem.indices[free], share.steps).astype(np.int32),
        gains=_values(gains, share),
        capacity=share.cap // share.steps,
    )
    flows, empty = cheapest(problem, by_paper(demand), arcs, least, most)
    parts = flows.reshape(share.steps, -1).sum(axis=0)
    _refuse_empty_places(problem, free, empty, share)
    _refuse_idle_reviewers(problem, free, parts, share)
    return np.asarray(parts, dtype=np.int64)


def _values(gains: Ints, share: _Share) -> Ints:
    """The gain of each part of each pair, all first parts first; a pair has one part without a spread."""
    if not share.spread:
        return gains
    slope = share.spread * (2 * np.arange(share.steps)[:, None] + 1) / share.units
    return np.rint(gains - np.abs(gains) * slope).astype(np.int64).reshape(-1)


def _refuse_empty_places(problem: Problem, free: Ints, empty: Ints, share: _Share) -> None:
    candidates = np.bincount(problem.rows[free], minlength=problem.n_papers)
    infeasibilities = [
        Infeasibility(
            sentence=too_little_chance(
                problem,
                paper,
                candidates=int(candidates[paper]),
                limit=share.cap / share.units,
                empty=float(empty[paper] / share.units),
            ),
            papers=(paper,),
            missing=int(-(-empty[paper] // share.units)),
        )
        for paper in np.flatnonzero(empty).tolist()
    ]
    if infeasibilities:
        raise Infeasible(infeasibilities)


def _refuse_idle_reviewers(problem: Problem, free: Ints, parts: Ints, share: _Share) -> None:
    loads = sums_by(problem.indices[free], parts.astype(np.float64), problem.n_reviewers)
    idle = np.flatnonzero(loads < residual_needs(problem)[1] * share.units).tolist()
    if idle:
        name = problem.reviewer_name(idle[0])
        sentence = f"Under this limit {name} cannot be given their least load: lower it or raise the limit."
        raise Infeasible([Infeasibility(sentence=sentence, reviewers=tuple(idle), missing=1)])


def _certificate(
    problem: Problem, parts: Ints, gains: Ints, scale: float, share: _Share
) -> tuple[Floats, float]:
    """Prices of reviewers' loads, and the bound they prove."""
    free = problem.allowed & ~problem.fixed
    papers, duals = _distances(problem, parts, gains, share)
    worth, dual = papers / scale, duals / scale
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
    """Prices of papers and reviewers x scale: shortest paths in the residual network (Bellman and Ford)."""
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
