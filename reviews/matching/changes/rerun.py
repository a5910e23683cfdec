"""Solving again with an assignment in force: the fewest changes first, then the greatest total among those.

A pair in force that may stay gets a bonus greater than any chain of exchanges could gain, so the same flow
keeps as many as can be kept and only then looks at scores. A smaller bonus weighs the two against each
other instead.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from reviews.matching.objectives.solver import solve
from reviews.matching.panels.rules import PanelRules
from reviews.matching.panels.solver import WORK_LIMIT, Tolerance, solve_panels
from reviews.matching.problem.arrays import Floats, sums_by
from reviews.matching.problem.problem import Problem
from reviews.matching.problem.solution import CHANGES, PANELS, Solution, worst_of

Pair = tuple[int, int]


@dataclass(frozen=True, eq=False, kw_only=True)
class Rerun:
    """The new assignment and how it differs from the one in force, as sorted (paper, reviewer) pairs.

    `solution.bound` is that of the greatest total, whatever changes it would take.
    """

    solution: Solution
    unchanged: tuple[Pair, ...]
    removed: tuple[Pair, ...]
    added: tuple[Pair, ...]


def rerun(
    problem: Problem,
    in_force: Iterable[Pair],
    *,
    rules: PanelRules | None = None,
    stay: float | None = None,
    allow_shortfall: bool = False,
    work_limit: float = WORK_LIMIT,
) -> Rerun:
    """Solve the problem as it is now, changing as few of the (paper, reviewer) pairs in force as possible.

    `stay` is the score that keeping a pair is worth; None means more than any gain, so that no assignment
    changes less. A withdrawn paper is one whose demand is 0, a reviewer who declined one whose greatest
    load is 0; pairs in force that are no longer allowed are removed. Under `rules` the changes are as few as
    the work of `work_limit` allows (see `solve_panels`). Raises what `solve` and `solve_panels` raise.
    """
    before = {(int(paper), int(reviewer)) for paper, reviewer in in_force}
    eager = problem.replaced(scores=problem.scores + _bonus(problem, before, stay))
    if rules is None:
        best = solve(problem, allow_shortfall=allow_shortfall)
        again = solve(eager, allow_shortfall=allow_shortfall)
    else:
        best, again = _under_rules(
            problem, eager, rules, allow_shortfall=allow_shortfall, work=work_limit / 2
        )
    solution = _rescored(problem, again, best)
    after = set(solution.pairs())
    return Rerun(
        solution=solution,
        unchanged=tuple(sorted(before & after)),
        removed=tuple(sorted(before - after)),
        added=tuple(sorted(after - before)),
    )


def _under_rules(
    problem: Problem, eager: Problem, rules: PanelRules, *, allow_shortfall: bool, work: float
) -> tuple[Solution, Solution]:
    """The solutions without and with the bonus, each with so much work."""
    best = solve_panels(problem, rules, allow_shortfall=allow_shortfall, work_limit=work)
    again = solve_panels(
        eager,
        rules,
        allow_shortfall=allow_shortfall,
        work_limit=work,
        tolerance=_tolerance(problem, eager),
    )
    # Where other rules were lifted, the prices of `best` prove nothing about `again`.
    if again.infeasibilities != best.infeasibilities:
        best = replace(solve(problem, allow_shortfall=allow_shortfall), objective=best.objective)
    return best, again


def _tolerance(problem: Problem, eager: Problem) -> Tolerance:
    """As fine in scores as usual: shares of the bound would be coarser, since the bonus raises the total."""
    usual = Tolerance()
    greatest = [float(np.max(np.abs(one.scores), initial=1.0)) for one in (problem, eager)]
    share = greatest[0] / greatest[1]
    return Tolerance(search=usual.search * share, answer=usual.answer * share, score_range=_spread(problem))


def _bonus(problem: Problem, pairs: set[Pair], stay: float | None) -> Floats:
    listed = np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2)
    inside = (listed >= 0).all(axis=1) & (listed < [problem.n_papers, problem.n_reviewers]).all(axis=1)
    at = problem.positions(listed[inside, 0], listed[inside, 1])
    bonus = np.zeros(len(problem.scores))
    bonus[at[at >= 0]] = _more_than_any_gain(problem) if stay is None else stay
    return bonus


def _more_than_any_gain(problem: Problem) -> float:
    """A bonus no chain of exchanges can outweigh: it changes at most one pair of each paper and reviewer."""
    spread = _spread(problem)
    return (spread + 1e-3) * (min(problem.n_papers, problem.n_reviewers) + 1)


def _rescored(problem: Problem, eager: Solution, best: Solution) -> Solution:
    at = problem.positions(eager.papers, eager.reviewers)
    sums = sums_by(eager.papers, problem.scores[at], problem.n_papers)
    worst, worst_paper = worst_of(problem, sums)
    return replace(
        eager,
        objective=PANELS if best.objective == PANELS else CHANGES,
        total=float(problem.scores[at].sum()),
        worst=worst,
        worst_paper=worst_paper,
        bound=best.bound,
        duals=best.duals,
        rule_duals=best.rule_duals,
        seconds=eager.seconds + best.seconds,
    )


def _spread(problem: Problem) -> float:
    """How far scores lie apart."""
    return float(np.ptp(problem.scores)) if len(problem.scores) else 0.0
