"""Why places stay empty: a small set of papers and reviewers whose constraints clash, as a sentence.

From a paper that lacks a reviewer, follow what could change: it could take a reviewer, who would have to
give up another paper, which could take another reviewer, and so on. Where no way leads to a free reviewer,
the papers and reviewers met violate Hall's condition; papers are then dropped while they still do.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from ortools.graph.python import max_flow

from reviews.matching.flow import sentences
from reviews.matching.flow.network import Flow, residual_needs
from reviews.matching.problem.arrays import Ints
from reviews.matching.problem.errors import Infeasibility, Infeasible
from reviews.matching.problem.problem import Problem

_MAX_THINNED = 40  # papers; each asks for a flow of its own


def check_required(problem: Problem) -> None:
    """Raises `Infeasible` if the required pairs alone exceed a demand or a greatest load."""
    demand, _, most = residual_needs(problem)
    wanted = (problem.demand - demand).tolist()
    loads = (problem.load_max - most).tolist()
    found = [
        Infeasibility(
            sentence=sentences.too_many_required_for_paper(problem, paper, wanted[paper]), papers=(paper,)
        )
        for paper in np.flatnonzero(demand < 0).tolist()
    ] + [
        Infeasibility(
            sentence=sentences.too_many_required_of_reviewer(problem, who, loads[who]), reviewers=(who,)
        )
        for who in np.flatnonzero(most < 0).tolist()
    ]
    if found:
        raise Infeasible(found)


def explain(problem: Problem, flow: Flow) -> tuple[Infeasibility, ...]:
    """One infeasibility for each separate clash behind empty places and unmet least loads."""
    return (*_empty_places(problem, flow), *_idle_reviewers(problem, flow))


@dataclass(frozen=True, eq=False)
class _Residual:
    """The pairs that could be assigned or given up, listed from both sides.

    By paper: reviewers it could take (`open_to_paper`) and has (`held_by_paper`). By reviewer: papers they
    have (`held_by_reviewer`) and could take (`open_to_reviewer`).
    """

    open_to_paper: list[Ints]
    held_by_paper: list[Ints]
    held_by_reviewer: list[Ints]
    open_to_reviewer: list[Ints]

    @classmethod
    def of(cls, problem: Problem, flow: Flow) -> "_Residual":
        free = problem.allowed & ~problem.fixed
        new, old = np.flatnonzero(free & ~flow.chosen), np.flatnonzero(free & flow.chosen)
        rows, columns = problem.rows, problem.indices
        return cls(
            _grouped(rows[new], columns[new], problem.n_papers),
            _grouped(rows[old], columns[old], problem.n_papers),
            _grouped(columns[old], rows[old], problem.n_reviewers),
            _grouped(columns[new], rows[new], problem.n_reviewers),
        )


def _empty_places(problem: Problem, flow: Flow) -> Iterator[Infeasibility]:
    short = np.flatnonzero(flow.unfilled).tolist()
    residual = _Residual.of(problem, flow) if short else None
    alone = {paper: missing for paper in short if (missing := _missing(problem, [paper]))}
    for paper, missing in alone.items():
        yield _paper_clash(problem, [paper], missing)
    for papers, _ in _clashes(short, residual.open_to_paper, residual.held_by_reviewer) if residual else ():
        explained = sum(alone.get(paper, 0) for paper in papers)
        missing = int(flow.unfilled[sorted(papers)].sum()) - explained
        if missing > 0:
            yield _paper_clash(problem, _thinned(problem, sorted(papers)), missing)


def _idle_reviewers(problem: Problem, flow: Flow) -> Iterator[Infeasibility]:
    idle = np.flatnonzero(flow.idle).tolist()
    residual = _Residual.of(problem, flow) if idle else None
    for who, papers in _clashes(idle, residual.open_to_reviewer, residual.held_by_paper) if residual else ():
        yield _load_clash(problem, flow, sorted(who), papers)


def _clashes(starts: list[int], out: list[Ints], back: list[Ints]) -> list[tuple[set[int], set[int]]]:
    """The near and far nodes that each start reaches; starts that share a far node are one clash."""
    found: list[tuple[set[int], set[int]]] = []
    for start in starts:
        if not any(start in near for near, _ in found):
            near, far = _reach(start, out, back)
            for other in [clash for clash in found if clash[1] & far]:
                found.remove(other)
                near, far = near | other[0], far | other[1]
            found.append((near, far))
    return sorted(found, key=lambda clash: min(clash[0]))


def _reach(start: int, out: list[Ints], back: list[Ints]) -> tuple[set[int], set[int]]:
    near, far, queue = {start}, set[int](), [start]
    while queue:
        for other in out[queue.pop()].tolist():
            if other not in far:
                far.add(other)
                fresh = set(back[other].tolist()) - near
                near |= fresh
                queue += sorted(fresh)
    return near, far


def _thinned(problem: Problem, papers: list[int]) -> list[int]:
    """Without the papers that take nothing from what is missing."""
    if len(papers) > _MAX_THINNED:
        return papers
    remaining, missing = papers, _missing(problem, papers)
    for paper in papers:
        fewer = [other for other in remaining if other != paper]
        if fewer and _missing(problem, fewer) == missing:
            remaining = fewer
    return remaining


def _missing(problem: Problem, papers: list[int]) -> int:
    return int(residual_needs(problem)[0][papers].sum()) - _fillable(problem, papers)[0]


def _fillable(problem: Problem, papers: list[int]) -> tuple[int, list[int]]:
    """How many places of these papers can be filled, and the reviewers of the minimum cut, who limit that."""
    demand, _, most = residual_needs(problem)
    free = np.flatnonzero(problem.allowed & ~problem.fixed & np.isin(problem.rows, papers))
    chosen_papers = np.asarray(papers)
    source = problem.n_papers + problem.n_reviewers
    who = np.unique(problem.indices[free])
    network = max_flow.SimpleMaxFlow()
    add = network.add_arcs_with_capacity
    add(problem.rows[free], problem.n_papers + problem.indices[free], np.ones(len(free), np.int64))
    add(np.full(len(papers), source), chosen_papers, demand[chosen_papers])
    add(problem.n_papers + who, np.full(len(who), source + 1), most[who])
    network.solve(source, source + 1)
    cut = np.asarray(network.get_source_side_min_cut(), dtype=np.int64)
    narrow = cut[(cut >= problem.n_papers) & (cut < source)] - problem.n_papers
    return network.optimal_flow(), sorted(narrow.tolist())


def _paper_clash(problem: Problem, papers: list[int], missing: int) -> Infeasibility:
    found, narrow = _fillable(problem, papers)
    return Infeasibility(
        sentence=_paper_sentence(problem, papers, found, narrow),
        papers=tuple(papers),
        reviewers=tuple(narrow),
        missing=missing,
    )


def _paper_sentence(problem: Problem, papers: list[int], found: int, narrow: list[int]) -> str:
    have = found + int((problem.fixed & np.isin(problem.rows, papers)).sum())
    if len(papers) == 1 and not narrow:
        return sentences.too_few_candidates(problem, papers[0])
    if len(narrow) == problem.n_reviewers:
        return sentences.too_little_load(problem, papers, have)
    return sentences.too_few_for_papers(problem, papers, have, narrow)


def _load_clash(problem: Problem, flow: Flow, reviewers: list[int], papers: set[int]) -> Infeasibility:
    have = int((flow.chosen & np.isin(problem.indices, reviewers)).sum())
    return Infeasibility(
        sentence=sentences.too_few_for_reviewers(problem, reviewers, have),
        papers=tuple(sorted(papers)),
        reviewers=tuple(reviewers),
        missing=int(flow.idle[reviewers].sum()),
    )


def _grouped(keys: Ints, values: Ints, size: int) -> list[Ints]:
    order = np.argsort(keys, kind="stable")
    return np.split(values[order], np.searchsorted(keys[order], np.arange(1, size)))
