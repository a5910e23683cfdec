"""The bound of a partition, and the groups worth choosing from: column generation.

The master programme chooses groups so that each paper is in at most one and there are sessions for them. Its
prices, held near the best ones so far (Wentges 1997), ask for groups that are worth more than they cost;
what the worthiest of all costs less than it is worth gives a bound on every plan (Lagrange).
"""

from dataclasses import dataclass

import numpy as np
from ortools.linear_solver import pywraplp

from program.planning.grouping.part import Group, KindPart
from program.planning.grouping.pricing import worthiest_groups
from program.planning.problem.effort import PlanningEffort
from program.planning.problem.model import Floats

_NEAR, _ROUNDS, _SMOOTHING = 5e-4, 300, 0.6
_SLACK, _MAX_NEAR = 0.006, 2500  # of the bound; groups
_NEVER = -1e6  # likeness of two papers that no session can have together
_COLUMNS_A_ROUND = 10  # for each paper
_LOOKS, _LOOKS_A_PAPER = 5e9, 3e7  # at pairs, a nanosecond each
_MAX_SIZE = 10  # larger groups are no matter of choosing among all


@dataclass(frozen=True, eq=False)
class Columns:
    """No partition is worth more than `bound`; `worths` are those of the groups to choose from.

    `prices` of the papers prove the bound, `optimum` is that of the relaxation over the groups.
    """

    bound: float
    prices: Floats
    optimum: float
    worths: dict[Group, float]


class _Master:
    """The linear programme over the groups at hand, solved again from where it was."""

    def __init__(self, part: KindPart) -> None:
        self.part = part
        self.worths: dict[Group, float] = {}
        self._solver = pywraplp.Solver.CreateSolver("GLOP")
        self._solver.SetSolverSpecificParametersAsString("use_preprocessing:false use_dual_simplex:false")
        none = -self._solver.infinity()
        self._papers = [self._solver.Constraint(none, 1) for _ in part.likeness]
        steps = [0, *sorted({int(size) for size in part.sizes})[:-1]]
        # Groups of more than so many papers need as many sessions as large.
        self._steps = [
            (step, self._solver.Constraint(none, int((part.sizes > step).sum()))) for step in steps
        ]
        self._objective = self._solver.Objective()
        self._objective.SetMaximization()

    def add(self, group: Group) -> None:
        self.worths[group] = worth = self.part.worth(group)
        column = self._solver.NumVar(0, self._solver.infinity(), "")
        self._objective.SetCoefficient(column, worth)
        for paper in group:
            self._papers[paper].SetCoefficient(column, 1)
        for step, row in self._steps:
            if len(group) > step:
                row.SetCoefficient(column, 1)

    def solve(self) -> tuple[float, Floats]:
        """The optimum and the papers' prices."""
        self._solver.Solve()
        prices = np.array([row.dual_value() for row in self._papers])
        return float(self._objective.Value()), np.maximum(prices, 0.0)


def generate_columns(part: KindPart, first: list[Group], effort: PlanningEffort) -> Columns:
    """Bound and groups; `first` are groups to begin with."""
    likeness = _among_compatible(part)
    sizes = _sizes(part, likeness)
    master = _Master(part)
    for group in dict.fromkeys(first):
        master.add(group)
    bound, centre = _first_bound(part, likeness)
    optimum, prices = master.solve()
    looks = _LOOKS + _LOOKS_A_PAPER * len(prices) if sizes and sizes[-1] <= _MAX_SIZE else 0.0
    for step in range(_ROUNDS):
        if bound - optimum <= _NEAR * max(bound, 1e-9) or looks <= 0 or effort.is_enough:
            break
        effort.tell("Finding sessions of similar talks", 0.1 + 0.4 * step / _ROUNDS)
        tried = _SMOOTHING * centre + (1 - _SMOOTHING) * prices
        new, found_bound, looks = _priced(part, likeness, tried, sizes, looks)
        if found_bound < bound:
            bound, centre = found_bound, tried
        groups = [group for group in new if group not in master.worths and part.sessions_for(group).any()]
        for group in groups[: _COLUMNS_A_ROUND * len(prices)]:
            master.add(group)
        if groups:
            optimum, prices = master.solve()
        elif found_bound > bound or np.allclose(centre, prices):
            if np.allclose(centre, prices):
                break
            centre = (centre + prices) / 2
    for group in _nearly_worth(part, likeness, centre, sizes):
        master.worths.setdefault(group, part.worth(group))
    return Columns(bound, centre, optimum, master.worths)


def _nearly_worth(part: KindPart, likeness: Floats, prices: Floats, sizes: list[int]) -> list[Group]:
    """Groups that a plan near the bound may hold although the relaxation has no use for them."""
    slack = _SLACK * float(prices.sum())
    found: list[Group] = []
    for size in sizes if sizes and sizes[-1] <= _MAX_SIZE else []:
        limit = worthiest_groups(likeness, prices, size, most=1, share=1.0, max_looks=_LOOKS / 10).limit
        lowered = prices - slack / size
        near = worthiest_groups(
            likeness, lowered, size, least=limit + 1e-9, share=0.0, most=_MAX_NEAR, max_looks=_LOOKS / 10
        )
        found += [group for group in near.worths if part.sessions_for(group).any()]
    return found


def _among_compatible(part: KindPart) -> Floats:
    allowed = part.allowed.astype(np.int64)
    likeness = part.likeness.copy()
    apart = allowed @ allowed.T == 0
    np.fill_diagonal(apart, val=False)
    likeness[apart] = _NEVER
    return likeness


def _sizes(part: KindPart, likeness: Floats) -> list[int]:
    """Group sizes that a best partition may need: full sessions alone, if it can fill them all."""
    most = {int(size) for size in part.sizes if size > 1}
    if len(likeness) >= part.sizes.sum() and (likeness >= 0).all():
        return sorted(most)
    return list(range(2, max(most, default=1) + 1))


def _first_bound(part: KindPart, likeness: Floats) -> tuple[float, Floats]:
    """Nobody is more like its session than half of its nearest: prices under which no group gains."""
    nearest = max(int(part.sizes.max(initial=1)) - 1, 0)
    prices = np.maximum(-np.sort(-likeness, axis=1)[:, :nearest], 0.0).sum(axis=1) / 2
    return float(prices.sum()), prices


def _priced(
    part: KindPart, likeness: Floats, prices: Floats, sizes: list[int], looks: float
) -> tuple[list[Group], float, float]:
    """Groups worth more than these prices, the worthiest first; the bound that they prove; looks left."""
    worths: dict[Group, float] = {}
    gains = np.zeros(int(part.sizes.max(initial=0)) + 1)
    for size in sizes:
        found = worthiest_groups(likeness, prices, size, max_looks=looks)
        looks = found.looks
        worths.update(found.worths)
        gains[size] = found.limit
    at_most = np.maximum.accumulate(gains)
    bound = float(prices.sum() + at_most[part.sizes].sum())
    return sorted(worths, key=lambda group: (-worths[group], group)), bound, looks
