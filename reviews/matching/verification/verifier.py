"""Checks a result without trusting, or sharing a line with, whatever made it.

Constraints are counted anew. That the total is the best is proven by weak duality: any prices give a bound
that no assignment exceeds, so the prices that come with a result need no trust; where none come, a linear
programme (HiGHS) finds some. That empty places cannot be filled is proven by a maximum flow of SciPy.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import maximum_flow

from reviews.matching.panels.rules import PanelRules
from reviews.matching.problem.arrays import Bools, Floats, Ints
from reviews.matching.problem.problem import Problem
from reviews.matching.problem.solution import EVEN, MAX_MIN, TOTAL, Odds, Solution
from reviews.matching.verification.bounds import Reach, close, greatest_total, max_min_bound, reach_of
from reviews.matching.verification.evenness import evenness_faults
from reviews.matching.verification.panels import panel_faults, proven_bound, proven_worst
from reviews.matching.verification.probabilities import greatest_expected_total, odds_faults


@dataclass(frozen=True, kw_only=True)
class Report:
    """What a check found: `faults` as sentences (empty: all is well), and the bound it proved itself."""

    faults: tuple[str, ...]
    total: float
    bound: float
    worst_bound: float | None
    optimal: bool

    @property
    def ok(self) -> bool:
        """True if every constraint holds and what the result says of itself is so."""
        return not self.faults


def verify(problem: Problem, solution: Solution, rules: PanelRules | None = None) -> Report:
    """Check every constraint, every figure and the bound of a result, and the rules it was made under."""
    faults = list(_pair_faults(problem, solution))
    if faults:
        nan = float("nan")
        return Report(faults=tuple(faults), total=nan, bound=nan, worst_bound=None, optimal=False)
    if solution.prices is not None and not _usable_prices(problem, solution.prices):
        solution = replace(solution, prices=None)
    chosen = _mask(problem, solution)
    if solution.objective == EVEN:
        return _even_report(problem, solution, chosen)
    if solution.odds:
        return _drawn_report(problem, solution, solution.odds, chosen)
    if rules:
        return _panel_report(problem, solution, rules.checked(problem), chosen)
    faults += _count_faults(problem, solution, chosen)
    faults += _figure_faults(problem, solution, chosen)
    total = float(problem.scores[chosen].sum())
    reached = reach_of(problem, chosen)
    min_sum = _worst_sum(reached, chosen) if solution.objective == MAX_MIN else None
    bound = greatest_total(reached, total, min_sum, solution.prices)
    highest = None if min_sum is None else max_min_bound(reached, min_sum)
    faults += _bound_faults(solution, total, bound)
    told = solution.worst_bound
    if min_sum is not None and highest is not None and not _admitted(solution, told, min_sum, highest):
        faults.append(f"The floor {min_sum:.6f} is not shown to be the best: {highest:.6f} is not ruled out.")
    elif highest is not None and told is not None and solution.finished and not close(told, highest):
        faults.append(f"No floor above {told:.6f} is said to be possible, but {highest:.6f} is proven.")
    optimal = close(total, bound) and (min_sum is None or highest is None or close(min_sum, highest))
    return Report(faults=tuple(faults), total=total, bound=bound, worst_bound=highest, optimal=optimal)


def _usable_prices(problem: Problem, prices: Floats) -> bool:
    return prices.shape == (problem.n_reviewers,) and bool(np.isfinite(prices).all())


def _drawn_report(problem: Problem, solution: Solution, odds: Odds, chosen: Bools) -> Report:
    faults = [*_count_faults(problem, solution, chosen), *_figure_faults(problem, solution, chosen)]
    faults += odds_faults(problem, odds, solution.pairs())
    bound = greatest_expected_total(problem, odds.limit, solution.prices)
    if not close(odds.expected_total, bound) and (not odds.spread or odds.expected_total > bound):
        faults.append(f"The expected total {odds.expected_total:.6f} is not the best: {bound:.6f} is proven.")
    if not close(solution.bound, bound):
        faults.append(f"The bound {solution.bound:.6f} is not proven; {bound:.6f} is.")
    total = float(problem.scores[chosen].sum())
    optimal = close(odds.expected_total, bound)
    return Report(faults=tuple(faults), total=total, bound=bound, worst_bound=None, optimal=optimal)


def _even_report(problem: Problem, solution: Solution, chosen: Bools) -> Report:
    faults = [*_count_faults(problem, solution, chosen), *_figure_faults(problem, solution, chosen)]
    reached = reach_of(problem, chosen)
    faults += evenness_faults(problem.replaced(demand=reached.filled), solution.evenness, chosen)
    bound = greatest_total(reached, solution.bound, None, solution.prices)
    if solution.bound < bound and not close(solution.bound, bound):
        faults.append(f"The bound {solution.bound:.6f} is not proven; {bound:.6f} is.")
    even = solution.evenness
    optimal = not faults and even is not None and close(even.worth, even.bound)
    total = float(problem.scores[chosen].sum())
    return Report(faults=tuple(faults), total=total, bound=bound, worst_bound=None, optimal=optimal)


def _panel_report(problem: Problem, solution: Solution, rules: PanelRules, chosen: Bools) -> Report:
    whole = replace(solution, infeasibilities=())  # lifted rules leave no place empty
    faults = [*_count_faults(problem, whole, chosen), *_figure_faults(problem, whole, chosen)]
    faults += panel_faults(problem, rules, solution)
    bound = proven_bound(problem, rules, solution)
    if solution.bound < bound and not close(solution.bound, bound):
        faults.append(f"The bound {solution.bound:.6f} is not proven; {bound:.6f} is.")
    highest = proven_worst(problem, rules, solution)
    told = solution.worst_bound
    if told is not None and (highest is None or (told < highest and not close(told, highest))):
        faults.append(f"That no worst paper could have more than {told:.6f} is not proven.")
    total = float(problem.scores[chosen].sum())
    optimal = close(total, bound) and (highest is None or close(solution.worst, highest))
    return Report(faults=tuple(faults), total=total, bound=bound, worst_bound=highest, optimal=optimal)


def _worst_sum(reached: Reach, chosen: Bools) -> float | None:
    sums = np.bincount(reached.rows, reached.problem.scores * chosen, reached.problem.n_papers)
    needy = reached.filled > 0
    return float(sums[needy].min()) if np.any(needy) else None


def _pair_faults(problem: Problem, solution: Solution) -> Iterator[str]:
    if len(solution.papers) != len(solution.reviewers):
        yield "The lists of papers and of reviewers differ in length."
        return
    named = np.array(solution.pairs(), dtype=np.int64).reshape(-1, 2)
    inside = (named[:, 1] >= 0) & (named[:, 1] < problem.n_reviewers)
    known = inside & np.isin(named @ [problem.n_reviewers, 1], _stored_keys(problem))
    scored = set(map(tuple, named[known].tolist()))
    excluded = {(int(p), int(r)) for pairs in (problem.conflicts, problem.forbidden) for p, r in pairs}
    for pair, times in Counter(solution.pairs()).items():
        if times > 1:
            yield f"Paper {pair[0]} has reviewer {pair[1]} {times} times."
        if pair not in scored:
            yield f"Paper {pair[0]} and reviewer {pair[1]} are not an allowed pair."
        if pair in excluded:
            yield f"Paper {pair[0]} and reviewer {pair[1]} are in conflict or forbidden."


def _stored_keys(problem: Problem) -> Ints:
    lengths = problem.indptr[1:] - problem.indptr[:-1]
    return np.repeat(np.arange(problem.n_papers), lengths) * problem.n_reviewers + problem.indices


def _mask(problem: Problem, solution: Solution) -> Bools:
    wanted = solution.papers.astype(np.int64) * problem.n_reviewers + solution.reviewers
    return np.isin(_stored_keys(problem), wanted)


def _count_faults(problem: Problem, solution: Solution, chosen: Bools) -> Iterator[str]:
    filled, loads = _filled(problem, chosen), _loads(problem, chosen)
    for p in np.flatnonzero(filled > problem.demand):
        yield f"Paper {p} has {filled[p]} reviewers but needs {problem.demand[p]}."
    for r in np.flatnonzero(loads > problem.load_max):
        yield f"Reviewer {r} has {loads[r]} papers but may have {problem.load_max[r]}."
    have = set(solution.pairs())
    for pair in np.asarray(problem.required).tolist():
        if tuple(pair) not in have:
            yield f"Paper {pair[0]} and reviewer {pair[1]} are required but missing."
    if not solution.infeasibilities:
        for p in np.flatnonzero(filled < problem.demand):
            yield f"Paper {p} has {filled[p]} reviewers but needs {problem.demand[p]}."
        for r in np.flatnonzero(loads < problem.load_min):
            yield f"Reviewer {r} has {loads[r]} papers but is to have {problem.load_min[r]}."
    elif filled.sum() < _most_places(problem):
        yield f"{filled.sum()} places are filled, but {_most_places(problem)} can be."


def _figure_faults(problem: Problem, solution: Solution, chosen: Bools) -> Iterator[str]:
    total = float(problem.scores[chosen].sum())
    if not close(total, solution.total):
        yield f"The total is {total:.6f}, not {solution.total:.6f} as told."
    needy = problem.demand > 0
    sums = np.bincount(
        _stored_keys(problem) // max(problem.n_reviewers, 1), problem.scores * chosen, problem.n_papers
    )
    worst = float(np.min(sums[needy])) if np.any(needy) else 0.0
    if not close(worst, solution.worst):
        yield f"The worst paper has {worst:.6f}, not {solution.worst:.6f} as told."
    named = solution.worst_paper
    if named is not None and not (
        0 <= named < problem.n_papers and needy[named] and close(sums[named], worst)
    ):
        yield f"Paper {named} is not the worst, as told."


def _bound_faults(solution: Solution, total: float, bound: float) -> Iterator[str]:
    best = solution.objective in {TOTAL, MAX_MIN}
    wider = solution.bound > bound and not (best and solution.finished)
    if not wider and not close(solution.bound, bound):
        yield f"The bound {solution.bound:.6f} is not proven; {bound:.6f} is."
    admitted = solution.objective == MAX_MIN and _admitted(solution, solution.bound, total, bound)
    if best and not close(total, bound) and not admitted:
        yield f"The total {total:.6f} is not shown to be the best: the proven bound is {bound:.6f}."


def _admitted(solution: Solution, told: float | None, reached: float, proven: float) -> bool:
    """True if nothing better than reached is possible, or an unfinished result says how much might be."""
    if close(reached, proven):
        return True
    return not solution.finished and told is not None and (told >= proven or close(told, proven))


def _most_places(problem: Problem) -> int:
    """How many places can be filled at all, with the required pairs in force."""
    usable, required = _usable(problem)
    keys = _stored_keys(problem)
    rows, columns = keys // max(problem.n_reviewers, 1), problem.indices
    free = usable & ~required
    demand = problem.demand - np.bincount(rows[required], minlength=problem.n_papers)
    most = problem.load_max - np.bincount(columns[required], minlength=problem.n_reviewers)
    source, sink = problem.n_papers + problem.n_reviewers, problem.n_papers + problem.n_reviewers + 1
    papers, reviewers = np.arange(problem.n_papers), np.arange(problem.n_reviewers) + problem.n_papers
    tails = np.concatenate([np.full(len(papers), source), rows[free], reviewers])
    heads = np.concatenate([papers, columns[free] + problem.n_papers, np.full(len(reviewers), sink)])
    capacity = np.concatenate([demand, np.ones(int(free.sum()), dtype=np.int64), most]).astype(np.int32)
    graph = coo_array((capacity, (tails, heads)), (sink + 1, sink + 1)).tocsr()
    return int(maximum_flow(graph, source, sink).flow_value + required.sum())


def _usable(problem: Problem) -> tuple[Bools, Bools]:
    """Which stored pairs may, and which must, be assigned."""
    keys, step = _stored_keys(problem), [problem.n_reviewers, 1]
    excluded = np.concatenate([np.asarray(problem.conflicts) @ step, np.asarray(problem.forbidden) @ step])
    return ~np.isin(keys, excluded), np.isin(keys, np.asarray(problem.required) @ step)


def _filled(problem: Problem, chosen: Bools) -> Ints:
    running: Ints = np.concatenate([[0], np.cumsum(chosen)])
    return running[problem.indptr[1:]] - running[problem.indptr[:-1]]


def _loads(problem: Problem, chosen: Bools) -> Ints:
    return np.bincount(problem.indices[chosen], minlength=problem.n_reviewers)
