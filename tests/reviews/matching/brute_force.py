"""Small problems, and the truth about them found by trying everything."""

from itertools import combinations, product

import numpy as np
from hypothesis import strategies as st

from reviews.matching import Problem, from_dense


def _all_assignments(problem: Problem):
    """Every set of pairs that meets all constraints, as lists of positions of stored pairs."""
    set_search = []
    for paper in range(problem.n_papers):
        stored = range(problem.indptr[paper], problem.indptr[paper + 1])
        usable = [at for at in stored if problem.allowed[at]]
        musts = {at for at in usable if problem.fixed[at]}
        picks = combinations(usable, int(problem.demand[paper]))
        set_search.append([pick for pick in picks if musts <= set(pick)])
    for every in product(*set_search):
        chosen = [at for pick in every for at in pick]
        loads = np.bincount(problem.indices[chosen], minlength=problem.n_reviewers) if chosen else 0
        if np.all(loads <= problem.load_max) and np.all(loads >= problem.load_min):
            yield chosen


def _sums(problem: Problem, chosen):
    at = np.array(chosen, dtype=int)
    return np.bincount(problem.rows[at], problem.scores[at], problem.n_papers)


def all_totals(problem: Problem):
    """All totals that can be had."""
    return [float(problem.scores[chosen].sum()) for chosen in _all_assignments(problem)]


def best_max_min(problem: Problem):
    """The best floor, and the best total given it; None where nothing can be had."""
    needy = problem.demand > 0
    found = [
        (
            round(float(min(_sums(problem, chosen)[needy], default=np.inf)), 9),
            float(problem.scores[chosen].sum()),
        )
        for chosen in _all_assignments(problem)
    ]
    return max(found, default=None)


def all_sums(problem: Problem):
    """The sums of the papers that need reviewers, for everything that can be had."""
    needy = problem.demand > 0
    return [_sums(problem, chosen)[needy] for chosen in _all_assignments(problem)]


@st.composite
def small_problems(draw, scores=None):
    """Up to four papers and five reviewers, with every kind of constraint."""
    papers, reviewers = draw(st.integers(1, 4)), draw(st.integers(1, 5))
    usual = st.one_of(
        st.sampled_from([-1.0, 0.0, 0.25, 0.5, 1.0]), st.floats(-1, 1).map(lambda x: round(x, 4))
    )
    score = usual if scores is None else scores
    cells = papers * reviewers
    table = draw(st.lists(score, min_size=cells, max_size=cells))
    mask = draw(st.lists(st.sampled_from([True, True, True, False]), min_size=cells, max_size=cells))
    least = draw(st.lists(st.sampled_from([0, 0, 0, 1]), min_size=reviewers, max_size=reviewers))
    extra = draw(st.lists(st.integers(0, 3), min_size=reviewers, max_size=reviewers))
    allowed = np.array(mask).reshape(papers, reviewers)
    pairs = [(p, r) for p in range(papers) for r in range(reviewers)]
    conflicts = draw(st.lists(st.sampled_from(pairs), max_size=2))
    free = [pair for pair in pairs if allowed[pair] and pair not in conflicts]
    required = draw(st.lists(st.sampled_from(free), max_size=1)) if free else []
    return from_dense(
        np.array(table).reshape(papers, reviewers),
        allowed=allowed,
        demand=draw(st.lists(st.integers(0, 3), min_size=papers, max_size=papers)),
        load_min=least,
        load_max=np.array(least) + extra,
        conflicts=conflicts,
        required=required,
    )
