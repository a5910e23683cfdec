"""All rules on panels in one programme, for committees so small that everything can be written down.

Where everybody wrote on everybody's papers, bargains (two authors who review each other) are so many that
an answer is hard to find by forbidding them one by one. Of two papers at most one may be reviewed by an
author of the other: one yes-or-no for each two papers says which, and deciding those decides nearly all.
"""

from dataclasses import dataclass
from time import perf_counter

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array, csr_array

from reviews.matching.panels.rules import GROUP, LIKED, RECIPROCAL, SENIOR, TOPIC, PanelRules
from reviews.matching.problem.arrays import Bools, Floats, Ints
from reviews.matching.problem.errors import Infeasibility
from reviews.matching.problem.problem import Problem

_MAX_PAIRS, _MAX_ROWS = 25_000, 120_000
_OPTIMAL, _IMPOSSIBLE = 0, 2  # what HiGHS answers
_SECONDS_TO_EXPLAIN = 10.0
_NAMES = {
    SENIOR: "a senior reviewer on every paper",
    TOPIC: "a reviewer who knows the topic",
    LIKED: "a reviewer who said yes to the paper",
    GROUP: "no two of one group on a paper",
    RECIPROCAL: "no two authors who review each other's papers",
}


@dataclass(frozen=True, eq=False)
class RuledProblem:
    """A problem with checked rules: which stored pairs give what a cover asks for, and of which papers.

    `floor`: what each paper's scores must sum to at least.
    """

    problem: Problem
    rules: PanelRules
    covers: dict[str, Bools]
    needs: dict[str, Bools]
    min_sum: float | None = None

    @property
    def is_small(self) -> bool:
        """True if there are bargains to fear, and few enough pairs to write all of them down."""
        authors, pairs = np.asarray(self.rules.authors), len(self.problem.indices)
        wrote = np.bincount(authors[:, 1], minlength=self.problem.n_reviewers)
        return bool(len(authors)) and pairs <= _MAX_PAIRS and wrote[self.problem.indices].sum() <= _MAX_ROWS

    def kinds(self) -> list[str]:
        """The kinds of rules that are in force."""
        rules = [GROUP] * bool(self.rules.groups) + [RECIPROCAL] * bool(len(np.asarray(self.rules.authors)))
        return [*self.covers, *rules]


@dataclass(frozen=True, eq=False)
class _Rows:
    """Rows over the pairs that may be assigned and the yes-or-noes, and what they lie between."""

    rows: Ints
    columns: Ints
    values: Floats
    low: Floats
    high: Floats


def all_at_once(ruled: RuledProblem, until: float, near: float) -> tuple[Bools | None, bool]:
    """The best assignment found under all rules until then, and whether it is known that there is none.

    `near`: the share of the total within which an assignment is good enough.
    """
    chosen, impossible = _solve(ruled, ruled.kinds(), (until - perf_counter()) * 0.7, near)
    if chosen is None and not impossible:
        return _solve(ruled, ruled.kinds(), until - perf_counter())
    return chosen, impossible


def clash(ruled: RuledProblem, *, proven: bool) -> Infeasibility:
    """Which rules would have to be lifted, each of them alone, where all together cannot be met.

    Not `proven` where none was found in time, but there may be one.
    """
    kinds = ruled.kinds()
    lifted = [
        kind
        for kind in kinds
        if _solve(ruled, [k for k in kinds if k != kind], _SECONDS_TO_EXPLAIN)[0] is not None
    ]
    together = "; ".join(_NAMES[kind] for kind in kinds)
    none = (
        "No assignment meets all rules" if proven else "No assignment that meets all rules was found in time"
    )
    way = " or ".join(_NAMES[kind] for kind in lifted)
    hope = f"One would without: {way}." if lifted else "Lift more than one, or add people."
    return Infeasibility(sentence=f"{none} ({together}). {hope}")


