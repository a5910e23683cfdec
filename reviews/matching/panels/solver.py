"""The best assignment under rules on the panel of a paper.

Those rules break the structure of a flow. The relaxation (see `panel_model`) proves the bound; a programme of
whole numbers over the pairs that its prices leave competitive then finds assignments; it is widened until
they come near enough to the bound. The best floor lies between that of the greatest total and the highest
floor of the relaxation, and is looked for by halves.
"""

from dataclasses import dataclass, replace
from time import perf_counter

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from reviews.matching.flow.dual_prices import dual_of
from reviews.matching.flow.infeasibility import check_required, explain
from reviews.matching.flow.network import best_flow, whole_gains
from reviews.matching.flow.solver import solve
from reviews.matching.panels.reciprocal import RuledProblem, all_at_once, clash
from reviews.matching.panels.relaxation import CHEAP, Model, Relaxed, relax, rows_over
from reviews.matching.panels.rules import GROUP, LIKED, SENIOR, Limit, PanelRules
from reviews.matching.problem.arrays import Bools
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

_LEAST_SECONDS = 5.0  # of a search that begins when patience is over
_WIDTHS = (0.005, 0.02, 0.06)  # how far below its price a pair may lie, in shares of the widest score
_MAX_ROUNDS = 200
_MAX_TARGETS = 12  # tried by halves
_LEVEL = 1e-6


@dataclass(frozen=True)
class Fineness:
    """How near to the bound is near enough, as shares of it: `near` ends a search, `enough` its widening.

    `spread`: how far scores lie apart; None: as they do.
    """

    near: float = 5e-4
    enough: float = 2e-3
    spread: float | None = None


@dataclass(frozen=True, eq=False)
class _Found:
    """A whole assignment and the relaxation that bounds its total."""

    chosen: Bools
    relaxed: Relaxed
    model: Model
    fine: Fineness


def solve_panels(
    problem: Problem,
    rules: PanelRules,
    objective: str = TOTAL,
    *,
    allow_shortfall: bool = False,
    time_limit: float = 60.0,
    fine: Fineness = Fineness(),
) -> Solution:
    """The assignment of greatest total under the rules, with a proven bound (see `Solution.gap`).

    With the objective `floor`, the worst-served paper comes first: its sum is as high as could be found, and
    `worst_bound` proves how much higher it might be; the total is the greatest found with that floor.

    Raises `Infeasible` where a rule cannot be met, or, with `allow_shortfall`, lifts it for the papers
    concerned and names them in `shortages`. `patience`: seconds after which the best answer so far is taken;
    most problems need a tenth of it, and only those that use it up may have another answer elsewhere.
    """
    started = perf_counter()
    if objective not in {TOTAL, MAX_MIN}:
        raise ProblemError(f"Under rules on panels the aim is total or floor, not {objective}.")
    check_required(problem)
    rules = rules.checked(problem)
    if not problem.demand.any():
        return replace(solve(problem), objective=PANELS)
    gains, scale = whole_gains(problem)
    flow = best_flow(problem, gains)
    if infeasibilities := explain(problem, flow):
        raise Infeasible(infeasibilities)
    covers = {kind: mask & problem.allowed for kind, mask in rules.covers(problem).items()}
    needs = {kind: rules.needs(kind, problem) for kind in covers}
    spread = float(np.ptp(problem.scores)) if fine.spread is None else fine.spread
    model = Model(problem, rules, covers, needs, max(spread, CHEAP))
    lifted = _lift(model, _hopeless(model), allow_shortfall=allow_shortfall)
    prices = dual_of(problem, flow.chosen, gains, scale).reviewers
    relaxed = relax(model, flow.chosen, prices)
    lifted += _lift(model, _missed(model, relaxed), allow_shortfall=allow_shortfall)
    if np.any(relaxed.missed > 1e-6):
        relaxed = relax(model, flow.chosen, relaxed.reviewers)
    found = _Found(_first(model, relaxed, fine, started + time_limit), relaxed, model, fine)
    highest = None
    if objective == MAX_MIN:
        highest = relax(model.raising(), found.chosen, relaxed.reviewers)
        found = _lifted(found, highest.bound, started + time_limit)
    return _solution(found, highest, tuple(lifted), perf_counter() - started)


def _hopeless(model: Model) -> list[tuple[str, int]]:
    """Covers for which a paper has no candidate at all."""
    found = []
    for kind, mask in model.covers.items():
        candidates = np.bincount(model.problem.rows[mask], minlength=model.problem.n_papers)
        found += [(kind, int(p)) for p in np.flatnonzero(model.needs[kind] & (candidates == 0))]
    return found


