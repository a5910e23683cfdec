"""The best assignment under rules on panels.

These rules break the structure of a flow. The linear relaxation (see `relaxation`) proves the bound; an
integer programme over the pairs that its prices leave competitive then finds assignments, and is widened
until they come near enough to the bound. The greatest smallest sum lies between that of the assignment of
greatest total and that of the relaxation, and is found by bisection. Committees so small that everything can
be written down at once are left to `reciprocal`.
"""

from dataclasses import dataclass, replace
from time import perf_counter

import numpy as np
from scipy.optimize import LinearConstraint

from reviews.matching.flow.dual_prices import dual_of
from reviews.matching.flow.infeasibility import check_required, explain
from reviews.matching.flow.network import best_flow, whole_gains
from reviews.matching.objectives.integer_programme import best_columns
from reviews.matching.objectives.solver import solve
from reviews.matching.panels.reciprocal import LEAST_NODES, RuledProblem, all_at_once, clash
from reviews.matching.panels.relaxation import TINY, Model, Relaxed, relax, rows_over
from reviews.matching.panels.rules import GROUP, LIKED, SENIOR, PanelLimit, PanelRules
from reviews.matching.problem.arrays import Bools, Floats
from reviews.matching.problem.effort import Effort
from reviews.matching.problem.errors import Infeasibility, Infeasible, ProblemError
from reviews.matching.problem.problem import Problem
from reviews.matching.problem.solution import (
    MAX_MIN,
    PANELS,
    TOTAL,
    Solution,
    WorstProof,
    paper_sums,
    worst_of,
)

WORK_LIMIT = 20_000.0  # some minute; most problems take a tenth
_WIDTHS = (0.005, 0.02, 0.06)  # how far below its price a pair may lie, as shares of the range of scores
_MAX_ROUNDS = 200
_LOOKS_OF_RELAXATION = 4_000  # at each pair: how long one takes, beside looking at pairs once
_SHARE_OF_TARGET = 0.5  # of the work left, so that one hard target does not use it all
_MAX_TARGETS = 12  # of the bisection
_RESOLUTION = 1e-6  # as a share of the bound: smallest sums nearer than this count as equal
_MISSED = 1e-6  # more than a rounding error of the relaxation
Cover = tuple[str, int]


@dataclass(frozen=True)
class Tolerance:
    """How near to the bound is near enough, as shares of it.

    A search ends within `search` of its own bound, and is not widened once within `answer` of the proven one.
    `score_range`: how far scores lie apart; None takes it from the problem.
    """

    search: float = 5e-4
    answer: float = 2e-3
    score_range: float | None = None


@dataclass(frozen=True, eq=False)
class _Found:
    """An assignment and the relaxation that bounds its total."""

    chosen: Bools
    relaxed: Relaxed
    model: Model
    tolerance: Tolerance

    @property
    def worst(self) -> float:
        """The smallest sum of any paper."""
        problem = self.model.problem
        return worst_of(problem, paper_sums(problem, self.chosen))[0]


def solve_panels(
    problem: Problem,
    rules: PanelRules,
    objective: str = TOTAL,
    *,
    allow_shortfall: bool = False,
    work_limit: float = WORK_LIMIT,
    tolerance: Tolerance = Tolerance(),
) -> Solution:
    """The assignment of greatest total under the rules, with a proven bound (see `Solution.gap`).

    With the objective `MAX_MIN` the worst-served paper comes first: its sum is the greatest that was found,
    `Solution.worst_bound` proves how much greater it might be, and the total is the greatest found with it.

    Raises `Infeasible` if places stay empty or the rules cannot be met; with `allow_shortfall`, a cover that
    cannot be met is lifted for the papers concerned, which `Solution.infeasibilities` name. Once
    the work of `work_limit` is done (in units of `Effort`), the best answer so far is taken: the same one on
    a busy machine.
    Raises `ProblemError` for another objective and for rules that do not fit the problem.
    """
    started = perf_counter()
    if objective not in {TOTAL, MAX_MIN}:
        raise ProblemError(f"Under rules on panels the aim is total or floor, not {objective}.")
    check_required(problem)
    rules = rules.checked(problem)
    if not problem.demand.any():
        return replace(solve(problem), objective=PANELS)
    effort = Effort(work_limit)
    start, duals = _without_rules(problem)
    model = _model(problem, rules, tolerance)
    relaxed, lifted = _relaxed(model, start, duals, allow_shortfall=allow_shortfall)
    found = _Found(_greatest_total(model, relaxed, tolerance, effort), relaxed, model, tolerance)
    highest = None
    if objective == MAX_MIN:
        highest = relax(model.seeking_min_sum(), found.chosen, relaxed.reviewers)
        found = _greatest_min_sum(found, highest.bound, effort)
    return _solution(found, highest, lifted, perf_counter() - started)


