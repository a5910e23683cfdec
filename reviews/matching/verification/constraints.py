"""What a result claims about pairs, counts and figures, counted anew."""

from collections import Counter
from collections.abc import Iterator

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import maximum_flow

from reviews.matching.problem.arrays import Bools, Floats, Ints
from reviews.matching.problem.problem import Problem
from reviews.matching.problem.solution import Solution
from reviews.matching.verification.reach import close, excluded_pairs, rows_of, usable_and_required


def pair_faults(problem: Problem, solution: Solution) -> Iterator[str]:
    """Pairs that occur twice, are not allowed, or are excluded."""
    if len(solution.papers) != len(solution.reviewers):
        yield "The lists of papers and of reviewers differ in length."
        return
    named = np.array(solution.pairs(), dtype=np.int64).reshape(-1, 2)
    inside = (named[:, 1] >= 0) & (named[:, 1] < problem.n_reviewers)
    known = inside & np.isin(named @ [problem.n_reviewers, 1], _stored_keys(problem))
    scored = set(map(tuple, named[known].tolist()))
    excluded = excluded_pairs(problem)
    for pair, times in Counter(solution.pairs()).items():
        if times > 1:
            yield f"Paper {pair[0]} has reviewer {pair[1]} {times} times."
        if pair not in scored:
            yield f"Paper {pair[0]} and reviewer {pair[1]} are not an allowed pair."
        if pair in excluded:
            yield f"Paper {pair[0]} and reviewer {pair[1]} are in conflict or forbidden."


def _stored_keys(problem: Problem) -> Ints:
    return rows_of(problem) * problem.n_reviewers + problem.indices


def mask_of(problem: Problem, solution: Solution) -> Bools:
    """Which stored pairs a result assigns."""
    wanted = solution.papers.astype(np.int64) * problem.n_reviewers + solution.reviewers
    return np.isin(_stored_keys(problem), wanted)


def count_faults(problem: Problem, solution: Solution, chosen: Bools) -> Iterator[str]:
    """Demands, loads and required pairs that are not met, and places that are empty without need."""
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
    elif filled.sum() < (most := _most_places(problem)):
        yield f"{filled.sum()} places are filled, but {most} can be."


def sums_of(problem: Problem, chosen: Bools) -> Floats:
    """The sum of scores of each paper."""
    return np.bincount(rows_of(problem), problem.scores * chosen, problem.n_papers).astype(np.float64)


def figure_faults(problem: Problem, solution: Solution, chosen: Bools) -> Iterator[str]:
    """Figures that a result states wrongly: its total, its smallest sum, and whose that is."""
    total = float(problem.scores[chosen].sum())
    if not close(total, solution.total):
        yield f"The total is {total:.6f}, not {solution.total:.6f} as told."
    needy = problem.demand > 0
    sums = sums_of(problem, chosen)
    worst = float(np.min(sums[needy])) if np.any(needy) else 0.0
    if not close(worst, solution.worst):
        yield f"The worst paper has {worst:.6f}, not {solution.worst:.6f} as told."
    named = solution.worst_paper
    if named is not None and not (
        0 <= named < problem.n_papers and needy[named] and close(sums[named], worst)
    ):
        yield f"Paper {named} is not the worst, as told."


def _most_places(problem: Problem) -> int:
    """How many places can be filled at all with the required pairs: a maximum flow of SciPy."""
    usable, required = usable_and_required(problem)
    rows, columns = rows_of(problem), problem.indices
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


def _filled(problem: Problem, chosen: Bools) -> Ints:
    running: Ints = np.concatenate([[0], np.cumsum(chosen)])
    return running[problem.indptr[1:]] - running[problem.indptr[:-1]]


def _loads(problem: Problem, chosen: Bools) -> Ints:
    return np.bincount(problem.indices[chosen], minlength=problem.n_reviewers)
