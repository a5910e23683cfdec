"""Checks an assignment made under rules on panels, sharing nothing with what made it."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from reviews.matching.panels.rules import GROUP, LIKED, MIN_SUM, RECIPROCAL, SENIOR, TOPIC, PanelRules
from reviews.matching.problem.arrays import Floats
from reviews.matching.problem.problem import Problem
from reviews.matching.problem.solution import DualPrice, Solution
from reviews.matching.verification.reach import excluded_pairs


def panel_faults(problem: Problem, rules: PanelRules, solution: Solution) -> Iterator[str]:
    """The rules that a result breaks; papers that its infeasibilities name may lack what a cover asks for."""
    panels: dict[int, set[int]] = defaultdict(set)
    for paper, reviewer in solution.pairs():
        panels[paper].add(reviewer)
    excused, willing = _excused(solution), _willing(problem, rules)
    for paper in range(problem.n_papers):
        if problem.demand[paper]:
            yield from _cover_faults(rules, paper, panels[paper], excused=paper in excused)
            if willing[paper] and not willing[paper] & panels[paper] and paper not in excused:
                yield f"Paper {paper} has nobody who said yes to it."
            yield from _group_faults(rules, paper, panels[paper])
    wrote = {(int(paper), int(author)) for paper, author in rules.authors}
    for paper, panel in panels.items():
        for reviewer in panel:
            for other, author in wrote:
                if (
                    other != paper
                    and author == reviewer
                    and any((paper, judge) in wrote for judge in panels.get(other, ()))
                ):
                    yield f"Of papers {paper} and {other} each is reviewed by an author of the other."


def _willing(problem: Problem, rules: PanelRules) -> dict[int, set[int]]:
    """For each paper, who said yes to it and may review it."""
    excluded = excluded_pairs(problem)
    found: dict[int, set[int]] = defaultdict(set)
    for paper, reviewer in np.asarray(rules.liked).tolist():
        low, high = problem.indptr[paper : paper + 2]
        if (paper, reviewer) not in excluded and reviewer in problem.indices[low:high]:
            found[paper].add(reviewer)
    return found


def _cover_faults(rules: PanelRules, paper: int, panel: set[int], *, excused: bool) -> Iterator[str]:
    if rules.senior is not None and not any(rules.senior[r] for r in panel) and not excused:
        yield f"Paper {paper} has no senior reviewer."
    if rules.paper_topics is None or rules.reviewer_topics is None or excused:
        return
    wanted = set(np.flatnonzero(rules.paper_topics[paper]).tolist())
    known = {t for r in panel for t in np.flatnonzero(rules.reviewer_topics[r]).tolist()}
    if wanted and not wanted & known:
        yield f"Paper {paper} has nobody who knows one of its topics."


def _group_faults(rules: PanelRules, paper: int, panel: set[int]) -> Iterator[str]:
    for labels in rules.groups:
        groups = [int(labels[r]) for r in panel if labels[r] >= 0]
        if len(groups) > len(set(groups)):
            yield f"Paper {paper} has two reviewers of one group."


def proven_bound(problem: Problem, rules: PanelRules, solution: Solution) -> float:
    """The total that no assignment under the rules exceeds, by weak duality from the prices of the result.

    If max-min was the aim, that no such assignment with as great a smallest sum exceeds. A price that fits no
    rule of the problem counts for nothing.
    """
    min_sum = solution.worst if solution.worst_proof else None
    duals = np.zeros(problem.n_reviewers) if solution.duals is None else solution.duals
    return _bound(problem, rules, _Duals(duals, solution.rule_duals, _excused(solution), min_sum))


def proven_worst(problem: Problem, rules: PanelRules, solution: Solution) -> float | None:
    """A bound on the smallest sum of any assignment under the rules: that on a weighted mean of all sums.

    None if the result has no proof, gives no paper a weight, or has prices that are no numbers.
    """
    proof = solution.worst_proof
    if proof is None or proof.duals.shape != (problem.n_reviewers,):
        return None
    weights = np.zeros(problem.n_papers)
    for kind, key, value in proof.rule_duals:
        if kind == MIN_SUM and 0 <= key[0] < problem.n_papers and problem.demand[key[0]]:
            weights[key[0]] += max(value, 0.0)
    whole = float(weights.sum())
    if not np.isfinite(proof.duals).all() or not 0 < whole < np.inf:
        return None
    lengths = problem.indptr[1:] - problem.indptr[:-1]
    weighted = problem.replaced(scores=problem.scores * np.repeat(weights / whole, lengths))
    duals = tuple(value._replace(value=value.value / whole) for value in proof.rule_duals)
    return _bound(weighted, rules, _Duals(proof.duals / whole, duals, _excused(solution), None))


@dataclass(frozen=True)
class _Duals:
    """The prices of reviewers' loads and of rules, and the smallest sum that is kept, if one is.

    Prices of covers on excused papers count for nothing: these covers were lifted.
    """

    reviewers: Floats
    rules: tuple[DualPrice, ...]
    excused: set[int]
    min_sum: float | None


def _excused(solution: Solution) -> set[int]:
    return {paper for infeasibility in solution.infeasibilities for paper in infeasibility.papers}


def _bound(problem: Problem, rules: PanelRules, certificate: _Duals) -> float:
    reviewers = certificate.reviewers
    bound = float(problem.load_max @ np.maximum(reviewers, 0) - problem.load_min @ np.maximum(-reviewers, 0))
    gains: dict[tuple[int, int], float] = defaultdict(float)
    willing = _willing(problem, rules)
    for kind, key, value in certificate.rules:
        if value <= 0:
            continue
        if kind == MIN_SUM:
            bound -= _min_sum_cost(problem, key[0], value, certificate.min_sum, gains)
            continue
        if kind == LIKED:
            pairs, sign = [(key[0], reviewer) for reviewer in sorted(willing[key[0]])], 1
        else:
            pairs, sign = _concerned(rules, kind, key, problem.n_reviewers)
        if not pairs or (sign > 0 and key[0] in certificate.excused):
            continue
        bound -= sign * value
        for pair in pairs:
            gains[pair] += sign * value
    return bound + sum(_best_panel(problem, paper, reviewers, gains) for paper in range(problem.n_papers))


def _min_sum_cost(
    problem: Problem, paper: int, value: float, min_sum: float | None, gains: dict[tuple[int, int], float]
) -> float:
    """What a price on a paper's smallest sum takes off the bound; it adds to the gains of its pairs."""
    if min_sum is None or not 0 <= paper < problem.n_papers or not problem.demand[paper]:
        return 0.0
    span = slice(int(problem.indptr[paper]), int(problem.indptr[paper + 1]))
    for reviewer, score in zip(problem.indices[span].tolist(), problem.scores[span].tolist(), strict=True):
        gains[paper, reviewer] += value * score
    return value * min_sum