def _without_rules(problem: Problem) -> tuple[Bools, Floats]:
    """The assignment of greatest total and its prices, to begin with. Raises `Infeasible`."""
    gains, scale = whole_gains(problem)
    flow = best_flow(problem, gains)
    if infeasibilities := explain(problem, flow):
        raise Infeasible(infeasibilities)
    return flow.chosen, dual_of(problem, flow.chosen, gains, scale).reviewers


def _model(problem: Problem, rules: PanelRules, tolerance: Tolerance) -> Model:
    covers = {kind: mask & problem.allowed for kind, mask in rules.covers(problem).items()}
    needs = {kind: rules.needs(kind, problem) for kind in covers}
    spread = tolerance.score_range
    if spread is None:
        spread = float(np.ptp(problem.scores)) if len(problem.scores) else 0.0
    return Model(problem, rules, covers, needs, max(spread, TINY))


def _relaxed(
    model: Model, start: Bools, duals: Floats, *, allow_shortfall: bool
) -> tuple[Relaxed, tuple[Infeasibility, ...]]:
    """The relaxation without the covers that cannot be met, and what was lifted. Raises `Infeasible`."""
    lifted = _lift(model, _without_candidates(model), allow_shortfall=allow_shortfall)
    relaxed = relax(model, start, duals)
    lifted += _lift(model, _missed(model, relaxed), allow_shortfall=allow_shortfall)
    if np.any(relaxed.missed > _MISSED):
        relaxed = relax(model, start, relaxed.reviewers)
    return relaxed, tuple(lifted)


def _without_candidates(model: Model) -> list[Cover]:
    """The covers for which a paper has no candidate at all."""
    found = []
    for kind, mask in model.covers.items():
        candidates = np.bincount(model.problem.rows[mask], minlength=model.problem.n_papers)
        found += [(kind, int(p)) for p in np.flatnonzero(model.needs[kind] & (candidates == 0))]
    return found


