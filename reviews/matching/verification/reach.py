"""What a result reaches, counted anew: the places that it fills are what bounds are for."""

from dataclasses import dataclass
from math import isfinite

import numpy as np

from reviews.matching.problem.arrays import Bools, Ints
from reviews.matching.problem.problem import Problem

TOLERANCE = 1e-6
_SMALL = 150_000  # pairs


def close(one: float, other: float) -> bool:
    """Whether both are finite and differ by no more than a millionth of the greater (or of 1)."""
    return isfinite(one - other) and abs(one - other) <= TOLERANCE * max(1.0, abs(one), abs(other))


@dataclass(frozen=True, eq=False)
class Reach:
    """What a result reaches: `filled` places of each paper, and `least` loads of each reviewer.

    `rows` is the paper of each stored pair; `usable` and `required` say which may and which must be assigned.
    """

    problem: Problem
    rows: Ints
    usable: Bools
    required: Bools
    filled: Ints
    least: Ints

    @property
    def is_small(self) -> bool:
        """Whether a programme over all pairs can be expected to end."""
        return len(self.rows) <= _SMALL


def rows_of(problem: Problem) -> Ints:
    """The paper of each stored pair."""
    return np.repeat(np.arange(problem.n_papers), problem.indptr[1:] - problem.indptr[:-1])


def excluded_pairs(problem: Problem) -> set[tuple[int, int]]:
    """The (paper, reviewer) pairs in conflict or forbidden."""
    return {(int(p), int(r)) for pairs in (problem.conflicts, problem.forbidden) for p, r in pairs}


def usable_and_required(problem: Problem) -> tuple[Bools, Bools]:
    """Which stored pairs may, and which must, be assigned."""
    keys, step = rows_of(problem) * problem.n_reviewers + problem.indices, [problem.n_reviewers, 1]
    excluded = np.concatenate([np.asarray(problem.conflicts) @ step, np.asarray(problem.forbidden) @ step])
    return ~np.isin(keys, excluded), np.isin(keys, np.asarray(problem.required) @ step)


def reach_of(problem: Problem, chosen: Bools) -> Reach:
    """What these stored pairs reach, counted anew."""
    rows, (usable, required) = rows_of(problem), usable_and_required(problem)
    loads = np.bincount(problem.indices[chosen], minlength=problem.n_reviewers)
    return Reach(
        problem=problem,
        rows=rows,
        usable=usable,
        required=required,
        filled=np.bincount(rows[chosen], minlength=problem.n_papers),
        least=np.minimum(problem.load_min, loads),
    )
