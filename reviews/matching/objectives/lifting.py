"""Lifting papers to a target for their sums by chains of exchanges, at the least loss that is found.

A paper below the target gives back all its readers and chooses anew: it weighs what each reader scores
against what the chain loses that frees them. Papers that have least to choose from go first. Then papers
choose once more as long as the total gains by it; and the flow is asked for the best assignment of all
others beside those that were lifted, whose readers stay.
"""

from collections.abc import Iterable

import numpy as np

from reviews.matching.flow.network import best_flow
from reviews.matching.objectives.exchanges import Exchanges, best_of_rows
from reviews.matching.problem.arrays import Bools, Floats, Ints
from reviews.matching.problem.effort import Effort
from reviews.matching.problem.problem import Problem

_STEPS = (3, 6)  # of a chain: what is tried, then what is tried where that does not do
_TRIES = 4  # to find chains that do not stand in each other's way
_PASSES, _ROUNDS = 3, 3  # of choosing once more, and of asking the flow
# What a point of its score is worth to a paper that needs it, from nothing to all; the first that does.
_NEEDS = (0.0, 0.125, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 64.0, 1e6)


def own_best(problem: Problem, gains: Ints) -> Ints:
    """For each paper what its best readers add up to, the required ones among them: no sum exceeds it."""
    certain = np.zeros(problem.n_papers, dtype=np.int64)
    np.add.at(certain, problem.rows[problem.fixed], gains[problem.fixed])
    needs = problem.demand - np.bincount(problem.rows[problem.fixed], minlength=problem.n_papers)
    free = problem.allowed & ~problem.fixed
    best = best_of_rows(problem, np.where(free, gains, -np.inf), int(needs.max(initial=0)))
    counted = (np.arange(best.shape[1]) < needs[:, None]) & (best >= 0)
    return np.asarray(
        certain + np.where(counted, gains[np.maximum(best, 0)] if len(gains) else 0, 0).sum(axis=1)
    )