def _missed(model: Model, relaxed: Relaxed) -> list[Cover]:
    """The covers that even shares cannot meet together. Raises `Infeasible` if limits are missed."""
    kinds, covers = list(model.covers), len(model.covers) * model.problem.n_papers
    missed = np.flatnonzero(relaxed.missed > _MISSED).tolist()
    if exceeded := [model.limits[at - covers] for at in missed if at >= covers]:
        raise Infeasible(list(dict.fromkeys(_too_tight(model.problem, limit) for limit in exceeded)))
    return [(kinds[at // model.problem.n_papers], int(at % model.problem.n_papers)) for at in missed]


def _too_tight(problem: Problem, limit: PanelLimit) -> Infeasibility:
    papers = (limit.key[2],) if limit.kind == GROUP else (limit.key[0], limit.key[2])
    names = " and ".join(problem.paper_name(paper) for paper in papers)
    rule = "two reviewers of one group" if limit.kind == GROUP else "authors who review each other"
    sentence = f"The reviewers that are left for {names} would be {rule}: add reviewers, or lift the rule."
    return Infeasibility(sentence=sentence, papers=papers)


def _lift(model: Model, covers: list[Cover], *, allow_shortfall: bool) -> list[Infeasibility]:
    """Ask for these covers no more, and say so. Raises `Infeasible` if that is not allowed."""
    infeasibilities = [_cannot_be_met(model.problem, kind, paper) for kind, paper in covers]
    if infeasibilities and not allow_shortfall:
        raise Infeasible(infeasibilities)
    for kind, paper in covers:
        model.needs[kind] = model.needs[kind] & (np.arange(model.problem.n_papers) != paper)
    return infeasibilities


def _cannot_be_met(problem: Problem, kind: str, paper: int) -> Infeasibility:
    words = {SENIOR: "is senior", LIKED: "said yes to it"}
    who = words.get(kind, "knows one of its topics")
    name = problem.paper_name(paper).capitalize()
    sentence = f"{name} cannot have a reviewer who {who}: invite one, or lift the rule for it."
    return Infeasibility(sentence=sentence, papers=(paper,))


def _greatest_total(model: Model, relaxed: Relaxed, tolerance: Tolerance, effort: Effort) -> Bools:
    """Raises `Infeasible` if no assignment was found."""
    ruled = _ruled(model)
    if ruled.is_small:
        chosen, proven = all_at_once(ruled, effort, tolerance.search)
        if chosen is None:
            raise Infeasible([clash(ruled, proven=proven)])
        return chosen
    chosen = _widened(model, relaxed, tolerance, effort)
    if chosen is None:
        raise Infeasible([_none_in_time()])
    return chosen


def _ruled(model: Model) -> RuledProblem:
    return RuledProblem(model.problem, model.rules, model.covers, model.needs, model.min_sum)


def _greatest_min_sum(found: _Found, highest: float, effort: Effort) -> _Found:
    """The greatest smallest sum found, not above the proven one, and with it a great total."""
    low, target = found.worst, highest
    step = _RESOLUTION * max(1.0, abs(highest))
    for _ in range(_MAX_TARGETS):
        if highest - low <= step or effort.is_over:
            break
        effort.spend(_LOOKS_OF_RELAXATION * len(found.model.problem.scores))
        better = _with_min_sum(found, target - step, effort.part(_SHARE_OF_TARGET))
        if better is None:
            highest = target
        else:
            found, low = better, better.worst
        target = (low + highest) / 2
    return found


def _with_min_sum(found: _Found, min_sum: float, effort: Effort) -> _Found | None:
    """An assignment of great total in which no paper's sum lies below this; None if none was found."""
    model, tolerance = found.model.with_min_sum(min_sum), found.tolerance
    relaxed = relax(model, found.chosen, found.relaxed.reviewers)
    ruled = _ruled(model)
    if ruled.is_small:
        chosen, _ = all_at_once(ruled, effort, tolerance.search)
    else:
        chosen = _widened(model, relaxed, tolerance, effort)
    return None if chosen is None else _Found(chosen, relaxed, model, tolerance)


def _widened(model: Model, relaxed: Relaxed, tolerance: Tolerance, effort: Effort) -> Bools | None:
    """The best assignment over more and more pairs, until it is near the bound; None if none was found."""
    best, best_total = None, -np.inf
    for width in (*_WIDTHS, np.inf):
        near = (relaxed.reduced >= -width * model.score_range) | (relaxed.share > TINY)
        least_nodes = LEAST_NODES if best is None else 0
        chosen = _among(model, model.problem.allowed & near, tolerance.search, effort, least_nodes)
        total = -np.inf if chosen is None else float(model.problem.scores[chosen].sum())
        if total > best_total:
            best, best_total = chosen, total
        good = relaxed.bound - best_total <= tolerance.answer * max(1.0, abs(relaxed.bound))
        if good or (best is not None and effort.is_over):
            break
    return best


def _none_in_time() -> Infeasibility:
    sentence = (
        "The rules can be met on average, but no whole assignment was found in time: lift one of them, or "
        "allow more time."
    )
    return Infeasibility(sentence=sentence)


def _among(model: Model, competitive: Bools, gap: float, effort: Effort, least_nodes: int) -> Bools | None:
    """The best assignment over these pairs; limits that it exceeds are added until it exceeds none."""
    problem, columns = model.problem, np.flatnonzero(competitive)
    for _ in range(_MAX_ROUNDS):
        rows = rows_over(model, columns)
        picked, _ = best_columns(
            problem.scores[columns],
            [
                LinearConstraint(rows.upper, -np.inf, rows.most),
                LinearConstraint(rows.exact, problem.demand, problem.demand),
            ],
            effort,
            least_nodes=least_nodes,
            lower=problem.fixed[columns].astype(np.float64),
            gap=gap,
        )
        if picked is None:
            return None
        chosen = np.zeros(len(problem.scores), dtype=bool)
        chosen[columns] = picked
        if not model.add_exceeded(chosen.astype(np.float64)):
            return chosen
    return None


def _solution(
    found: _Found, highest: Relaxed | None, lifted: tuple[Infeasibility, ...], seconds: float
) -> Solution:
    problem, chosen, relaxed = found.model.problem, found.chosen, found.relaxed
    worst, worst_paper = worst_of(problem, paper_sums(problem, chosen))
    proof = None
    if highest is not None:
        listed = highest.listed(found.model.seeking_min_sum())
        proof = WorstProof(bound=highest.bound, duals=highest.reviewers, rule_duals=listed)
    return Solution(
        objective=PANELS,
        papers=problem.rows[chosen],
        reviewers=problem.indices[chosen],
        total=float(problem.scores[chosen].sum()),
        worst=worst,
        worst_paper=worst_paper,
        bound=relaxed.bound,
        seconds=seconds,
        infeasibilities=lifted,
        duals=relaxed.reviewers,
        rule_duals=relaxed.listed(found.model),
        worst_bound=None if proof is None else proof.bound,
        worst_proof=proof,
    )
