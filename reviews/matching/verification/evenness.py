"""Checks how even a result is and how even one can be, with formulas of its own (docs/assignment.md)."""

from collections.abc import Iterator

import numpy as np

from reviews.matching.problem.arrays import Bools, Floats
from reviews.matching.problem.problem import Problem
from reviews.matching.problem.solution import Evenness
from reviews.matching.verification.bounds import greatest_total
from reviews.matching.verification.reach import close, reach_of


def evenness_faults(problem: Problem, evenness: Evenness | None, chosen: Bools) -> Iterator[str]:
    """What is wrong with the worth that a result claims, and with the bound on it."""
    if evenness is None:
        yield "It claims to be even, but does not say how even."
        return
    if not _is_usable(problem, evenness):
        yield "The slopes or prices that are to prove its evenness are none."
        return
    worth = _worth(problem, evenness.unit, chosen)
    if not close(worth, evenness.worth):
        yield f"All papers' sums are worth {worth:.6f}, not {evenness.worth:.6f} as told."
    bound = _bound(problem, evenness, chosen)
    if evenness.bound < bound and not close(evenness.bound, bound):
        yield f"The bound {evenness.bound:.6f} on the worth is not proven; {bound:.6f} is."


def _is_usable(problem: Problem, evenness: Evenness) -> bool:
    slopes, unit = evenness.slopes, evenness.unit
    if slopes.shape != (problem.n_papers,) or evenness.duals.shape != (problem.n_reviewers,) or not unit > 0:
        return False
    # A slope above 1 / unit would make the formula below wrong for sums that are negative.
    fine = np.isfinite(slopes).all() and (slopes > 0).all() and (slopes * unit <= 1 + 1e-9).all()
    return bool(fine and np.isfinite(evenness.duals).all())


def _worth(problem: Problem, unit: float, chosen: Bools) -> float:
    total = 0.0
    for paper in np.flatnonzero(problem.demand > 0).tolist():
        low, high = problem.indptr[paper : paper + 2]
        own = float(problem.scores[low:high][chosen[low:high]].sum())
        total += float(np.log((unit + own) / unit)) if own > 0 else own / unit
    return total


def _bound(problem: Problem, evenness: Evenness, chosen: Bools) -> float:
    """For any slopes: what sums are worth beyond them, and the greatest total of scores weighted by them."""
    needy, slopes = problem.demand > 0, evenness.slopes
    share: Floats = slopes[needy] * evenness.unit
    beyond = float((share - 1 - np.log(share)).sum())
    lengths = problem.indptr[1:] - problem.indptr[:-1]
    weighted = problem.replaced(scores=problem.scores * np.repeat(slopes, lengths))
    reached = reach_of(weighted, chosen)
    return beyond + greatest_total(reached, evenness.bound - beyond, None, evenness.duals)
