"""What a target for the worst paper asks of every paper at least, and whether loads allow it."""

import numpy as np
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import maximum_flow

from reviews.matching.problem.arrays import Floats
from reviews.matching.verification.reach import TOLERANCE, Reach


def levels_hold(reach: Reach, target: float) -> bool:
    """Whether loads allow what more than `target` for every paper asks for at least; if not, none has more.

    The reader in the k-th place of a paper (from 0, the best first) scores no less than the lowest score that
    reaches the target beside the k best of all and those that follow it. So many readers as good as that must
    be found for every paper: a maximum flow of SciPy, in which a place takes a reader of its level or better.
    """
    levels = _levels(reach, target + TOLERANCE * max(1.0, abs(target)))
    found = maximum_flow(_network(reach, levels), *_ends(reach, levels))
    return int(found.flow_value) == int(reach.filled.sum())


def _ends(reach: Reach, levels: Floats) -> tuple[int, int]:
    nodes = levels.size + reach.problem.n_reviewers
    return nodes, nodes + 1


def _network(reach: Reach, levels: Floats) -> csr_array:
    """From the source to places, from places to better ones of their paper, to reviewers, to the sink."""
    problem, width = reach.problem, levels.shape[1]
    source, sink = _ends(reach, levels)
    at = np.flatnonzero(reach.usable)
    place = np.zeros(len(at), dtype=np.int64)
    for column in range(width):
        place += problem.scores[at] < levels[reach.rows[at], column]
    fits = place < reach.filled[reach.rows[at]]
    at, place = at[fits], place[fits]
    papers, places = np.nonzero(np.arange(width) < reach.filled[:, None])
    cells, people = papers * width + places, levels.size + np.arange(problem.n_reviewers)
    later = cells[places > 0]
    tails = [np.full(len(cells), source), later, reach.rows[at] * width + place, people]
    heads = [cells, later - 1, levels.size + problem.indices[at], np.full(len(people), sink)]
    many = np.full(len(later), problem.n_reviewers)
    room = [np.ones(len(cells)), many, np.ones(len(at)), problem.load_max]
    entries = (np.concatenate(tails), np.concatenate(heads))
    matrix = coo_array((np.concatenate(room).astype(np.int32), entries), (sink + 1, sink + 1))
    return csr_array(matrix)


def _levels(reach: Reach, target: float) -> Floats:
    """For each paper and place the least score with which the target can be had; infinite if with none."""
    problem = reach.problem
    levels = np.full((problem.n_papers, int(reach.filled.max(initial=1))), np.inf)
    for paper in np.flatnonzero(reach.filled).tolist():
        low, high = problem.indptr[paper : paper + 2]
        scores = np.sort(problem.scores[low:high][reach.usable[low:high]])[::-1]
        running = np.concatenate([[0.0], np.cumsum(scores)])
        count = int(reach.filled[paper])
        for place in range(count):
            left = count - place
            sums = running[place] + running[place + left :] - running[place : len(running) - left]
            reached = np.flatnonzero(sums >= target)
            if len(reached):
                levels[paper, place] = scores[place + reached[-1]]
    return levels
