"""Problems from what people have at hand: a dense table, or a list of scored pairs with their own ids."""

from collections.abc import Hashable, Iterable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from reviews.matching.problem.arrays import Bools, Ints
from reviews.matching.problem.errors import ProblemError
from reviews.matching.problem.problem import Problem

Triple = tuple[Hashable, Hashable, float]
IdPair = tuple[Hashable, Hashable]
Count = int | Mapping[Hashable, int]


def from_dense(
    scores: npt.ArrayLike,
    *,
    demand: int | npt.ArrayLike,
    load_max: int | npt.ArrayLike,
    load_min: int | npt.ArrayLike = 0,
    allowed: Bools | None = None,
    **more: object,
) -> Problem:
    """A problem from a table of scores with a row a paper and a column a reviewer.

    `allowed` is a mask of the same shape (None: every pair is allowed). `demand` and the loads are one number
    for all, or one each. `more` are further fields of `Problem`. Raises `ProblemError` if something does not
    fit.
    """
    table = np.asarray(scores, dtype=np.float64)
    if table.ndim != 2:
        raise ProblemError(f"The scores must be a table of two dimensions, but have {table.ndim}.")
    mask = np.ones(table.shape, dtype=bool) if allowed is None else np.asarray(allowed, dtype=bool)
    if mask.shape != table.shape:
        raise ProblemError(f"The mask of allowed pairs is {mask.shape}, but the scores are {table.shape}.")
    return Problem(
        indptr=np.concatenate([[0], np.cumsum(mask.sum(axis=1))]),
        indices=np.nonzero(mask)[1],
        scores=table[mask],
        demand=_filled(demand, table.shape[0]),
        load_max=_filled(load_max, table.shape[1]),
        load_min=_filled(load_min, table.shape[1]),
        **more,  # type: ignore[arg-type]
    )


def from_triples(
    papers: Sequence[Hashable],
    reviewers: Sequence[Hashable],
    triples: Iterable[Triple],
    *,
    demand: Count,
    load_max: Count,
    load_min: Count = 0,
    conflicts: Iterable[IdPair] = (),
    required: Iterable[IdPair] = (),
    forbidden: Iterable[IdPair] = (),
    paper_names: Sequence[str] = (),
    reviewer_names: Sequence[str] = (),
) -> Problem:
    """A problem from (paper, reviewer, score) triples with ids of any kind.

    Papers and reviewers get their numbers in the order given. `demand` and the loads are one number for all,
    or a mapping from ids. Raises `ProblemError` for ids that are unknown, listed twice, or left out of a
    mapping.
    """
    p_of, r_of = _numbering("paper", papers), _numbering("reviewer", reviewers)
    listed = list(triples)
    pairs = _pairs("The scores", ((p, r) for p, r, _ in listed), p_of, r_of)
    order = np.lexsort((pairs[:, 1], pairs[:, 0]))
    return Problem(
        indptr=np.searchsorted(pairs[order, 0], np.arange(len(papers) + 1)),
        indices=pairs[order, 1],
        scores=np.array([score for _, _, score in listed], dtype=np.float64)[order],
        demand=_counted("demand", demand, p_of),
        load_max=_counted("load_max", load_max, r_of),
        load_min=_counted("load_min", load_min, r_of),
        conflicts=_pairs("The conflicts", conflicts, p_of, r_of),
        required=_pairs("The required pairs", required, p_of, r_of),
        forbidden=_pairs("The forbidden pairs", forbidden, p_of, r_of),
        paper_names=tuple(paper_names) or tuple(map(str, papers)),
        reviewer_names=tuple(reviewer_names) or tuple(map(str, reviewers)),
    )


def _filled(value: int | npt.ArrayLike, size: int) -> Ints:
    array = np.asarray(value)
    return np.full(size, array) if array.ndim == 0 else array


def _numbering(kind: str, ids: Sequence[Hashable]) -> dict[Hashable, int]:
    numbers: dict[Hashable, int] = {}
    for number, name in enumerate(ids):
        if name in numbers:
            raise ProblemError(f"The {kind} {name} is listed twice.")
        numbers[name] = number
    return numbers


def _pairs(
    what: str, pairs: Iterable[IdPair], papers: Mapping[Hashable, int], reviewers: Mapping[Hashable, int]
) -> Ints:
    found = [(_known(what, "paper", p, papers), _known(what, "reviewer", r, reviewers)) for p, r in pairs]
    return np.array(found, dtype=np.int64).reshape(-1, 2)


def _known(what: str, kind: str, name: Hashable, numbers: Mapping[Hashable, int]) -> int:
    if name not in numbers:
        raise ProblemError(f"{what} name the {kind} {name}, which is not in the list of {kind}s.")
    return numbers[name]


def _counted(what: str, count: Count, numbers: Mapping[Hashable, int]) -> Ints:
    if not isinstance(count, Mapping):
        return np.full(len(numbers), count)
    missing = [name for name in numbers if name not in count]
    if missing:
        raise ProblemError(f"{what} says nothing about {missing[0]}.")
    return np.array([count[name] for name in numbers], dtype=np.int64)
