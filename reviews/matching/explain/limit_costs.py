"""What each limit costs: how much the greatest total would gain if it were eased by one.

Dual prices say which limits may matter at all. The problem is solved again without those that matter most, so
the gain is exact, and not the price of an infinitely small step.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from reviews.matching.objectives.solver import solve
from reviews.matching.problem.arrays import Ints
from reviews.matching.problem.problem import Problem
from reviews.matching.problem.solution import Solution

MAX_LIMITS = 8
_NOTHING = 1e-9  # a gain, or a price, that is no more than a rounding error

Kind = Literal["load", "least", "required", "forbidden"]


@dataclass(frozen=True, kw_only=True)
class LimitCost:
    """A limit and what the total gains when it is eased.

    One paper more for a reviewer ("load"), one fewer that they must take ("least"), or a pair that is not
    required, or not forbidden, any more.
    """

    kind: Kind
    reviewer: int
    paper: int | None
    gain: float


def limit_costs(problem: Problem, solution: Solution, *, most: int = MAX_LIMITS) -> tuple[LimitCost, ...]:
    """The limits that cost most, the dearest first; those that cost nothing are left out.

    `solution` must be that of the greatest total. At most `most` limits of each kind are looked at, those of
    the highest dual price first; each takes as long as solving the problem did.
    """
    found = [*_loads(problem, solution, most), *_pairs(problem, solution, most)]
    return tuple(sorted((one for one in found if one.gain > _NOTHING), key=lambda one: -one.gain))


def _loads(problem: Problem, solution: Solution, most: int) -> Iterator[LimitCost]:
    duals = np.zeros(problem.n_reviewers) if solution.duals is None else solution.duals
    for who in _dearest(duals, most):
        more = problem.replaced(load_max=problem.load_max + _one(problem, who))
        yield LimitCost(kind="load", reviewer=who, paper=None, gain=_gain(more, solution))
    for who in _dearest(-duals * (problem.load_min > 0), most):
        fewer = problem.replaced(load_min=problem.load_min - _one(problem, who))
        yield LimitCost(kind="least", reviewer=who, paper=None, gain=_gain(fewer, solution))


def _pairs(problem: Problem, solution: Solution, most: int) -> Iterator[LimitCost]:
    required, forbidden = _listed(problem.required), _listed(problem.forbidden)
    for paper, who in required[:most]:
        freed = problem.replaced(required=_without(required, (paper, who)))
        yield LimitCost(kind="required", reviewer=who, paper=paper, gain=_gain(freed, solution))
    for paper, who in forbidden[:most]:
        freed = problem.replaced(forbidden=_without(forbidden, (paper, who)))
        yield LimitCost(kind="forbidden", reviewer=who, paper=paper, gain=_gain(freed, solution))


def _dearest(duals: Iterable[float], most: int) -> list[int]:
    values = np.asarray(list(duals))
    order = np.argsort(-values, kind="stable")[:most].tolist()
    return [who for who in order if values[who] > _NOTHING]


def _one(problem: Problem, who: int) -> Ints:
    found: Ints = np.zeros(problem.n_reviewers, dtype=np.int64)
    found[who] = 1
    return found


def _gain(eased: Problem, solution: Solution) -> float:
    return solve(eased, allow_shortfall=bool(solution.infeasibilities)).total - solution.total


def _listed(pairs: object) -> list[tuple[int, int]]:
    return [(int(paper), int(who)) for paper, who in np.asarray(pairs, dtype=np.int64).reshape(-1, 2)]


def _without(pairs: list[tuple[int, int]], one: tuple[int, int]) -> Ints:
    left: Ints = np.array([pair for pair in pairs if pair != one], dtype=np.int64)
    return left.reshape(-1, 2)
