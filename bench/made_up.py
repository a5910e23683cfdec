"""Assignment problems made up by a seed, for `bench.matching`."""

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
