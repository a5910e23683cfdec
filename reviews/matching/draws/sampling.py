"""Samples assignments from marginal probabilities: each is whole, and each pair keeps its probability.

Dependent rounding (Gandhi et al., "Dependent rounding and its applications to approximation algorithms",
Journal of the ACM 53, 2006): while some pairs are neither in nor out, go around a cycle of them and add and
take away in turn, in one of two directions, with odds under which every pair keeps its probability. One more
node takes up what the reviewers' loads lack to whole numbers, so that no node is left with one open edge.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from time import perf_counter

import numpy as np

from reviews.matching.draws.probability_limited import Marginals, probability_limited
from reviews.matching.problem.arrays import Bools, Ints
from reviews.matching.problem.errors import ProblemError
from reviews.matching.problem.problem import Problem
from reviews.matching.problem.solution import TOTAL, Odds, Solution, paper_sums, worst_of

# From how far parts can move up and down, whether they move up.
Direction = Callable[[int, int], bool]


def sample(problem: Problem, limit: float, *, seed: int, spread: float = 0.0) -> Solution:
    """An assignment drawn at random under a probability limit, the same for the same seed on every machine.

    Its `bound` is that of the expected total, and `odds` holds the probability of each pair. Raises
    `ProblemError` for a negative seed, and what `probability_limited` raises, which explains `limit` and
    `spread`.
    """
    if seed < 0:
        raise ProblemError(f"A seed is a whole number from 0 on, not {seed}.")
    started = perf_counter()
    marginals = probability_limited(problem, limit, spread=spread)
    chosen = Sampler(marginals).draw(seed)
    worst, worst_paper = worst_of(problem, paper_sums(problem, chosen))
    return Solution(
        objective=TOTAL,
        papers=problem.rows[chosen],
        reviewers=problem.indices[chosen],
        total=float(problem.scores[chosen].sum()),
        worst=worst,
        worst_paper=worst_paper,
        bound=marginals.bound,
        seconds=perf_counter() - started,
        duals=marginals.duals,
        odds=Odds(
            limit=marginals.limit,
            spread=spread,
            seed=seed,
            expected_total=marginals.total,
            units=marginals.units,
            parts=_listed(marginals),
        ),
    )


def _listed(marginals: Marginals) -> Ints:
    """Rows of paper, reviewer and parts for every pair that could have been drawn."""
    problem, likely = marginals.problem, marginals.parts > 0
    return np.column_stack([problem.rows[likely], problem.indices[likely], marginals.parts[likely]])


@dataclass(eq=False)
class Sampler:
    """Samples assignments from the marginals of a problem.

    What does not depend on the seed is computed once, so that many samples take little time.
    """

    marginals: Marginals

    def draw(self, seed: int) -> Bools:
        """Which stored pairs are assigned in the sample of this seed; the same on every machine."""
        generator = np.random.default_rng(seed)
        return self._by_coins(generator) if self._all_halves else self._by_walks(generator)

    @cached_property
    def _open(self) -> Ints:
        """The stored pairs that are neither certain nor impossible."""
        parts = self.marginals.parts
        return np.flatnonzero((parts > 0) & (parts < self.marginals.units))

    @cached_property
    def _edges(self) -> tuple[list[int], list[int], list[int]]:
        """Both end nodes and the parts of each edge: the open pairs, then what fills up each load."""
        problem, units = self.marginals.problem, self.marginals.units
        loads = np.bincount(problem.indices, self.marginals.parts, problem.n_reviewers).astype(np.int64)
        lacking = np.flatnonzero(loads % units)
        fill = problem.n_papers
        left = np.concatenate([problem.rows[self._open], np.full(len(lacking), fill)])
        right = np.concatenate([problem.indices[self._open], lacking]) + fill + 1
        parts = np.concatenate([self.marginals.parts[self._open], units - loads[lacking] % units])
        return left.tolist(), right.tolist(), parts.tolist()

    @cached_property
    def _all_halves(self) -> bool:
        return all(2 * part == self.marginals.units for part in self._edges[2])

    @cached_property
    def _coins(self) -> tuple[Ints, Bools]:
        """The cycle that each edge lies on, and its side of it: one coin decides a whole cycle.

        Where every part is a half, one move closes a cycle whole, so cycles do not depend on the coins.
        """
        walk = _Walk(*self._edges, units=self.marginals.units)
        cycle_of = np.zeros(len(self._edges[0]), dtype=np.int64)
        odd = np.zeros(len(cycle_of), dtype=bool)
        for number, cycle in enumerate(walk.cycles(_always_up)):
            cycle_of[cycle] = number
            odd[cycle[1::2]] = True
        return cycle_of, odd

    def _by_coins(self, generator: np.random.Generator) -> Bools:
        cycle_of, odd = self._coins
        coins = generator.integers(0, 2, size=int(cycle_of.max(initial=-1)) + 1).astype(bool)
        return self._chosen((coins[cycle_of] ^ odd)[: len(self._open)])

    def _by_walks(self, generator: np.random.Generator) -> Bools:
        walk = _Walk(*self._edges, units=self.marginals.units)
        for _ in walk.cycles(lambda up, down: bool(generator.integers(up + down) < down)):
            pass
        return self._chosen(np.array(walk.parts[: len(self._open)], dtype=np.int64) > 0)

    def _chosen(self, taken: Bools) -> Bools:
        chosen = self.marginals.parts == self.marginals.units
        chosen[self._open] = taken
        return np.asarray(chosen)


def _always_up(up: int, down: int) -> bool:
    return True


class _Walk:
    """A walk around cycles of open edges (parts neither 0 nor `units`) until none is open."""

    def __init__(self, left: list[int], right: list[int], parts: list[int], *, units: int) -> None:
        self.parts = list(parts)
        self._units = units
        self._ends = (left, right)
        self._at: list[list[int]] = [[] for _ in range(max([-1, *left, *right]) + 1)]
        for edge, ends in enumerate(zip(left, right, strict=True)):
            for end in ends:
                self._at[end].append(edge)

    def cycles(self, goes_up: Direction) -> Iterator[list[int]]:
        """The edges of each cycle in turn, once its parts are moved; `goes_up` chooses in which direction."""
        for start in range(len(self._at)):
            nodes, edges, place = [start], [-1], {start: 0}
            while (edge := self._open_edge(nodes[-1], edges[-1])) >= 0:
                node = self._across(edge, nodes[-1])
                edges.append(edge)
                if node not in place:
                    place[node] = len(nodes)
                    nodes.append(node)
                    continue
                begin = place[node]
                cycle = edges[begin + 1 :]
                self._move(cycle, goes_up)
                for left in nodes[begin + 1 :]:
                    del place[left]
                del nodes[begin + 1 :], edges[begin + 1 :]
                yield cycle

    def _across(self, edge: int, node: int) -> int:
        left, right = self._ends
        return right[edge] if left[edge] == node else left[edge]

    def _open_edge(self, node: int, came_by: int) -> int:
        """An open edge at the node other than `came_by`; -1 if there is none."""
        edges = self._at[node]
        for at in range(len(edges) - 1, -1, -1):
            if not 0 < self.parts[edges[at]] < self._units:
                edges.pop(at)
            elif edges[at] != came_by:
                return edges[at]
        return -1

    def _move(self, cycle: list[int], goes_up: Direction) -> None:
        """Shift parts around the cycle until an edge of it is closed."""
        room = [self._units - self.parts[edge] for edge in cycle]
        held = [self.parts[edge] for edge in cycle]
        up, down = min(room[::2] + held[1::2]), min(held[::2] + room[1::2])
        step = up if goes_up(up, down) else -down
        for place, edge in enumerate(cycle):
            self.parts[edge] += -step if place % 2 else step
