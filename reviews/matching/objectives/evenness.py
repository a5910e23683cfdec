"""Scores spread evenly: what one more is worth to a paper falls with what the paper has already.

The worth of a sum S is log(1 + S / u), with the unit u the mean sum of the assignment of greatest total;
below 0 it goes on as the straight line S / u, so that it is concave throughout (proportional fairness: Kelly,
"Charging and rate control for elastic traffic", 1997). A second expert on a paper therefore counts less than
the first one on another. The greatest worth of all papers together is approached from both sides: with slopes
y taken at some sums, no assignment is worth more than

    sum over papers of max over S of (worth(S) - y S)  +  max over assignments of sum over papers of y S,

and the second maximum is a flow with scores weighted by y. Each flow gives an assignment and a bound, and the
next slopes are taken between the sums so far and those of the flow (Frank and Wolfe, "An algorithm for
quadratic programming", 1956).
"""

from dataclasses import dataclass

import numpy as np

from reviews.matching.flow.dual_prices import dual_of
from reviews.matching.flow.network import best_flow, whole_gains
from reviews.matching.problem.arrays import Bools, Floats
from reviews.matching.problem.effort import Effort
from reviews.matching.problem.problem import Problem
from reviews.matching.problem.solution import Evenness, paper_sums

_MAX_ROUNDS = 16
_NEAR = 1e-5  # the search ends where worth and bound differ by this share
_STEPS = np.linspace(0, 1, 201)  # shares of the way that are tried


@dataclass(frozen=True, eq=False)
class Evened:
    """Which stored pairs the most even assignment found has, and what is proven about it."""

    chosen: Bools
    evenness: Evenness


def worth_of(sums: Floats, unit: float) -> Floats:
    """The worth of each sum, in units of `unit`."""
    risen = np.log1p(np.maximum(sums, 0) / unit)
    return np.asarray(np.where(sums >= 0, risen, sums / unit), dtype=np.float64)


def most_even(problem: Problem, chosen: Bools, effort: Effort) -> Evened:
    """The assignment of greatest worth that was found, from `chosen` on, which must fill every place."""
    needy = problem.demand > 0
    middle = paper_sums(problem, chosen)
    unit = _unit(middle[needy])
    best, worth = chosen, float(worth_of(middle[needy], unit).sum())
    certificate = None
    for _ in range(_MAX_ROUNDS):
        slopes = 1 / (unit + np.maximum(middle, 0))
        found, sums, bound, duals = _flow_for(problem, slopes, unit)
        reached = float(worth_of(sums[needy], unit).sum())
        best, worth = (found, reached) if reached > worth else (best, worth)
        if certificate is None or bound < certificate[0]:
            certificate = (bound, slopes, duals)
        if certificate[0] - worth <= _NEAR * max(1.0, abs(certificate[0])) or effort.is_over:
            break
        middle = _between(middle, sums, needy, unit)
    bound, slopes, duals = certificate or (worth, np.full(len(middle), 1 / unit), np.zeros(0))
    return Evened(best, Evenness(unit=unit, worth=worth, bound=bound, slopes=slopes, duals=duals))


def _unit(sums: Floats) -> float:
    mean = float(sums.mean()) if len(sums) else 0.0
    return mean if mean > 0 else 1.0


def _flow_for(problem: Problem, slopes: Floats, unit: float) -> tuple[Bools, Floats, float, Floats]:
    """The best assignment at these slopes, its sums, the bound on all worth, and the prices that prove it."""
    weighted = problem.replaced(scores=problem.scores * slopes[problem.rows])
    gains, scale = whole_gains(weighted)
    flow = best_flow(weighted, gains)
    dual = dual_of(weighted, flow.chosen, gains, scale)
    beyond = -np.log(slopes * unit) - 1 + slopes * unit  # max over S of (worth(S) - slope S)
    bound = float(beyond[problem.demand > 0].sum() + dual.bound)
    return flow.chosen, paper_sums(problem, flow.chosen), bound, dual.reviewers


def _between(middle: Floats, sums: Floats, needy: Bools, unit: float) -> Floats:
    """The mixture of both vectors of sums that is worth most."""
    worths = [worth_of((middle + step * (sums - middle))[needy], unit).sum() for step in _STEPS]
    return np.asarray(middle + _STEPS[int(np.argmax(worths))] * (sums - middle))
