"""The board of each poster of a session."""

from collections.abc import Mapping, Sequence

import numpy as np

from program.planning.posters.boards import board_order, filled_boards
from program.planning.problem.model import Bools, PlanningProblem


def hang(
    problem: PlanningProblem, session: int, papers: Sequence[int], before: Mapping[str, str], *, seed: int = 0
) -> dict[int, str]:
    """The board of each of these posters, in walking order; those that had one `before` (by id) stay."""
    labels = labels_of(problem, session)
    likeness = problem.likeness[np.ix_(papers, papers)]
    apart = _of_one_lab(problem, papers) if problem.labs_apart else None
    at = {label: number for number, label in enumerate(labels)}
    fixed: dict[int, int] = {}
    for poster, paper in enumerate(papers):
        board = at.get(before.get(problem.papers[paper].id, ""), -1)
        if board >= 0 and board not in fixed.values():
            fixed[poster] = board
    if fixed:
        board_of = filled_boards(likeness, len(labels), fixed, apart)
    else:
        order = board_order(likeness, apart, seed=seed)
        board_of = {poster: board for board, poster in enumerate(order)}
    in_order = sorted(board_of, key=lambda poster: board_of[poster])
    return {papers[poster]: labels[board_of[poster]] for poster in in_order}


def labels_of(problem: PlanningProblem, session: int) -> tuple[str, ...]:
    """The boards of a session in walking order: those of the room, or 1, 2, 3 and so on."""
    one = problem.sessions[session]
    return one.boards or tuple(str(number + 1) for number in range(one.places))


def _of_one_lab(problem: PlanningProblem, papers: Sequence[int]) -> Bools:
    labs = [frozenset(problem.papers[paper].labs) for paper in papers]
    return np.array([[bool(one & two) for two in labs] for one in labs], dtype=bool)