def _missed(model: Model, relaxed: Relaxed) -> list[tuple[str, int]]:
    """Covers that even shares cannot meet together. Raises `Infeasible` where limits are what they miss."""
    kinds, covers = list(model.covers), len(model.covers) * model.problem.n_papers
    missed = np.flatnonzero(relaxed.missed > 1e-6).tolist()
    if crowded := [model.limits[at - covers] for at in missed if at >= covers]:
        raise Infeasible(list(dict.fromkeys(_too_tight(model.problem, limit) for limit in crowded)))
    return [(kinds[at // model.problem.n_papers], int(at % model.problem.n_papers)) for at in missed]


def _too_tight(problem: Problem, limit: Limit) -> Infeasibility:
    papers = (limit.key[2],) if limit.kind == GROUP else (limit.key[0], limit.key[2])
    names = " and ".join(problem.paper_name(paper) for paper in papers)
    rule = "two reviewers of one group" if limit.kind == GROUP else "authors who review each other"
    sentence = f"The reviewers that are left for {names} would be {rule}: add reviewers, or lift the rule."
    return Infeasibility(sentence=sentence, papers=papers)


def _lift(model: Model, covers: list[tuple[str, int]], *, allow_shortfall: bool) -> list[Infeasibility]:
    words = {SENIOR: "is senior", LIKED: "said yes to it"}
    infeasibilities = [
        Infeasibility(
            sentence=(
                f"{model.problem.paper_name(paper).capitalize()} cannot have a reviewer who "
                f"{words.get(kind, 'knows one of its topics')}: invite one, or lift the rule for it."
            ),
            papers=(paper,),
        )
        for kind, paper in covers
    ]
    if infeasibilities and not allow_shortfall:
        raise Infeasible(infeasibilities)
    for kind, paper in covers:
        model.needs[kind] = model.needs[kind] & (np.arange(model.problem.n_papers) != paper)
    return infeasibilities


def _first(model: Model, relaxed: Relaxed, fine: Fineness, until: float) -> Bools:
    """The greatest total. Raises `Infeasible` where none was found."""
    ruled = _ruled(model)
    if ruled.is_small:
        chosen, impossible = all_at_once(ruled, until, fine.near)
        if chosen is None:
            raise Infeasible([clash(ruled, proven=impossible)])
        return chosen
    chosen = _whole(model, relaxed, fine, until=until)
    if chosen is None:
        raise Infeasible([_no_whole_answer()])
    return chosen


def _ruled(model: Model) -> RuledProblem:
    return RuledProblem(model.problem, model.rules, model.covers, model.needs, model.min_sum)


def _lifted(found: _Found, highest: float, until: float) -> _Found:
    """The highest floor found below the proven one; of the assignments with it, one of great total."""
    low = _worst(found)
    target = highest
    level = _LEVEL * max(1.0, abs(highest))
    for _ in range(_MAX_TARGETS):
        if highest - low <= level or perf_counter() > until:
            break
        better = _with_min_sum(found, target - level, until)
        if better is None:
            highest = target
        else:
            found, low = better, _worst(better)
        target = (low + highest) / 2
    return found


def _with_min_sum(found: _Found, min_sum: float, until: float) -> _Found | None:
    """An assignment of great total none of whose papers lies below this; None where none was found."""
    model = found.model.with_min_sum(min_sum)
    relaxed = relax(model, found.chosen, found.relaxed.reviewers)
    ruled, fine = _ruled(model), found.fine
    small = ruled.is_small
    chosen = all_at_once(ruled, until, fine.near)[0] if small else _whole(model, relaxed, fine, until=until)
    return None if chosen is None else _Found(chosen, relaxed, model, fine)


def _worst(found: _Found) -> float:
    problem = found.model.problem
    return worst_of(problem, paper_sums(problem, found.chosen))[0]


def _whole(model: Model, relaxed: Relaxed, fine: Fineness, *, until: float) -> Bools | None:
    """Whole assignments over more and more pairs, until one is near the bound; None where none was found."""
    best, best_total = None, -np.inf
    for width in (*_WIDTHS, np.inf):
        competitive = model.problem.allowed & (
            (relaxed.reduced >= -width * model.widest) | (relaxed.share > CHEAP)
        )
        chosen = _within(model, competitive, fine.near, until=until)
        total = -np.inf if chosen is None else float(model.problem.scores[chosen].sum())
        if total > best_total:
            best, best_total = chosen, total
        near = relaxed.bound - best_total <= fine.enough * max(1.0, abs(relaxed.bound))
        if near or (best is not None and perf_counter() > until):
            break
    return best


def _no_whole_answer() -> Infeasibility:
    sentence = (
        "The rules can be met on average, but no whole assignment was found in time: lift one of them, or "
        "allow more time."
    )
    return Infeasibility(sentence=sentence)


def _within(model: Model, competitive: Bools, near: float, *, until: float) -> Bools | None:
    """The best whole assignment over these pairs; limits it exceeds are added until it exceeds none."""
    problem, columns = model.problem, np.flatnonzero(competitive)
    for _ in range(_MAX_ROUNDS):
        rows, upper, papers, demand = rows_over(model, columns)
        ways = rows.shape[1] - len(columns)
        found = milp(
            np.concatenate([-problem.scores[columns], np.full(ways, model.penalty)]),
            integrality=np.concatenate([np.ones(len(columns)), np.zeros(ways)]),
            bounds=Bounds(
                np.concatenate([problem.fixed[columns], np.zeros(ways)]),
                np.concatenate([np.ones(len(columns)), np.zeros(ways)]),
            ),
            constraints=[LinearConstraint(rows, -np.inf, upper), LinearConstraint(papers, demand, demand)],
            options={"mip_rel_gap": near, "time_limit": max(_LEAST_SECONDS, until - perf_counter())},
        )
        if found.x is None:
            return None
        chosen = np.zeros(len(problem.scores), dtype=bool)
        chosen[columns] = found.x[: len(columns)] > 0.5
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
        listed = highest.listed(found.model.raising())
        proof = WorstProof(bound=highest.bound, prices=highest.reviewers, panel_prices=listed)
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
        prices=relaxed.reviewers,
        panel_prices=relaxed.listed(found.model),
        worst_bound=None if proof is None else proof.bound,
        worst_proof=proof,
    )
