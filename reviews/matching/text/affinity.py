"""How well a reviewer fits a paper, from several parts (text, topics, bids), each of them kept.

A part may be silent about a reviewer or a paper (no past papers, no topics chosen). Where it is, the
weights of the other parts count for the whole; silence is not the same as a score of 0.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from reviews.matching.problem.arrays import Bools, Floats, Ints
from reviews.matching.problem.errors import ProblemError

MAX_SHARE = 0.5
Topics = Mapping[str, float] | Collection[str]


@dataclass(frozen=True, eq=False, kw_only=True)
class Part:
    """One signal: scores of papers x reviewers (what is not stored is 0), and whom it knows anything of."""

    name: str
    scores: csr_array
    knows_paper: Bools
    knows_reviewer: Bools

    def value(self, paper: int, reviewer: int) -> float | None:
        """Its score of a pair; None if it is silent about one of them."""
        if not (self.knows_paper[paper] and self.knows_reviewer[reviewer]):
            return None
        return float(self.scores[paper, reviewer])


@dataclass(frozen=True, eq=False, kw_only=True)
class Affinity:
    """The weighted mean of the parts that are not silent, with the parts themselves.

    `scores` has the shape papers x reviewers. `silent` are the numbers of reviewers about whom no part says
    anything: they score 0 everywhere, and a person should look at them.
    """

    scores: csr_array
    parts: tuple[Part, ...]
    weights: Mapping[str, float]
    silent: tuple[int, ...]

    def dense(self) -> Floats:
        """All scores as a table of papers x reviewers."""
        return np.asarray(self.scores.toarray(), dtype=np.float64)

    def values(self, paper: int, reviewer: int) -> dict[str, float | None]:
        """The score of a pair in each part, by the name of the part; None if that is silent."""
        return {part.name: part.value(paper, reviewer) for part in self.parts}


def topic_affinity(papers: Sequence[Topics], reviewers: Sequence[Topics], *, name: str = "topics") -> Part:
    """The share of a paper's topics that a reviewer covers, each weighted by how well (1 in a plain list)."""
    names = sorted({topic for topics in (*papers, *reviewers) for topic in topics})
    number = {topic: index for index, topic in enumerate(names)}
    wanted, offered = _topic_table(papers, number), _topic_table(reviewers, number)
    sums = np.asarray(wanted.sum(axis=1)).reshape(-1)
    known = sums > 0
    shares = csr_array(wanted.multiply(1 / np.where(known, sums, 1)[:, None]))
    return Part(
        name=name,
        scores=csr_array(shares @ offered.T),
        knows_paper=known,
        knows_reviewer=np.diff(offered.indptr) > 0,
    )


def table_part(name: str, table: npt.ArrayLike) -> Part:
    """A part from a table of papers x reviewers; NaN means that nothing is known, and counts as 0."""
    values = np.asarray(table, dtype=np.float64)
    known = ~np.isnan(values)
    return Part(
        name=name,
        scores=csr_array(np.nan_to_num(values)),
        knows_paper=np.asarray(known.any(axis=1)),
        knows_reviewer=np.asarray(known.any(axis=0)),
    )


def combine(parts: Sequence[Part], weights: Mapping[str, float]) -> Affinity:
    """The weighted mean of parts; a part without a weight counts 0.

    Raises `ProblemError` for parts of different shapes, and for weights that are negative, no numbers, of no
    part, or all 0.
    """
    _check_weights(parts, weights)
    scaled = [part.scores * float(weights.get(part.name, 0.0)) for part in parts]
    together = csr_array(sum(scaled[1:], start=scaled[0])).tocoo()
    rows, columns = together.row.astype(np.int64), together.col.astype(np.int64)
    spoken = _weight_that_speaks(parts, weights, rows, columns)
    values = together.data / np.where(spoken > 0, spoken, 1)
    heard = np.any([part.knows_reviewer for part in parts if weights.get(part.name, 0) > 0], axis=0)
    return Affinity(
        scores=csr_array((values, (rows, columns)), together.shape),
        parts=tuple(parts),
        weights=dict(weights),
        silent=tuple(np.flatnonzero(~heard).tolist()),
    )


def pair_part(name: str, shape: tuple[int, int], values: Mapping[tuple[int, int], float]) -> Part:
    """A part from the scores of single (paper, reviewer) pairs; all others score 0, and nobody is unknown."""
    rows = np.array([paper for paper, _ in values], dtype=np.int64)
    columns = np.array([reviewer for _, reviewer in values], dtype=np.int64)
    return Part(
        name=name,
        scores=csr_array((np.array(list(values.values()), dtype=np.float64), (rows, columns)), shape),
        knows_paper=np.ones(shape[0], dtype=bool),
        knows_reviewer=np.ones(shape[1], dtype=bool),
    )


def lean(affinity: Affinity, part: Part, share: float) -> Affinity:
    """The affinity with `share` of every score, at most half, given to one more part (scores -1 to 1).

    Unlike in `combine`, the share never grows where nothing else is known of a pair: what the part says alone
    counts no more than the share. Raises `ProblemError` for another share or a part of another shape.
    """
    if not 0 <= share <= MAX_SHARE:
        raise ProblemError(f"The share of {part.name} must be between 0 and {MAX_SHARE}.")
    if part.scores.shape != affinity.scores.shape:
        raise ProblemError("The parts are not of the same papers and reviewers.")
    rest = {name: weight * (1 - share) for name, weight in affinity.weights.items()}
    return Affinity(
        scores=csr_array(affinity.scores * (1 - share) + part.scores * share),
        parts=(*affinity.parts, part),
        weights=rest | {part.name: share},
        silent=affinity.silent,
    )


def _check_weights(parts: Sequence[Part], weights: Mapping[str, float]) -> None:
    names = [part.name for part in parts]
    unknown = sorted(set(weights) - set(names))
    if unknown:
        raise ProblemError(f"There is a weight for {unknown[0]}, but no such part.")
    bad = [name for name, weight in weights.items() if not (np.isfinite(weight) and weight >= 0)]
    if bad:
        raise ProblemError(f"The weight of {bad[0]} must be a number, 0 or greater.")
    if not any(weights.get(name, 0) > 0 for name in names):
        raise ProblemError("At least one part needs a weight above 0.")
    if len({part.scores.shape for part in parts}) > 1:
        raise ProblemError("The parts are not of the same papers and reviewers.")


def _weight_that_speaks(
    parts: Sequence[Part], weights: Mapping[str, float], rows: Ints, columns: Ints
) -> Floats:
    spoken = np.zeros(len(rows))
    for part in parts:
        spoken += weights.get(part.name, 0.0) * (part.knows_paper[rows] & part.knows_reviewer[columns])
    return spoken


def _topic_table(rows: Sequence[Topics], number: Mapping[str, int]) -> csr_array:
    weighted = [dict(row) if isinstance(row, Mapping) else dict.fromkeys(row, 1.0) for row in rows]
    at = [index for index, row in enumerate(weighted) for _ in row]
    columns = [number[topic] for row in weighted for topic in row]
    values = [float(weight) for row in weighted for weight in row.values()]
    return csr_array((values, (at, columns)), (len(rows), len(number)))
