"""Checks the probabilities an assignment was drawn from, sharing nothing with what made them."""

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from reviews.matching.problem.arrays import Floats
from reviews.matching.problem.problem import Problem
from reviews.matching.problem.solution import Odds
from reviews.matching.verification.reach import TOLERANCE, close, excluded_pairs

_ROUNDING = 1e-9  # of a probability
Probabilities = dict[tuple[int, int], float]


def odds_faults(problem: Problem, odds: Odds, pairs: list[tuple[int, int]]) -> Iterator[str]:
    """What is wrong with these probabilities, and with `pairs` as a sample of them."""
    share = {(int(p), int(r)): parts / odds.units for p, r, parts in odds.parts.tolist()}
    scores = _scores(problem)
    possible = {pair: likely for pair, likely in share.items() if pair in scores}
    for paper, reviewer in sorted(share.keys() - possible.keys()):
        yield f"Paper {paper} and reviewer {reviewer} may not meet, but could have."
    yield from _limit_faults(problem, odds, possible)
    yield from _mean_faults(problem, possible)
    expected = sum(likely * scores[pair] for pair, likely in possible.items())
    if not close(expected, odds.expected_total):
        yield f"The expected total is {expected:.6f}, not {odds.expected_total:.6f} as told."
    yield from _sample_faults(share, set(pairs))


def _scores(problem: Problem) -> Probabilities:
    """The score of each pair that may be assigned."""
    excluded = excluded_pairs(problem)
    return {
        (row, column): score
        for row in range(problem.n_papers)
        for column, score in _row(problem, row)
        if (row, column) not in excluded
    }


def _limit_faults(problem: Problem, odds: Odds, share: Probabilities) -> Iterator[str]:
    required = {(int(p), int(r)) for p, r in problem.required}
    for (paper, reviewer), likely in share.items():
        if likely > odds.limit + _ROUNDING and (paper, reviewer) not in required:
            yield f"Paper {paper} and reviewer {reviewer} meet with {likely:.4f}, above the limit."


def _mean_faults(problem: Problem, share: Probabilities) -> Iterator[str]:
    """Demands and loads that the mean of all samples does not meet."""
    papers: dict[int, float] = defaultdict(float)
    loads: dict[int, float] = defaultdict(float)
    for (paper, reviewer), likely in share.items():
        papers[paper] += likely
        loads[reviewer] += likely
    for paper, demand in enumerate(problem.demand.tolist()):
        if abs(papers[paper] - demand) > TOLERANCE:
            yield f"Paper {paper} expects {papers[paper]:.4f} reviewers but needs {demand}."
    bounds = zip(problem.load_min.tolist(), problem.load_max.tolist(), strict=True)
    for reviewer, (least, most) in enumerate(bounds):
        if not least - TOLERANCE <= loads[reviewer] <= most + TOLERANCE:
            yield f"Reviewer {reviewer} expects {loads[reviewer]:.4f} papers, outside {least} to {most}."


def _sample_faults(share: Probabilities, pairs: set[tuple[int, int]]) -> Iterator[str]:
    for paper, reviewer in sorted(pairs - share.keys()):
        yield f"Paper {paper} and reviewer {reviewer} could not be drawn."
    certain = {pair for pair, likely in share.items() if likely >= 1}
    for paper, reviewer in sorted(certain - pairs):
        yield f"Paper {paper} and reviewer {reviewer} were certain, but are missing."


def _row(problem: Problem, row: int) -> Iterator[tuple[int, float]]:
    span = slice(problem.indptr[row], problem.indptr[row + 1])
    yield from zip(problem.indices[span].tolist(), problem.scores[span].tolist(), strict=True)


def greatest_expected_total(problem: Problem, limit: float, duals: Floats | None) -> float:
    """What no probabilities under the limit exceed, by weak duality: valid whatever the prices are.

    With a price on each reviewer's load every paper is a problem of its own: fill its places with the best
    pairs after their price, each up to the limit.
    """
    duals = np.zeros(problem.n_reviewers) if duals is None else np.asarray(duals, dtype=np.float64)
    bound = float(problem.load_max @ np.maximum(duals, 0) - problem.load_min @ np.maximum(-duals, 0))
    required = {(int(p), int(r)) for p, r in problem.required}
    excluded = excluded_pairs(problem)
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
