"""Assignment problems made up by a seed, for `bench.matching`."""

from collections.abc import Iterator

import numpy as np

from reviews.matching import PanelRules, Problem, from_dense

SEED = 1


def long_tailed(papers: int, reviewers: int, candidates: int, load: int) -> Problem:
    """Each paper may go to `candidates` reviewers spread over all, with scores that have a long tail."""
    rng = np.random.default_rng(SEED)
    spread = np.sort(rng.permuted(np.tile(np.arange(candidates), (papers, 1)), axis=1), axis=1)
    steps = rng.integers(0, max(1, reviewers // candidates), (papers, candidates))
    who = (spread * (reviewers // candidates) + steps).reshape(-1)
    return Problem(
        indptr=np.arange(papers + 1) * candidates,
        indices=who,
        scores=rng.beta(2, 5, papers * candidates),
        demand=np.full(papers, 3),
        load_max=np.full(reviewers, load),
        load_min=np.zeros(reviewers, dtype=np.int64),
    )


def steps_of_five(papers: int, reviewers: int, load: int) -> Problem:
    """Full of ties: scores in five steps, as bids are."""
    rng = np.random.default_rng(SEED)
    table = rng.choice([0, 0.25, 0.5, 0.75, 1], (papers, reviewers), p=[0.94, 0.015, 0.015, 0.015, 0.015])
    return from_dense(table, demand=3, load_max=load)


def fields(papers: int, reviewers: int, count: int, **more: object) -> Problem:
    """Everybody is known for one or two of `count` fields, and papers belong to them."""
    rng = np.random.default_rng(SEED)
    known = rng.dirichlet(np.full(count, 0.2), papers) @ rng.dirichlet(np.full(count, 0.2), reviewers).T
    scores = np.clip(known + rng.normal(0, 0.02, known.shape), 0, None)
    return from_dense(scores, **({"demand": 3} | more))


def at_full_size() -> Iterator[tuple[str, Problem]]:
    """Large problems of many kinds, with their names."""
    rng = np.random.default_rng(SEED)
    yield "fields 1,000 x 350", fields(1000, 350, 15, load_max=10)
    yield "tight 1,200 x 400", fields(1200, 400, 12, load_max=9, load_min=9)
    yield "least loads 1,500 x 900", fields(1500, 900, 30, load_max=7, load_min=4)
    yield "demands 1 to 5", fields(1500, 900, 25, demand=rng.integers(1, 6, 1500), load_max=7)
    yield "loads 2 to 11", fields(1000, 700, 10, demand=4, load_max=rng.integers(2, 12, 700))
    yield "conflicts", fields(1500, 500, 15, load_max=10, allowed=rng.random((1500, 500)) < 0.35)
    yield (
        "required pairs",
        fields(1200, 800, 20, load_max=6, required=[(p, p % 800) for p in range(0, 1200, 9)]),
    )
    yield "few reviewers", from_dense(rng.beta(1.5, 6, (2000, 80)), demand=3, load_max=80)
    yield "whole scores", from_dense(rng.integers(0, 6, (1500, 500)).astype(float), demand=3, load_max=10)
    yield "ties", steps_of_five(2000, 700, 9)
    yield "text fits", from_dense(rng.gamma(1.2, 0.015, (2000, 900)), demand=3, load_max=8)
    yield "sparse 4,000 x 3,200", long_tailed(4000, 3200, 60, 4)
    yield "5,000 x 4,000", long_tailed(5000, 4000, 200, 4)


def panel_rules(problem: Problem) -> PanelRules:
    """A third are senior; an institution has twenty people; two topics and two authors a paper."""
    rng = np.random.default_rng(SEED)
    papers, reviewers = problem.n_papers, problem.n_reviewers
    topics = max(5, papers // 50)
    about = np.zeros((papers, topics), dtype=bool)
    about[np.arange(papers), rng.integers(0, topics, papers)] = True
    about[np.arange(papers), rng.integers(0, topics, papers)] = True
    wrote = np.column_stack([np.repeat(np.arange(papers), 2), rng.integers(0, reviewers, 2 * papers)])
    return PanelRules(
        senior=rng.random(reviewers) < 1 / 3,
        groups=(rng.integers(-1, max(5, reviewers // 20), reviewers),),
        paper_topics=about,
        reviewer_topics=rng.random((reviewers, topics)) < 3 / topics,
        authors=wrote,
    )


def declined(problem: Problem, who: list[int]) -> Problem:
    """The same problem when these reviewers take no paper."""
    return problem.replaced(
        load_max=_without(problem.load_max, who), load_min=_without(problem.load_min, who)
    )


def shrunk(problem: Problem) -> tuple[Problem, set[int], set[int]]:
    """The problem when 2 % of papers are withdrawn and 3 % of reviewers have gone, and who they are."""
    rng = np.random.default_rng(SEED)
    papers = rng.choice(problem.n_papers, problem.n_papers * 2 // 100, replace=False).tolist()
    people = rng.choice(problem.n_reviewers, problem.n_reviewers * 3 // 100, replace=False).tolist()
    rest = declined(problem, people)
    return rest.replaced(demand=_without(rest.demand, papers)), set(papers), set(people)


def _without(counts: np.ndarray, some: list[int]) -> np.ndarray:
    left = counts.copy()
    left[some] = 0
    return left
