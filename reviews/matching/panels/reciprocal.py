"""All rules on panels in one programme, for committees in which many may review each other's papers.

Where everybody wrote on everybody's papers, reciprocal pairs are so many that forbidding them one by one
hardly finds an answer. Of two papers at most one may be reviewed by an author of the other: one yes-or-no
column for each two papers says which, and deciding those decides nearly all.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import LinearConstraint
from scipy.sparse import coo_array, csr_array

from reviews.matching.objectives.integer_programme import best_columns
from reviews.matching.panels.rules import GROUP, LIKED, RECIPROCAL, SENIOR, TOPIC, PanelRules
from reviews.matching.problem.arrays import Bools, Floats, Ints
from reviews.matching.problem.effort import Effort
from reviews.matching.problem.errors import Infeasibility
from reviews.matching.problem.problem import Problem

_MAX_PAIRS, _MAX_ROWS = 25_000, 120_000  # beyond, the whole programme takes minutes
_SHARE_FOR_BEST = 0.7  # of the work; the rest is for finding any assignment at all
_WORK_TO_EXPLAIN = 3_000.0  # for each rule that is lifted on trial: some ten seconds
_LOOKS_FOR_NODE = 3_500  # at each entry: where few assignments meet the rules, a node takes long
LEAST_NODES = 20  # of a search that begins when the work is done
_NAMES = {
    SENIOR: "a senior reviewer on every paper",
    TOPIC: "a reviewer who knows the topic",
    LIKED: "a reviewer who said yes to the paper",
    GROUP: "no two of one group on a paper",
    RECIPROCAL: "no two authors who review each other's papers",
}


@dataclass(frozen=True, eq=False)
class RuledProblem:
    """A problem with checked rules.

    `covers` says which stored pairs give their paper what a cover asks for, `needs` which papers it is asked
    for, and `min_sum` what each paper's scores must add up to, if that is asked for.
    """

    problem: Problem
    rules: PanelRules
    covers: dict[str, Bools]
    needs: dict[str, Bools]
    min_sum: float | None = None

    @property
    def is_small(self) -> bool:
        """True if there are authors among the reviewers, and few enough pairs to write everything down."""
        authors, pairs = np.asarray(self.rules.authors), len(self.problem.indices)
        wrote = np.bincount(authors[:, 1], minlength=self.problem.n_reviewers)
        return bool(len(authors)) and pairs <= _MAX_PAIRS and wrote[self.problem.indices].sum() <= _MAX_ROWS

    def kinds(self) -> list[str]:
        """The kinds of rules that are in force."""
        rules = [GROUP] * bool(self.rules.groups) + [RECIPROCAL] * bool(len(np.asarray(self.rules.authors)))
        return [*self.covers, *rules]


@dataclass(frozen=True, eq=False)
class _Rows:
    """Rows of a programme as entries (row, column, value), and the bounds of each row.

    Columns are the pairs that may be assigned, then those of `_reciprocal`.
    """

    rows: Ints
    columns: Ints
    values: Floats
    low: Floats
    high: Floats


def all_at_once(ruled: RuledProblem, effort: Effort, gap: float) -> tuple[Bools | None, bool]:
    """The stored pairs of the best assignment found under all rules, and whether that is proven.

    (None, True) says that there is none, (None, False) that none was found with this effort. `gap` is the
    share of the total within which an assignment counts as best.
    """
    part = effort.part(_SHARE_FOR_BEST)
    chosen, proven = _solve(ruled, ruled.kinds(), ruled.problem.scores, part, gap)
    if chosen is None and not proven:
        return _any(ruled, ruled.kinds(), effort)
    return chosen, proven


def clash(ruled: RuledProblem, *, proven: bool) -> Infeasibility:
    """Which rules would have to be lifted, each of them alone, where no assignment meets all of them.

    Not `proven` if none was found in time, though there may be one. Takes up to ten seconds a rule.
    """
    kinds = ruled.kinds()
    others = {kind: [other for other in kinds if other != kind] for kind in kinds}
    lifted = [kind for kind in kinds if _any(ruled, others[kind], Effort(_WORK_TO_EXPLAIN))[0] is not None]
    together = "; ".join(_NAMES[kind] for kind in kinds)
    none = (
        "No assignment meets all rules" if proven else "No assignment that meets all rules was found in time"
    )
    way = " or ".join(_NAMES[kind] for kind in lifted)
    hope = f"One would without: {way}." if lifted else "Lift more than one, or add people."
    return Infeasibility(sentence=f"{none} ({together}). {hope}")


def _any(ruled: RuledProblem, kinds: list[str], effort: Effort) -> tuple[Bools | None, bool]:
    """Any assignment under rules of these kinds, whatever its total."""
    return _solve(ruled, kinds, np.zeros(len(ruled.problem.scores)), effort, 0.0)


def _solve(
    ruled: RuledProblem, kinds: list[str], gains: Floats, effort: Effort, gap: float
) -> tuple[Bools | None, bool]:
    """The assignment of greatest gain under rules of these kinds; see `best_columns`."""
    problem = ruled.problem
    at = np.flatnonzero(problem.allowed)
    parts = _parts(ruled, at, kinds)
    width = max(len(at), *(int(part.columns.max(initial=-1)) + 1 for part in parts))
    others = np.zeros(width - len(at))
    picked, proven = best_columns(
        np.concatenate([gains[at], others]),
        [_constraint(part, width) for part in parts],
        effort,
        least_nodes=LEAST_NODES,
        looks_for_node=_LOOKS_FOR_NODE,
        lower=np.concatenate([problem.fixed[at], others]),
        gap=gap,
    )
    if picked is None:
        return None, proven
    chosen = np.zeros(len(problem.scores), dtype=bool)
    chosen[at] = picked[: len(at)]
    return chosen, proven


def _parts(ruled: RuledProblem, at: Ints, kinds: list[str]) -> list[_Rows]:
    """The rows over the pairs stored at `at`: demand and loads, and the rules of these kinds."""
    problem = ruled.problem
    parts = [_counts(problem, at), *(_cover(ruled, at, kind) for kind in ruled.covers if kind in kinds)]
    parts += [_groups(problem, at, labels) for labels in ruled.rules.groups if GROUP in kinds]
    if ruled.min_sum is not None:
        parts.append(_sums(problem, at, ruled.min_sum))
    if RECIPROCAL in kinds:
        parts.append(_reciprocal(problem, at, np.asarray(ruled.rules.authors)))
    return parts


def _constraint(part: _Rows, width: int) -> LinearConstraint:
    matrix = coo_array((part.values, (part.rows, part.columns)), (len(part.low), width))
    return LinearConstraint(csr_array(matrix), part.low, part.high)


def _counts(problem: Problem, at: Ints) -> _Rows:
    """The demand of each paper, then the loads of each reviewer."""
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
    """No two people review each other's papers: a row for each pair and each paper that its reviewer wrote.

    Of papers p < q one more column is 1 if authors of q may review p, and 0 if authors of p may review q. The
    row of a pair with p whose reviewer wrote q says that it may be assigned only if that column is 1, and
    the other way round for a pair with q.
    """
    by_author = authors[np.argsort(authors[:, 1], kind="stable")]
    starts = np.searchsorted(by_author[:, 1], np.arange(problem.n_reviewers + 1))
    counts = np.diff(starts)[problem.indices[at]]  # papers that the reviewer of each pair wrote
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