def _concerned(
    rules: PanelRules, kind: str, key: tuple[int, ...], reviewers: int
) -> tuple[list[tuple[int, int]], int]:
    """The pairs a price is about, and 1 if at least one of them is asked for, -1 if at most one may be."""
    everyone = range(reviewers)
    if kind == SENIOR and rules.senior is not None:
        return [(key[0], r) for r in everyone if rules.senior[r]], 1
    if kind == TOPIC and rules.paper_topics is not None and rules.reviewer_topics is not None:
        shared = rules.reviewer_topics & rules.paper_topics[key[0]]
        return [(key[0], r) for r in np.flatnonzero(shared.any(axis=1)).tolist()], 1
    if kind == GROUP:
        return [(key[2], r) for r in everyone if rules.groups[key[0]][r] == key[1]], -1
    if kind == RECIPROCAL:
        paper, reviewer, other, judge = key
        wrote = {(int(p), int(a)) for p, a in rules.authors}
        if (other, reviewer) in wrote and (paper, judge) in wrote:
            return [(paper, reviewer), (other, judge)], -1
    return [], 0


def _best_panel(problem: Problem, paper: int, duals: Floats, gains: dict[tuple[int, int], float]) -> float:
    span = slice(int(problem.indptr[paper]), int(problem.indptr[paper + 1]))
    must, may = [], []
    stored = zip(problem.indices[span].tolist(), problem.scores[span].tolist(), strict=True)
    for at, (reviewer, score) in enumerate(stored, start=span.start):
        worth = score - float(duals[reviewer]) + gains.get((paper, reviewer), 0.0)
        if problem.fixed[at]:
            must.append(worth)
        elif problem.allowed[at]:
            may.append(worth)
    places = max(int(problem.demand[paper]) - len(must), 0)
    return float(sum(must) + sum(sorted(may, reverse=True)[:places]))
