"""From similarities of single past papers to the affinity of a reviewer, in blocks that fit into memory."""

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array, vstack

from reviews.matching.problem.arrays import Floats, Ints

CELLS_AT_ONCE = 2**24  # similarities held in memory at a time: 64 MB
Block = npt.NDArray[np.float32]
# From similarities of shape (papers, reviewers, past papers of each) to scores of shape (papers, reviewers).
Measure = Callable[[Block], Floats]


def starts_of(past: Sequence[Sequence[str]]) -> Ints:
    """Where the past papers of each reviewer begin in the list of all, and its end."""
    lengths = np.array([len(texts) for texts in past], dtype=np.int64)
    return np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)


def fits(
    cells: Callable[[slice], Block],
    n_papers: int,
    starts: Ints,
    measure: Measure,
    max_reviewers: int | None = None,
) -> csr_array:
    """Scores of papers x reviewers, as `measure` makes them from the similarities of past papers.

    `cells` gives those of some papers (rows) to all past papers (columns), which `starts` assigns to
    reviewers. With `max_reviewers`, only the best so many reviewers of each paper are stored.
    """
    n_reviewers, n_past = len(starts) - 1, int(starts[-1])
    if not (n_papers and n_past):
        return csr_array((n_papers, n_reviewers))
    groups, step = _groups_of_length(starts), max(1, CELLS_AT_ONCE // n_past)
    blocks = []
    for start in range(0, n_papers, step):
        values = cells(slice(start, start + step))
        table = np.zeros((len(values), n_reviewers))
        for who, columns in groups:
            table[:, who] = measure(values[:, columns])
        blocks.append(csr_array(_best(table, max_reviewers)))
    return csr_array(vstack(blocks, format="csr"))


def mean_of_nearest(nearest: int) -> Measure:
    """The measure that takes the mean of the `nearest` most similar past papers, or of all if fewer."""

    def measured(values: Block) -> Floats:
        if values.shape[2] > nearest:
            values = np.partition(values, values.shape[2] - nearest, axis=2)[:, :, -nearest:]
        return np.asarray(np.sort(values, axis=2).mean(axis=2, dtype=np.float64))

    return measured


def nearest_and_all(values: Block) -> Floats:
    """Halfway between the nearest past paper and the mean of all."""
    return np.asarray((values.max(axis=2) + values.mean(axis=2, dtype=np.float64)) / 2)


def _groups_of_length(starts: Ints) -> list[tuple[Ints, Ints]]:
    """Reviewers with equally many past papers, and the columns of those, a row per reviewer."""
    lengths = np.diff(starts)
    groups = []
    for length in np.unique(lengths[lengths > 0]):
        who = np.flatnonzero(lengths == length)
        groups.append((who, starts[who][:, None] + np.arange(length)))
    return groups


def _best(table: Floats, max_reviewers: int | None) -> Floats:
    if max_reviewers is None or max_reviewers >= table.shape[1]:
        return table
    far = np.argsort(-table, axis=1, kind="stable")[:, max_reviewers:]
    np.put_along_axis(table, far, 0.0, axis=1)
    return table
