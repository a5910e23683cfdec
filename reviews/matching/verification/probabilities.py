"""Checks the probabilities an assignment was drawn from, sharing nothing with what made them."""

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from reviews.matching.problem.arrays import Floats
from reviews.matching.problem.problem import Problem
from reviews.matching.problem.solution import Odds
from reviews.matching.verification.bounds import close


def odds_faults(problem: Problem, odds: Odds, pairs: list[tuple[int, int]]) -> Iterator[str]:
    """What is wrong with these probabilities, and with a draw from them."""
    scores = {
        (row, int(column)): float(score)
        for row in range(problem.n_papers)
        for column, score in _row(problem, row)
    }
    required = {(int(p), int(r)) for p, r in problem.required}
    excluded = {(int(p), int(r)) for listed in (problem.conflicts, problem.forbidden) for p, r in listed}
    share = {(int(p), int(r)): parts / odds.units for p, r, parts in odds.parts.tolist()}
    papers: dict[int, float] = defaultdict(float)
    loads: dict[int, float] = defaultdict(float)
    expected = 0.0
    for (paper, reviewer), likely in share.items():
        if (paper, reviewer) not in scores or (paper, reviewer) in excluded:
            yield f"Paper {paper} and reviewer {reviewer} may not meet, but could have."
            continue
        if likely > odds.limit + 1e-9 and (paper, reviewer) not in required:
            yield f"Paper {paper} and reviewer {reviewer} meet with {likely:.4f}, above the limit."
        papers[paper] += likely
        loads[reviewer] += likely
        expected += likely * scores[paper, reviewer]
    for paper, demand in enumerate(problem.demand.tolist()):
        if abs(papers[paper] - demand) > 1e-6:
            yield f"Paper {paper} expects {papers[paper]:.4f} reviewers but needs {demand}."
    bounds = zip(problem.load_min.tolist(), problem.load_max.tolist(), strict=True)
    for reviewer, (least, most) in enumerate(bounds):
        if not least - 1e-6 <= loads[reviewer] <= most + 1e-6:
            yield f"Reviewer {reviewer} expects {loads[reviewer]:.4f} papers, outside {least} to {most}."
    if not close(expected, odds.expected_total):
        yield f"The expected total is {expected:.6f}, not {odds.expected_total:.6f} as told."
    sample = set(pairs)
    yield from (f"Paper {p} and reviewer {r} could not be drawn." for p, r in sorted(sample - share.keys()))
    certain = {pair for pair, likely in share.items() if likely >= 1}
    yield from (
        f"Paper {p} and reviewer {r} were certain, but are missing." for p, r in sorted(certain - sample)
    )


def _row(problem: Problem, row: int) -> Iterator[tuple[int, float]]:
    span = slice(problem.indptr[row], problem.indptr[row + 1])
    yield from zip(problem.indices[span].tolist(), problem.scores[span].tolist(), strict=True)


def greatest_expected_total(problem: Problem, limit: float, prices: Floats | None) -> float:
    """What no probabilities under the limit exceed, by weak duality: valid whatever the prices are.

    With a price on each reviewer's load every paper is a problem of its own: fill its places with the best
    pairs after their price, each up to the limit.
    """
    duals = np.zeros(problem.n_reviewers) if prices is None else np.asarray(prices, dtype=np.float64)
    bound = float(problem.load_max @ np.maximum(duals, 0) - problem.load_min @ np.maximum(-duals, 0))
    required = {(int(p), int(r)) for p, r in problem.required}
    excluded = {(int(p), int(r)) for listed in (problem.conflicts, problem.forbidden) for p, r in listed}
    for row, demand in enumerate(problem.demand.tolist()):
        worth = {c: s - duals[c] for c, s in _row(problem, row) if (row, c) not in excluded}
        certain = [c for c in worth if (row, c) in required]
        bound += sum(worth.pop(c) for c in certain)
        places = float(demand - len(certain))
        for value in sorted(worth.values(), reverse=True):
            taken = min(limit, places)
            bound += taken * value
            places -= taken
    return bound
