"""Checks a result without trusting, or sharing a line of algorithm with, whatever made it.

Constraints are counted anew. That the total is the best is proven by weak duality: any prices give a bound
that no assignment exceeds, so the prices that come with a result need no trust; where none come, a linear
programme (HiGHS) finds some. That empty places cannot be filled is proven by a maximum flow of SciPy.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from reviews.matching.panels.rules import PanelRules
from reviews.matching.problem.arrays import Bools, Floats
from reviews.matching.problem.problem import Problem
from reviews.matching.problem.solution import EVEN, MAX_MIN, TOTAL, Odds, Solution
from reviews.matching.verification.bounds import greatest_min_sum, greatest_total
from reviews.matching.verification.constraints import (
    count_faults,
    figure_faults,
    mask_of,
    pair_faults,
    sums_of,
)
from reviews.matching.verification.evenness import evenness_faults
from reviews.matching.verification.panels import panel_faults, proven_bound, proven_worst
from reviews.matching.verification.probabilities import greatest_expected_total, odds_faults
from reviews.matching.verification.reach import Reach, close, reach_of


@dataclass(frozen=True, kw_only=True)
class Report:
    """What a check found: `faults` as sentences, the total it counted and the bounds it proved itself.

    `worst_bound` is None if max-min was no aim. `optimal` says that nothing better is possible. If the pairs
    have faults, nothing else is checked, and the figures are NaN.
    """

    faults: tuple[str, ...]
    total: float
    bound: float
    worst_bound: float | None
    optimal: bool

    @property
    def ok(self) -> bool:
        """Whether every constraint holds and all that the result claims is so."""
        return not self.faults


def verify(
    problem: Problem,
    solution: Solution,
    rules: PanelRules | None = None,
    *,
    on_progress: Callable[[str], None] | None = None,
) -> Report:
    """Check every constraint, every figure and the bound of a result, and the rules it was made under.

    A result may come from anywhere: nothing that it claims is taken on trust, its prices included. What an
    unfinished result says might still be possible is checked, but no more is proven than it claims.
    `on_progress` is told in words what is being checked. Raises `ProblemError` if the rules do not fit the
    problem.
    """
    tell = on_progress or _silently
    tell("Counting pairs")
    faults = list(pair_faults(problem, solution))
    if faults:
        nan = float("nan")
        return Report(faults=tuple(faults), total=nan, bound=nan, worst_bound=None, optimal=False)
    if solution.duals is not None and not _usable_duals(problem, solution.duals):
        solution = replace(solution, duals=None)
    chosen = mask_of(problem, solution)
    if solution.objective == EVEN:
        return _even_report(problem, solution, chosen)
    if solution.odds:
        return _sampled_report(problem, solution, solution.odds, chosen)
    if rules:
        return _panel_report(problem, solution, rules.checked(problem), chosen)
    return _flow_report(problem, solution, chosen, tell)


def _usable_duals(problem: Problem, duals: Floats) -> bool:
    return duals.shape == (problem.n_reviewers,) and bool(np.isfinite(duals).all())


def _plain_faults(problem: Problem, solution: Solution, chosen: Bools) -> list[str]:
    return [*count_faults(problem, solution, chosen), *figure_faults(problem, solution, chosen)]


def _silently(_: str) -> None:
    """Nobody wants to know."""


def _flow_report(problem: Problem, solution: Solution, chosen: Bools, tell: Callable[[str], None]) -> Report:
    """Of a result of greatest total, of max-min, or after changes."""
    faults = _plain_faults(problem, solution, chosen)
    total = float(problem.scores[chosen].sum())
    reach = reach_of(problem, chosen)
    worst = _worst_sum(reach, chosen) if solution.objective == MAX_MIN else None
    least = worst if solution.target is None else solution.target
    enough = None if solution.finished else solution.bound
    bound = greatest_total(reach, total, least, solution.duals, enough=enough, on_progress=tell)
    faults += _bound_faults(solution, total, bound)
    if worst is None or solution.target is not None:
        highest, best = None, True
        if worst is not None and least is not None and worst < least and not close(worst, least):
            faults.append(f"The worst paper has {worst:.6f}, less than the target {least:.6f}.")
    else:
        enough = None if solution.finished else solution.worst_bound
        highest = greatest_min_sum(reach, worst, enough=enough, on_progress=tell)
        best = close(worst, highest)
        faults += _worst_faults(solution, worst, highest)
    optimal = close(total, bound) and best
    return Report(faults=tuple(faults), total=total, bound=bound, worst_bound=highest, optimal=optimal)


def _worst_faults(solution: Solution, worst: float, highest: float) -> Iterator[str]:
    claimed = solution.worst_bound
    if not _admitted(solution, claimed, worst, highest):
        yield f"The floor {worst:.6f} is not shown to be the best: {highest:.6f} is not ruled out."
    elif claimed is not None and solution.finished and not close(claimed, highest):
        yield f"No floor above {claimed:.6f} is said to be possible, but {highest:.6f} is proven."


def _sampled_report(problem: Problem, solution: Solution, odds: Odds, chosen: Bools) -> Report:
    faults = _plain_faults(problem, solution, chosen)
    faults += odds_faults(problem, odds, solution.pairs())
    bound = greatest_expected_total(problem, odds.limit, solution.duals)
    if not close(odds.expected_total, bound) and (not odds.spread or odds.expected_total > bound):
        faults.append(f"The expected total {odds.expected_total:.6f} is not the best: {bound:.6f} is proven.")
    if not close(solution.bound, bound):
        faults.append(_unproven(solution, bound))
    total = float(problem.scores[chosen].sum())
    optimal = close(odds.expected_total, bound)
    return Report(faults=tuple(faults), total=total, bound=bound, worst_bound=None, optimal=optimal)


def _even_report(problem: Problem, solution: Solution, chosen: Bools) -> Report:
    faults = _plain_faults(problem, solution, chosen)
    reach = reach_of(problem, chosen)
    faults += evenness_faults(problem.replaced(demand=reach.filled), solution.evenness, chosen)
    bound = greatest_total(reach, solution.bound, None, solution.duals)
    if solution.bound < bound and not close(solution.bound, bound):
        faults.append(_unproven(solution, bound))
    even = solution.evenness
    optimal = not faults and even is not None and close(even.worth, even.bound)
    total = float(problem.scores[chosen].sum())
    return Report(faults=tuple(faults), total=total, bound=bound, worst_bound=None, optimal=optimal)


def _panel_report(problem: Problem, solution: Solution, rules: PanelRules, chosen: Bools) -> Report:
    complete = replace(solution, infeasibilities=())  # lifted rules leave no place empty
    faults = _plain_faults(problem, complete, chosen)
    faults += panel_faults(problem, rules, solution)
    bound = proven_bound(problem, rules, solution)
    if solution.bound < bound and not close(solution.bound, bound):
        faults.append(_unproven(solution, bound))
    highest = proven_worst(problem, rules, solution)
    claimed = solution.worst_bound
    if claimed is not None and (highest is None or (claimed < highest and not close(claimed, highest))):
        faults.append(f"That no worst paper could have more than {claimed:.6f} is not proven.")
    total = float(problem.scores[chosen].sum())
    optimal = close(total, bound) and (highest is None or close(solution.worst, highest))
    return Report(faults=tuple(faults), total=total, bound=bound, worst_bound=highest, optimal=optimal)


def _worst_sum(reach: Reach, chosen: Bools) -> float | None:
    needy = reach.filled > 0
    return float(sums_of(reach.problem, chosen)[needy].min()) if np.any(needy) else None


def _unproven(solution: Solution, bound: float) -> str:
    return f"The bound {solution.bound:.6f} is not proven; {bound:.6f} is."


def _bound_faults(solution: Solution, total: float, bound: float) -> Iterator[str]:
    best = solution.objective in {TOTAL, MAX_MIN}
    wider = solution.bound > bound and not (best and solution.finished)
    if not wider and not close(solution.bound, bound):
        yield _unproven(solution, bound)
    admitted = solution.objective == MAX_MIN and _admitted(solution, solution.bound, total, bound)
    if best and not close(total, bound) and not admitted:
        yield f"The total {total:.6f} is not shown to be the best: the proven bound is {bound:.6f}."


def _admitted(solution: Solution, claimed: float | None, reached: float, proven: float) -> bool:
    """Whether nothing better than `reached` is possible, or an unfinished result says how much might be."""
    if close(reached, proven):
        return True
    return not solution.finished and claimed is not None and (claimed >= proven or close(claimed, proven))
