"""Why places stay empty: a small set of papers and reviewers whose constraints clash, as a sentence.

From a paper that lacks a reviewer, follow what could change: it could take a reviewer, who would have to
give up another paper, which could take another reviewer, and so on. Where no way leads to a free reviewer,
the papers and reviewers met are the clash (Hall's condition); it is then thinned out while it remains one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from ortools.graph.python import max_flow

from reviews.matching import sentences
from reviews.matching.arrays import Ints
from reviews.matching.errors import Infeasible, Shortage
from reviews.matching.network import Flow, residual_needs
from reviews.matching.problem import Problem

_THIN_UP_TO = 40


def check_required(problem: Problem) -> None:
    """Raise `Infeasible` where the required pairs alone are too many."""
    demand, _, most = residual_needs(problem)
    wanted = (problem.demand - demand).tolist()
    loads = (problem.load_max - most).tolist()
    found = [
        Shortage(
            sentence=sentences.too_many_required_for_paper(problem, paper, wanted[paper]), papers=(paper,)
        )
        for paper in np.flatnonzero(demand < 0).tolist()
    ] + [
        Shortage(sentence=sentences.too_many_required_of_reviewer(problem, who, loads[who]), reviewers=(who,))
        for who in np.flatnonzero(most < 0).tolist()
    ]
    if found:
        raise Infeasible(found)


def explain(problem: Problem, flow: Flow) -> tuple[Shortage, ...]:
    """One sentence for each separate clash behind the empty places and the least loads that are not met."""
    return (*_empty_places(problem, flow), *_idle_reviewers(problem, flow))


@dataclass(frozen=True, eq=False)
class _Residual:
    """The pairs that could be assigned or given up, listed from both sides."""

    of_paper: list[Ints]
    of_reviewer: list[Ints]
    papers_of: list[Ints]
    open_papers_of: list[Ints]

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


def _empty_places(problem: Problem, flow: Flow) -> Iterator[Shortage]:
    short = np.flatnonzero(flow.unfilled).tolist()
    demand, _, most = residual_needs(problem)
    if short and demand.sum() > most.sum():
        yield _paper_clash(problem, list(range(problem.n_papers)), int(demand.sum() - most.sum()))
        short = [paper for paper in short if _fillable(problem, [paper])[0] < demand[paper]]
    residual = _Residual.of(problem, flow) if short else None
    told: set[int] = set()
    for paper in short:
        if residual and paper not in told:
            papers, _ = _reach([paper], residual.of_paper, residual.papers_of)
            told |= papers
            missing = int(flow.unfilled[sorted(papers)].sum())
            yield _paper_clash(problem, sorted(_thinned(problem, papers)), missing)


def _idle_reviewers(problem: Problem, flow: Flow) -> Iterator[Shortage]:
    idle = np.flatnonzero(flow.idle).tolist()
    residual = _Residual.of(problem, flow) if idle else None
    told: set[int] = set()
    for who in idle:
        if residual and who not in told:
            reviewers, papers = _reach([who], residual.open_papers_of, residual.of_reviewer)
            told |= reviewers
            yield _load_clash(problem, flow, sorted(reviewers), papers)


def _reach(start: Sequence[int], out: list[Ints], back: list[Ints]) -> tuple[set[int], set[int]]:
    near, far, queue = set(start), set[int](), list(start)
    while queue:
        for other in out[queue.pop()].tolist():
            if other not in far:
                far.add(other)
                fresh = set(back[other].tolist()) - near
                near |= fresh
                queue += sorted(fresh)
    return near, far


def _thinned(problem: Problem, papers: set[int]) -> set[int]:
    kept = sorted(papers)
    if len(kept) > _THIN_UP_TO:
        return papers
    for paper in list(kept):
        fewer = [other for other in kept if other != paper]
        if fewer and _fillable(problem, fewer)[0] < _wanted(problem, fewer):
            kept = fewer
    return set(kept)


def _wanted(problem: Problem, papers: Sequence[int]) -> int:
    return int(residual_needs(problem)[0][list(papers)].sum())


def _fillable(problem: Problem, papers: Sequence[int]) -> tuple[int, list[int]]:
    """How many places of these papers can be filled, and which reviewers are the narrow passage."""
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


def _paper_clash(problem: Problem, papers: list[int], missing: int) -> Shortage:
    found, narrow = _fillable(problem, papers)
    return Shortage(
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


def _load_clash(problem: Problem, flow: Flow, reviewers: list[int], papers: set[int]) -> Shortage:
    have = int((flow.chosen & np.isin(problem.indices, reviewers)).sum())
    return Shortage(
        sentence=sentences.too_few_for_reviewers(problem, reviewers, have),
        papers=tuple(sorted(papers)),
        reviewers=tuple(reviewers),
        missing=int(flow.idle[reviewers].sum()),
    )


def _grouped(keys: Ints, values: Ints, size: int) -> list[Ints]:
    order = np.argsort(keys, kind="stable")
    return np.split(values[order], np.searchsorted(keys[order], np.arange(1, size)))