def _solve(
    ruled: RuledProblem, kinds: list[str], seconds: float, near: float | None = None
) -> tuple[Bools | None, bool]:
    """An assignment under these rules; the best but for a share of `near`, if that is told."""
    problem = ruled.problem
    at = np.flatnonzero(problem.allowed)
    parts = [_counts(problem, at), *(_cover(ruled, at, kind) for kind in ruled.covers if kind in kinds)]
    parts += [_groups(problem, at, labels) for labels in ruled.rules.groups if GROUP in kinds]
    if ruled.min_sum is not None:
        parts.append(_sums(problem, at, ruled.min_sum))
    if RECIPROCAL in kinds:
        parts.append(_reciprocal(problem, at, np.asarray(ruled.rules.authors)))
    width = max(len(at), *(int(part.columns.max(initial=-1)) + 1 for part in parts))
    lower = np.zeros(width)
    lower[: len(at)] = problem.fixed[at]
    gains = np.zeros(width)
    gains[: len(at)] = 0.0 if near is None else problem.scores[at]
    found = milp(
        -gains,
        integrality=np.ones(width, dtype=np.int64),
        bounds=Bounds(lower, 1),
        constraints=[_constraint(part, width) for part in parts],
        options={"mip_rel_gap": near or 0.0, "time_limit": max(1.0, seconds)},
    )
    if found.x is None:
        return None, found.status == _IMPOSSIBLE
    chosen = np.zeros(len(problem.scores), dtype=bool)
    chosen[at] = found.x[: len(at)] > 0.5
    return chosen, False


def _constraint(part: _Rows, width: int) -> LinearConstraint:
    matrix = coo_array((part.values, (part.rows, part.columns)), (len(part.low), width))
    return LinearConstraint(csr_array(matrix), part.low, part.high)


def _counts(problem: Problem, at: Ints) -> _Rows:
    """Each paper's demand, each reviewer's loads."""
    rows = np.concatenate([problem.rows[at], problem.n_papers + problem.indices[at]])
    low = np.concatenate([problem.demand, problem.load_min]).astype(np.float64)
    high = np.concatenate([problem.demand, problem.load_max]).astype(np.float64)
    return _Rows(rows, np.tile(np.arange(len(at)), 2), np.ones(2 * len(at)), low, high)


def _cover(ruled: RuledProblem, at: Ints, kind: str) -> _Rows:
    inside = np.flatnonzero(ruled.covers[kind][at])
    low = ruled.needs[kind].astype(np.float64)
    rows = ruled.problem.rows[at[inside]]
    return _Rows(rows, inside, np.ones(len(inside)), low, np.full(len(low), np.inf))


def _sums(problem: Problem, at: Ints, min_sum: float) -> _Rows:
    low = np.where(problem.demand > 0, min_sum, -np.inf)
    return _Rows(problem.rows[at], np.arange(len(at)), problem.scores[at], low, np.full(len(low), np.inf))


def _groups(problem: Problem, at: Ints, labels: Ints) -> _Rows:
    groups = labels[problem.indices[at]]
    inside = np.flatnonzero(groups >= 0)
    cells = problem.rows[at[inside]] * (int(labels.max(initial=0)) + 1) + groups[inside]
    names, rows = np.unique(cells, return_inverse=True)
    return _Rows(rows, inside, np.ones(len(inside)), np.full(len(names), -np.inf), np.ones(len(names)))


def _reciprocal(problem: Problem, at: Ints, authors: Ints) -> _Rows:
    """A pair may be assigned only if the reviewer's papers are on the reviewed side of this paper's choices.

    Of papers p < q the yes-or-no is 1 where authors of q may review p, and 0 where authors of p may review q.
    """
    by_author = authors[np.argsort(authors[:, 1], kind="stable")]
    starts = np.searchsorted(by_author[:, 1], np.arange(problem.n_reviewers + 1))
    counts = np.diff(starts)[problem.indices[at]]
    column = np.repeat(np.arange(len(at)), counts)
    first = np.repeat(starts[problem.indices[at]] - (np.cumsum(counts) - counts), counts)
    wrote = by_author[first + np.arange(len(column)), 0]
    paper = problem.rows[at[column]]
    other = wrote != paper
    column, wrote, paper = column[other], wrote[other], paper[other]
    names = np.minimum(paper, wrote) * problem.n_papers + np.maximum(paper, wrote)
    choice, rows = np.unique(names, return_inverse=True)[1], np.arange(len(column))
    ahead = paper < wrote
    return _Rows(
        np.concatenate([rows, rows]),
        np.concatenate([column, len(at) + choice]),
        np.concatenate([np.ones(len(rows)), np.where(ahead, -1.0, 1.0)]),
        np.full(len(rows), -np.inf),
        np.where(ahead, 0.0, 1.0),
    )