class Lifting:
    """Lifts the papers of one problem. `duals` are prices of readers in units of `gains`."""

    def __init__(self, problem: Problem, gains: Ints, duals: Floats, effort: Effort) -> None:
        self._problem, self._gains, self._effort = problem, gains, effort
        self._own = own_best(problem, gains)
        self._needy = problem.demand > 0
        self._exchanges = Exchanges(problem, gains, duals, effort)
        self._lifted: set[int] = set()

    @property
    def ceiling(self) -> int:
        """What the paper with least to choose from could have at best."""
        return int(self._own[self._needy].min())

    def lifted(self, chosen: Bools, target: int) -> Bools:
        """The assignment with its papers lifted to the target, up to the first that no chain can lift."""
        self._lifted = set()
        self._exchanges.begin(chosen, target)
        self._lift_all()
        return self._exchanges.chosen()

    def improved(self, chosen: Bools, target: int) -> Bools:
        """An assignment of no smaller total in which no paper is below the target, where none was."""
        self._exchanges.begin(chosen, target)
        best = chosen
        for _ in range(_ROUNDS):
            self._choose_again()
            found, total = self._exchanges.chosen(), self._total(best)
            gained = self._total(found) > total
            best = found if gained else best
            if self._effort.is_over:
                break
            found = self._beside_the_lifted(best)
            self._exchanges.begin(found, target)
            if not self._lift_all():
                break
            found = self._exchanges.chosen()
            if self._total(found) <= self._total(best):
                break
            best = found
        return best

    def _total(self, chosen: Bools) -> int:
        return int(self._gains[chosen].sum())

    def _lift_all(self) -> bool:
        """Lift the papers below the target, those with least to choose from first.

        Ends with the first that cannot be lifted; whether all could be.
        """
        below = np.flatnonzero((self._exchanges.sums < self._exchanges.target) & self._needy)
        for paper in below[np.argsort(self._own[below], kind="stable")].tolist():
            if self._effort.is_over:
                return False
            if self._exchanges.sums[paper] < self._exchanges.target and not self._lift(paper):
                return False
        return True

    def _lift(self, paper: int) -> bool:
        for most_steps in _STEPS:
            if self._choose(paper, most_steps):
                self._lifted.add(paper)
                return True
        return False

    def _choose_again(self) -> None:
        for _ in range(_PASSES):
            gained = False
            for paper in sorted(self._lifted):
                if self._effort.is_over:
                    return
                gained |= self._choose(paper, _STEPS[0], gaining=True)
            if not gained:
                return

    def _beside_the_lifted(self, chosen: Bools) -> Bools:
        """The best assignment of all other papers while those that were lifted keep their readers."""
        staying = np.flatnonzero(chosen & np.isin(self._problem.rows, sorted(self._lifted)))
        pairs = np.stack([self._problem.rows[staying], self._problem.indices[staying]], axis=1)
        required = np.concatenate([np.asarray(self._problem.required), pairs])
        self._effort.spend_on_flow(self._problem)
        return best_flow(self._problem.replaced(required=required), self._gains).chosen

    def _choose(self, paper: int, most_steps: int, *, gaining: bool = False) -> bool:
        """Let one paper choose its readers anew; nothing changes unless it reaches the target.

        If `gaining`, nothing changes either unless the total gains.
        """
        barred: set[int] = set()
        for _ in range(_TRIES):
            blocked = self._try(paper, most_steps, barred, gaining=gaining)
            if not blocked:
                return blocked is not None
            barred |= blocked
        return False

    def _try(self, paper: int, most_steps: int, barred: set[int], *, gaining: bool) -> set[int] | None:
        """None if the paper finds no readers, else the papers that stood in the way (nobody: it is done)."""
        exchanges = self._exchanges
        before, total = exchanges.save(), int(exchanges.sums.sum())
        changed, places = {paper}, exchanges.take_off(paper)
        for one in (paper, *barred):
            exchanges.bar(one)
        outcome: set[int] | None = set()
        chains, is_new = None, False
        while places:
            if chains is None:
                chains, is_new = exchanges.chains(len(places), most_steps), True
            at = self._next_reader(paper, len(places), chains.losses)
            if at is None and is_new:
                outcome = None
                break
            steps = [] if at is None else exchanges.steps(chains, int(self._problem.indices[at]))
            on_way = {step.paper for _, step in steps if step}
            if at is None or not (is_new or exchanges.still_hold(steps, on_way & changed)):
                chains = None
                continue
            changed |= on_way
            if not exchanges.give(paper, places.pop(), at, steps):
                outcome = on_way
                break
            exchanges.refresh(_sorted(on_way))
            is_new = False
        if outcome == set() and gaining and exchanges.sums.sum() <= total:
            outcome = None
        if outcome != set():
            exchanges.restore(before, _sorted(changed | barred))
        else:
            exchanges.refresh(_sorted(changed | barred))
        return outcome

    def _next_reader(self, paper: int, count: int, losses: Floats) -> int | None:
        """Of the readers with whom the paper does best, the one who is hardest to free; None if some lack.

        A stored pair of the paper; `count` places are empty, and `losses` are those of the chains that free
        each reader.
        """
        exchanges, gains = self._exchanges, self._gains
        row = self._row(paper, losses)
        if len(row) < count:
            return None
        lacking = exchanges.target - exchanges.sums[paper]
        freeing = losses[self._problem.indices[row]]
        for need in _NEEDS:
            worth = (1 + need) * gains[row] - freeing
            best = np.argpartition(-worth, count - 1)[:count]
            if gains[row[best]].sum() >= lacking:
                return int(row[best[np.argmax(freeing[best])]])
        return None

    def _row(self, paper: int, losses: Floats) -> Ints:
        """The pairs that the paper may still take, by chains or at once."""
        problem = self._problem
        row = np.arange(problem.indptr[paper], problem.indptr[paper + 1])
        row = row[problem.allowed[row] & ~problem.fixed[row] & np.isfinite(losses[problem.indices[row]])]
        return row[~np.isin(row, self._exchanges.members[paper])]


def _sorted(papers: Iterable[int]) -> Ints:
    return np.array(sorted(papers), dtype=np.int64)
